"""The test database of each worker: on SQLite a file, since live servers read it from other threads."""

import os

import pytest

REACHING = {"db", "transactional_db", "office", "live", "served", "django_db_setup", "client", "live_server"}
DRIVING_A_BROWSER = {"page", "browser", "new_window"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The file that this worker's data folder leads to, so that a server started there serves the same data."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    is_file = "sqlite3" in database["ENGINE"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database.setdefault("TEST", {})["NAME"] = str(database["NAME"]) if is_file else f"accord_{worker}"


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if DRIVING_A_BROWSER & set(getattr(item, "fixturenames", [])):
            item.add_marker("browser")
    # The cast is committed with the first test that names it; tests that expect an empty house come before.
    items.sort(key=lambda item: "office" in getattr(item, "fixturenames", []))
    if not config.getoption("--reaching-database"):
        return
    chosen = [item for item in items if reaches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def reaches_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(REACHING & set(getattr(item, "fixturenames", [])))
