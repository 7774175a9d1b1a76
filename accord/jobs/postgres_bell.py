"""The bell of PostgreSQL: LISTEN, and one advisory lock for each living worker."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from zlib import crc32

import psycopg
from django.db import OperationalError, connection

from accord.jobs.bells import Bell
from accord.jobs.models import CHANNEL, Job

LOCK_CLASS = 5_201_314
WANTED = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey"}


def number(worker: str) -> int:
    """The name as a signed 32-bit number, which is what the server's locks are called."""
    return crc32(worker.encode()) - 2**31


class PostgresBell(Bell):
    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.line = self._connect()

    def _hold(self) -> None:
        """A line that broke is laid anew."""
        if self.line.closed:
            self.line = self._connect()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """A lost connection counts as a ring: the next look at the table tells whether the server is back. So does a
        line laid anew, which heard nothing of what came before it.
        """
        if self.line.closed:
            self._hold()
            return
        until = time.monotonic() + seconds
        with suppress(psycopg.OperationalError):
            while not stop.is_set() and (left := until - time.monotonic()) > 0:
                if list(self.line.notifies(timeout=min(1.0, left), stop_after=1)):
                    return

    def dead(self) -> list[str]:
        """Whose lock can be had is dead."""
        self._hold()
        noted = Job.objects.running().exclude(worker=self.worker).order_by().values_list("worker", flat=True).distinct()
        try:
            return [worker for worker in noted if self._can_lock(worker)]
        except psycopg.OperationalError as trouble:
            raise OperationalError(*trouble.args) from trouble

    def close(self) -> None:
        self.line.close()

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        parameters = {name: value for name, value in connection.get_connection_params().items() if name in WANTED}
        try:
            line = psycopg.connect(**parameters, autocommit=True, application_name="accord worker")
        except psycopg.OperationalError as trouble:
            raise OperationalError(*trouble.args) from trouble
        line.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, number(self.worker)])
        line.execute(f"LISTEN {CHANNEL}")
        return line

    def _can_lock(self, worker: str) -> bool:
        place = [LOCK_CLASS, number(worker)]
        row = self.line.execute("SELECT pg_try_advisory_lock(%s, %s)", place).fetchone()
        if row and row[0]:
            self.line.execute("SELECT pg_advisory_unlock(%s, %s)", place)
        return bool(row and row[0])
