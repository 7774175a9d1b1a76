"""Who wants to write on SQLite while a robot writes batch after batch gets its turn in the next gap."""

import sqlite3
import threading
import time

import pytest

from accord.kit.sqlite3 import LOOK_EVERY, base


@pytest.fixture
def file(tmp_path):
    with sqlite3.connect(tmp_path / "file") as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE t (n INTEGER)")
    made.close()
    return tmp_path / "file"


@pytest.fixture
def opened(file):
    wrapper = base.DatabaseWrapper(
        {
            **dict.fromkeys(("USER", "PASSWORD", "HOST", "PORT"), ""),
            "NAME": str(file),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": LOOK_EVERY},
            "TIME_ZONE": None,
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": False,
            "AUTOCOMMIT": True,
            "ATOMIC_REQUESTS": False,
            "TEST": {},
        }
    )
    line = wrapper.get_new_connection(wrapper.get_connection_params())
    line.isolation_level = None  # as Django has it after connecting
    yield line
    line.close()


def execute(line, statement):
    return line.cursor(factory=base.PatientCursor).execute(statement)


class Robot:
    """Holds the lock for a while, lets go for a hundredth of a second, and so on for ever."""

    def __init__(self, file):
        self.stop, self.turns = threading.Event(), 0
        self.thread = threading.Thread(target=self.work, args=(file,))
        self.began = threading.Event()

    def work(self, file):
        line = sqlite3.connect(file, isolation_level=None, timeout=20)
        while not self.stop.is_set():
            line.execute("BEGIN IMMEDIATE")
            self.began.set()
            self.turns += 1
            time.sleep(0.2)
            line.execute("COMMIT")
            time.sleep(0.01)
        line.close()

    def __enter__(self):
        self.thread.start()
        self.began.wait()
        return self

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)"])
def test_a_gap_of_a_hundredth_of_a_second_is_found(file, opened, statement):
    turns = []

    with Robot(file) as robot:
        for _writer in range(5):
            before = robot.turns
            execute(opened, statement)
            opened.rollback()
            turns.append(robot.turns - before)
            robot.began.clear()
            robot.began.wait()

    assert max(turns) <= 10  # with SQLite's own waiting: dozens of gaps are slept through


def test_who_waits_too_long_is_told_so(file, opened, monkeypatch):
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        execute(opened, "BEGIN IMMEDIATE")

    other.close()


def test_nothing_is_asked_twice_inside_a_transaction(opened):
    asked = []
    execute(opened, "BEGIN IMMEDIATE")

    def refused():
        asked.append(1)
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    with pytest.raises(sqlite3.OperationalError):
        base.patiently(refused, opened)

    assert asked == [1]


def test_other_troubles_are_said_at_once(opened):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        execute(opened, "SELECT * FROM nowhere")
