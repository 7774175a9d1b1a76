"""`accord run` as somebody meets it who has just cloned the repository."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import database
from tests.architecture.sources import ROOT

PATIENCE = 300


class Running:
    """One `accord run`, and what it has printed so far."""

    def __init__(self, data: Path, *words: str) -> None:
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ACCORD_") or name == "ACCORD_HOSTS"
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "accord", "run", "--data", str(data), "--port", "0", *words],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            self.lines.extend(line.rstrip() for line in output)

    def link(self) -> str:
        """The one link that is printed once the product answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.lines:
                if found := re.search(r"http://127\.0\.0\.1:\d+/\S*", line):
                    return found[0]
            time.sleep(0.05)
        raise AssertionError("No link was printed:\n" + "\n".join(self.lines))

    def children(self) -> list[int]:
        return [
            int(word) for word in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.ended(20)

    def ended(self, within: float = PATIENCE) -> int:
        """The status at the end, when all that was printed has been read."""
        status = self.process.wait(within)
        self.listener.join()
        return status


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(*words: str) -> Running:
        if words and not (tmp_path / "data").exists():
            bring_tables(tmp_path / "data")
        started.append(Running(tmp_path / "data", *words))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop()


def bring_tables(data: Path) -> None:
    """As an earlier start would have left them; only the first run of the demo company makes them itself."""
    prepared = database.PREPARED / f"{database.made_from()}.sqlite3"
    if prepared.exists():
        data.mkdir(mode=0o700)
        shutil.copyfile(prepared, data / "accord.sqlite3")


def answer(address: str) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def site(link: str) -> str:
    return "/".join(link.split("/")[:3])


def test_an_empty_start_prints_a_link_to_make_the_first_administrator(run):
    running = run("--empty")

    status, page = answer(running.link())

    assert status == 200
    assert 'name="username"' in page
    assert not any("demo" in line.lower() for line in running.lines)


def test_a_first_run_loads_the_demo_company_and_the_next_keeps_every_row(run, tmp_path):
    first = run()
    link = first.link()
    _status, page = answer(link)
    until(lambda: is_idle(link))
    first.stop()
    before = rows(tmp_path / "data")

    second = run()
    link_again = second.link()
    _status, again = answer(link_again)
    until(lambda: is_idle(link_again))
    second.stop()

    assert link == f"{site(link)}/"
    assert "/accounts/become/" in page
    assert "/accounts/become/" in again
    assert len(before["deals_deal"]) > 10
    assert rows(tmp_path / "data") == before
    assert 0 < unread_of("anna", tmp_path / "data") < 10


def unread_of(username: str, data: Path) -> int:
    """What a seller has still to read on the first morning: the news of yesterday and today, not those of two years."""
    asks = "SELECT count(*) FROM notifications_notification n JOIN accounts_user u ON u.id = n.person_id"
    with contextlib.closing(sqlite3.connect(data / "accord.sqlite3")) as connection:
        counted = connection.execute(f"{asks} WHERE u.username = ? AND n.read_at IS NULL", [username])
        return int(counted.fetchone()[0])


def is_idle(link: str) -> bool:
    """Whether the worker has done all that the first data asked for."""
    jobs = json.loads(answer(f"{site(link)}/healthz")[1])["jobs"]
    return not jobs["waiting"] and not jobs["running"]


def rows(data: Path) -> dict[str, list[Any]]:
    """Every row of the database, but for those that come and go by themselves."""
    file = sqlite3.connect(f"file:{data}/accord.sqlite3?mode=ro", uri=True)
    names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    kept = [name for name in names if not name.startswith(("jobs_", "sqlite_", "search_index"))]
    found = {name: file.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in kept}
    file.close()
    return found


def test_a_web_process_and_a_worker_that_are_killed_come_back_by_themselves(run):
    running = run("--empty")
    link = running.link()
    killed = running.children()

    for child in killed:
        os.kill(child, signal.SIGKILL)

    until(lambda: len(running.children()) == 2 and not set(killed) & set(running.children()))
    assert answer(f"{site(link)}/healthz")[0] == 200
    assert sum("signal SIGKILL" in line for line in running.lines) == 2


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It did not come to be in time."
        time.sleep(0.05)


def test_health_is_said_in_json_and_stopping_leaves_no_process(run):
    running = run("--empty")
    status, health = answer(f"{site(running.link())}/healthz")
    children = running.children()

    ended = running.stop()

    assert (status, json.loads(health)["status"]) == (200, "ok")
    assert ended == 0
    assert len(children) == 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_stopping_and_starting_keeps_what_is_there(run, tmp_path):
    first = run("--empty")
    first.link()
    first.stop()
    key = (tmp_path / "data/secret.key").read_text()

    second = run()
    second.link()

    assert (tmp_path / "data/secret.key").read_text() == key
    assert any("first administrator" in line for line in second.lines)


def test_a_database_that_was_made_by_hand_is_served_with_a_write_ahead_log(run, tmp_path):
    running = run("--empty")
    running.link()
    running.stop()
    file = tmp_path / "data/accord.sqlite3"
    said(file, "PRAGMA journal_mode=DELETE")

    surroundings = {**os.environ, "ACCORD_DATA": str(tmp_path / "data")}
    words = ["prepare", "--demo", "never", "--keep-tables"]  # what `accord serve` does before it serves
    subprocess.run([sys.executable, "-m", "accord", *words], cwd=ROOT, env=surroundings, check=True)

    assert said(file, "PRAGMA journal_mode") == "wal"


def said(file: Path, pragma: str) -> str:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return str(connection.execute(pragma).fetchone()[0])


def test_the_data_folder_is_closed_to_others(run, tmp_path):
    run("--empty").link()

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [["--host", "0.0.0.0"], ["--host", "::"], ["--host", "192.0.2.1"]])
def test_plain_http_beyond_this_machine_is_refused(run, words):
    running = run(*words)

    assert running.ended() == 1
    assert any("--insecure-lan" in line for line in running.lines)


def test_demo_data_are_refused_beyond_this_machine(run, monkeypatch):
    monkeypatch.setenv("ACCORD_HOSTS", "localhost")
    running = run("--demo", "--host", "0.0.0.0", "--insecure-lan")

    assert running.ended() == 1
    assert any("served to this machine only" in line for line in running.lines)
