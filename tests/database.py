"""The test database of each worker: on SQLite a file, since live servers read it from other threads.

The file with its tables is made once and copied from then on: ten seconds of migrations for each worker of each run
were a tenth of the time of all tests. A copy is used only as long as no migration changes.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase

REACHING = {"db", "transactional_db", "office", "live", "served", "django_db_setup", "client", "live_server"}
DRIVING_A_BROWSER = {"page", "browser", "new_window"}
STARTING_PROCESSES = {"served", "live", "house", "run"}


ROOT = Path(__file__).resolve().parent.parent
PREPARED = ROOT / ".prepared"
"""Where databases with all tables and no rows are kept between runs."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The file that this worker's data folder leads to, so that a server started there serves the same data."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    is_file = "sqlite3" in database["ENGINE"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database.setdefault("TEST", {})["NAME"] = str(database["NAME"]) if is_file else f"accord_{worker}"


class Prepared:
    """A database with all tables and no rows. Whoever finds none makes it, and the others wait."""

    def __init__(self) -> None:
        PREPARED.mkdir(exist_ok=True)
        self.file = PREPARED / f"{made_from()}.sqlite3"
        self.lock = (PREPARED / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.is_there = self.file.exists()

    def copy_to(self, place: str) -> None:
        shutil.copyfile(self.file, place)

    def keep(self, made: str) -> None:
        """For the next worker and the next run. Those of earlier migrations are thrown away."""
        for older in PREPARED.glob("*.sqlite3"):
            older.unlink()
        unfinished = self.file.with_suffix(".unfinished")
        shutil.copyfile(made, unfinished)
        unfinished.replace(self.file)

    def let_go(self) -> None:
        self.lock.close()


def made_from() -> str:
    """A sum of all that decides what the tables are: our migrations, our kinds of columns, Django."""
    summed = hashlib.sha256("".join(version(name) for name in ("django", "django-allauth")).encode())
    for source in sorted([*ROOT.glob("accord/*/migrations/*.py"), *ROOT.glob("accord/kit/*.py")]):
        summed.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return summed.hexdigest()[:20]


@pytest.fixture(scope="session")
def prepared(django_db_modify_db_settings: None) -> Prepared | None:
    """Copied to where this worker keeps its database, if it is there; none on PostgreSQL."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        return None
    prepared = Prepared()
    if prepared.is_there:
        prepared.copy_to(database["TEST"]["NAME"])
        database["TEST"]["MIGRATE"] = False
    return prepared


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, prepared: Prepared | None) -> bool:
    """What was copied is there already."""
    return django_db_keepdb or (prepared is not None and prepared.is_there)


class AtRest:
    """The database as it is between tests: empty, and from the first test that names the cast on, with the cast in it.

    A test whose rows others must see cannot be rolled back. On SQLite its database is laid back whole, which takes a
    hundredth of the time of emptying all tables and hiring everybody anew; PostgreSQL empties its tables.
    """

    def __init__(self) -> None:
        self.kept: sqlite3.Connection | None = None

    def keep(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self.kept = sqlite3.connect(":memory:")
        connection.connection.backup(self.kept)

    def lay_back(self) -> None:
        """Numbers once given are not given again: a server that still runs must not take a new row for an old one."""
        from django.db import connection, transaction

        assert self.kept is not None
        with connection.cursor() as cursor:
            given = cursor.execute("SELECT seq, name FROM sqlite_sequence").fetchall()
        self.kept.backup(connection.connection)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)", given)


@pytest.fixture(scope="session")
def at_rest() -> AtRest:
    return AtRest()


@pytest.fixture(scope="session")
def django_db_setup(
    prepared: Prepared | None, at_rest: AtRest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """WAL as in an installation, so that a reader never waits for a writer."""
    from django.db import connection

    if prepared is None:
        yield
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(LEAVE)
        return
    if not prepared.is_there:
        connection.close()
        prepared.keep(connection.settings_dict["NAME"])
    prepared.let_go()
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
        at_rest.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: at_rest.lay_back())
        yield


LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""A thread of a test may still hold a connection, and a database that somebody holds cannot be taken away."""

FORGET = """
DELETE FROM pg_statistic USING pg_class WHERE starelid = pg_class.oid AND relnamespace = 'public'::regnamespace;
UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
UPDATE pg_class SET reltuples = 0, relpages = 1, relallvisible = 0
WHERE relnamespace = 'public'::regnamespace AND relkind = 'i'
"""


@pytest.fixture
def no_statistics(db: None) -> None:
    """As in a database never analysed: how a question is answered must not hang on what earlier tests left behind."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(FORGET)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--reaching-database",
        action="store_true",
        help="only tests that reach the database: what a second run on another database is for",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", []))
        if DRIVING_A_BROWSER & fixtures:
            item.add_marker("browser")
        elif STARTING_PROCESSES & fixtures:
            item.add_marker("processes")
    # The cast is committed with the first test that names it; tests that expect an empty house come before.
    items.sort(key=lambda item: "office" in getattr(item, "fixturenames", []))
    if not config.getoption("--reaching-database"):
        return
    chosen = [item for item in items if reaches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def reaches_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(REACHING & set(getattr(item, "fixturenames", [])))
