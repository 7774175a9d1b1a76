"""Waiting for one's turn to write.

SQLite's own waiting sleeps longer and longer, up to a tenth of a second between two looks. A robot that writes batch
after batch leaves gaps of a hundredth, and whoever sleeps through them for twenty seconds is told that the database is
locked: measured on a busy machine, an import shut people out. So SQLite waits for a few milliseconds only, and we ask
again until our own time is up: nobody sleeps through a gap.

What is asked again has had no effect yet: it is the beginning of a transaction, or a statement outside of one. Inside a
transaction nothing waits, since each of ours begins by taking the lock (`BEGIN IMMEDIATE`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

from accord.kit.sqlite3 import PATIENCE

T = TypeVar("T")


class PatientCursor(base.SQLiteCursorWrapper):
    def execute(self, query: Any, params: Any = None) -> Any:
        return patiently(lambda: super(PatientCursor, self).execute(query, params), self.connection)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # After a kill, the first to come mends the file, and everybody else has to wait even for reading.
        return patiently(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))

    def create_cursor(self, name: str | None = None) -> PatientCursor:
        return self.connection.cursor(factory=PatientCursor)  # type: ignore[no-any-return]


def patiently(do: Callable[[], T], connection: sqlite3.Connection | None = None) -> T:
    """Do it, and do it again as long as somebody else has the lock."""
    until = 0.0
    while True:
        try:
            return do()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or (connection is not None and connection.in_transaction):
                raise
            until = until or time.monotonic() + PATIENCE
            if time.monotonic() > until:
                raise


def is_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
