"""The product as an installation runs it: a web process and a worker, both to be killed at any moment.

They serve the test database, with `synchronous=FULL` as an installation has it. `House` stands where the supervisor
would and starts anew at once, since a test of two hundred kills cannot wait for two hundred growing pauses.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from accord.config import supervisor
from accord.config.supervisor import Child
from tests.browser import START_WITHIN, served_database

WEB, WORKER = "web", "worker"


class House:
    def __init__(self) -> None:
        self.socket = supervisor.listen("127.0.0.1", 0)
        self.url = supervisor.address(self.socket)
        self.surroundings = {"ACCORD_SQLITE_SYNCHRONOUS": "FULL", **served_database()}
        number = self.socket.fileno()
        accord = [sys.executable, "-m", "accord"]
        self.children = {
            WEB: Child(WEB, [*accord, "web", "--socket", str(number)], keep_open=(number,)),
            WORKER: Child(WORKER, [*accord, "worker"]),
        }

    def open(self) -> None:
        for name in self.children:
            self.start(name)
        self.wait_until_it_answers()

    def start(self, name: str) -> None:
        kept = {word: os.environ.get(word) for word in self.surroundings}
        os.environ.update(self.surroundings)
        try:
            self.children[name].start()
        finally:
            for word, value in kept.items():
                if value is None:
                    del os.environ[word]
                else:
                    os.environ[word] = value

    def kill(self, name: str) -> None:
        """As the machine does it: no signal that could be caught, no last word. And start anew."""
        process = self.process(name)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, f"The {name} process had ended by itself."
        self.start(name)

    def close(self) -> None:
        for child in self.children.values():
            child.tell(signal.SIGTERM)
        for child in self.children.values():
            if child.process is not None and child.process.wait(20) not in (0, -signal.SIGTERM):
                raise AssertionError(f"The {child.name} process ended with {child.process.returncode}.")
        self.socket.close()

    def process(self, name: str) -> Any:
        process = self.children[name].process
        assert process is not None
        return process

    def is_up(self, name: str) -> bool:
        return self.children[name].is_running

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not supervisor.healthy(self.url):
            assert self.is_up(WEB), "The web process ended while it started."
            assert time.monotonic() < deadline, "The house did not answer in time."
            time.sleep(0.05)


def healthy_database() -> list[Any]:
    """What SQLite finds wrong with its file; PostgreSQL checks itself when it starts."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        found: list[Any] = cursor.execute("PRAGMA integrity_check").fetchall()
        found += cursor.execute("PRAGMA foreign_key_check").fetchall()
        return [row for row in found if row != ("ok",)]
