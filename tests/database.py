"""The test database of each worker: on SQLite a file, since live servers read it from other threads."""

import os
from pathlib import Path

import pytest

REACHING = {"db", "transactional_db", "office", "live", "django_db_setup", "client", "live_server"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database after this worker."""
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database = settings.DATABASES["default"]
    is_file = "sqlite3" in database["ENGINE"]
    folder = Path(os.environ["ACCORD_TEST_FOLDER"])
    name = str(folder / f"{worker}.sqlite3") if is_file else f"accord_{worker}"
    database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """WAL as in an installation, so that a reader never waits for a writer."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("PRAGMA journal_mode=WAL")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--reaching-database",
        action="store_true",
        help="only tests that reach the database: what a second run on another database is for",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--reaching-database"):
        return
    chosen = [item for item in items if reaches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def reaches_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(REACHING & set(getattr(item, "fixturenames", [])))
