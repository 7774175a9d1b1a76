"""One command from nothing to a company at work, in processes of its own, on either database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

PATIENCE = 300.0
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
COUNT_DONE = "from accord.jobs.models import Job; print('done:', Job.objects.filter(state='done').count())"
ASK_FOR_WORK = """
from accord.deals.models import Stage
from accord.jobs.jobs import tidy_queue
tidy_queue.enqueue()
print("stages:", Stage.objects.count())
"""


class Installation:
    """A folder, a database of its own, and whatever `accord` was told to do there."""

    def __init__(self, folder: Path, **surroundings: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "ACCORD_DATABASE_URL"}
        self.surroundings = kept | {"ACCORD_DATA": str(folder)} | surroundings
        self.process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> str:
        """Start `accord run` and wait until it says where it is."""
        command = [sys.executable, "-m", "accord", "run", "--port", "0", *words]
        self.process = subprocess.Popen(command, env=self.surroundings, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise AssertionError("It ended without a word of where it is.")

    def ask(self, *words: str) -> str:
        command = [sys.executable, "-m", "accord", *words]
        return subprocess.run(command, env=self.surroundings, capture_output=True, text=True, check=True).stdout

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=60)


@pytest.fixture
def installation(tmp_path: Path, django_db_blocker: Any, django_db_setup: None) -> Iterator[Installation]:
    if connection.vendor == "sqlite":
        made = Installation(tmp_path)
        yield made
        made.stop()
        return
    name = f"one_command_{os.getpid()}"
    server = os.environ["ACCORD_DATABASE_URL"].rpartition("/")[0]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    made = Installation(tmp_path, ACCORD_DATABASE_URL=f"{server}/{name}")
    yield made
    made.stop()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def page(address: str) -> str:
    with NO_PROXY.open(address, timeout=60) as answer:
        return str(answer.read().decode())


@pytest.mark.processes
@pytest.mark.covers("DC-340", "DC-341", "DC-344")
def test_one_command_makes_everything_and_works_in_the_background_while_nobody_is_signed_in(installation):
    link = installation.run("--empty")

    assert "You are the first here." in page(link)
    assert "become" not in page(link.partition("welcome/")[0] + "accounts/login/")
    assert "stages: 25" in installation.ask("shell", "-c", ASK_FOR_WORK)
    assert jobs_done(installation) > 0


@pytest.mark.processes
def test_a_copy_of_the_database_stays_when_the_invented_company_goes(installation, prepared):
    if prepared:
        prepared.copy_to(str(installation.folder / "accord.sqlite3"))

    said = installation.ask("shell", "-c", "from accord.config.demo.removing import keep_copy; print(keep_copy())")

    kept = list(installation.folder.glob("before-removal-*.sqlite3"))
    assert [str(path) for path in kept] == ([said.split()[-1]] if connection.vendor == "sqlite" else [])


def jobs_done(installation: Installation) -> int:
    """The worker has as long as it takes, within patience; nobody is signed in meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = re.search(r"done: (\d+)", installation.ask("shell", "-c", COUNT_DONE))
        if found and int(found[1]):
            return int(found[1])
    return 0
