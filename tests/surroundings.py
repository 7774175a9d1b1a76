"""Where the tests run: a data folder of their own, and the database that `ACCORD_TEST_DB` names.

pytest loads this before Django reads its settings (`-p tests.surroundings` in pyproject.toml), and the workers of a
parallel run inherit the result. `ACCORD_TEST_DB=postgres` starts a private PostgreSQL server and stops it at the end.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tools import postgres

SQLITE, POSTGRES = "sqlite", "postgres"


def prepare() -> None:
    """Set what `accord.config.environment` reads. Nothing of an installation may leak in or be touched."""
    for name in [name for name in os.environ if name.startswith("ACCORD_") and not name.startswith("ACCORD_TEST_")]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="accord-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        ACCORD_TEST_FOLDER=str(folder),
        ACCORD_SECRET_KEY="a key for tests that opens nothing",
        ACCORD_SQLITE_SYNCHRONOUS="OFF",
        ACCORD_HOSTS="127.0.0.1,localhost,[::1],testserver",
        ACCORD_EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    )
    os.environ.setdefault("ACCORD_TEST_DB", SQLITE)
    if os.environ["ACCORD_TEST_DB"] == POSTGRES:
        start_postgres()
    elif os.environ["ACCORD_TEST_DB"] != SQLITE:
        raise pytest.UsageError("ACCORD_TEST_DB must be sqlite or postgres.")


def start_postgres() -> None:
    """Borrow a server for as long as this process lives; its end closes the pipe that keeps the server up."""
    try:
        url, server = postgres.borrow()
    except postgres.NoServer as problem:
        raise pytest.UsageError(str(problem)) from None
    os.environ["ACCORD_DATABASE_URL"] = url
    atexit.register(lambda: (server.stdin and server.stdin.close(), server.wait(20)))


def take_own_folder() -> None:
    """Each worker of a parallel run has a data folder, and so a database and files, of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["ACCORD_DATA"] = str(Path(os.environ["ACCORD_TEST_FOLDER"]) / worker)


if "PYTEST_XDIST_WORKER" not in os.environ:
    prepare()
take_own_folder()
