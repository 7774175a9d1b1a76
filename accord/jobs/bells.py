"""How a worker learns that there is work, and that another worker is dead.

PostgreSQL: LISTEN, and a lock of the session that the server drops the moment the worker's connection ends.
SQLite: the number that changes with every commit of somebody else costs 9 µs to read; and a lock on a file, which the
kernel drops with the process. There is one worker process on SQLite, since several are slower than one.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from importlib import import_module
from typing import IO

from django.db import connection

from accord.jobs.models import Job

LOOK_EVERY = 0.15


class AnotherWorker(Exception):
    """On SQLite a worker is already running on this database."""


class Bell(ABC):
    @abstractmethod
    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return when there may be work, when told to stop, or after so many seconds."""

    @abstractmethod
    def dead(self) -> list[str]:
        """The workers that are noted as running something and are no more."""

    @abstractmethod
    def close(self) -> None: ...


class SqliteBell(Bell):
    def __init__(self, worker: str) -> None:
        self.worker = worker
        database = connection.settings_dict["NAME"]
        self.lock: IO[str] = open(f"{database}.worker", "w")  # noqa: SIM115 - held as long as the process lives
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.close()
            raise AnotherWorker from None
        self.file = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
        self.seen = self._version()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < until:
            version = self._version()
            if version != self.seen:
                self.seen = version
                return
            stop.wait(LOOK_EVERY)

    def dead(self) -> list[str]:
        """Everybody else: we hold the lock."""
        noted = Job.objects.running().exclude(worker=self.worker)
        return list(noted.order_by().values_list("worker", flat=True).distinct())

    def close(self) -> None:
        self.file.close()
        self.lock.close()

    def _version(self) -> int:
        return int(self.file.execute("PRAGMA data_version").fetchone()[0])


def bell(worker: str) -> Bell:
    """The one for the database in use; the driver of PostgreSQL is loaded only where it is."""
    if connection.vendor == "postgresql":
        return import_module("accord.jobs.postgres_bell").PostgresBell(worker)  # type: ignore[no-any-return]
    return SqliteBell(worker)
