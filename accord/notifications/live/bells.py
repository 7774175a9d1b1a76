"""How a web process learns that something was committed: LISTEN on PostgreSQL, a number in the file on SQLite.

Reading that number costs 9 µs. On PostgreSQL, triggers ring for every statement that adds events, notices or ends
sessions.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Protocol

from django.db import connection

LOOK_EVERY = 0.15


class Bell(Protocol):
    async def wait(self, seconds: float) -> None:
        """Return when something was committed, or after so many seconds."""


class SqliteBell:
    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.seen = 0

    async def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            number = int(self.file.execute("PRAGMA data_version").fetchone()[0])
            if number != self.seen:
                self.seen = number
                return
            await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def bell() -> AsyncIterator[Bell]:
    """The one for the database in use; the driver of PostgreSQL is loaded only where it is."""
    if connection.vendor == "postgresql":
        async with import_module("accord.notifications.live.postgres_bell").postgres_bell() as one:
            yield one
        return
    file = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True, check_same_thread=False)
    try:
        yield SqliteBell(file)
    finally:
        file.close()
