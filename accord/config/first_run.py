"""What `accord run` does before it serves: tables, the demo company of a first run, the first administrator's link.

It runs as a child of the command. What it prints is for the person; its last line is one JSON object for the command.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(words: Sequence[str]) -> int:
    """Prepare the database in the way that the words ask for."""
    parser = argparse.ArgumentParser(prog="accord prepare")
    parser.add_argument("--demo", choices=["first", "demo", "empty", "never"], default="first")
    parser.add_argument("--keep-tables", action="store_true")
    parser.add_argument("--beyond", action="store_true", help="others than this machine will reach it")
    options = parser.parse_args(words)
    is_new = _is_new()
    django.setup()
    if options.keep_tables and (said := _not_ready()):
        print(said)
        return 1
    keep_a_write_ahead_log()
    if not options.keep_tables:
        migrate()
        furnish()
    renew_people()
    wanted = options.demo == "demo" or (options.demo == "first" and is_new and not options.beyond)
    if options.beyond and (wanted or is_demo()):
        print("Demo people sign in without a password, so they are served to this machine only: leave --host out.")
        return 1
    if wanted:
        load_demo()
    print(json.dumps(_news()))
    return 0


def keep_a_write_ahead_log() -> None:
    """So that readers and the writer never wait for each other. It is a property of the SQLite file, however made."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", interactive=False, verbosity=0)


def furnish() -> None:
    """Roles, directories and the pipeline that Accord ships, where they are missing."""
    from accord.config import shipped
    from accord.history.models import Actor, Door

    shipped.install(by=Actor.house(Door.CONSOLE))


def renew_people() -> None:
    """After an update, however its tables came up to date, people may carry more than they did before."""
    from accord.access.compiling import compile_people

    compile_people()


def load_demo() -> None:
    """Load the demo company; a mark in the folder makes the next start try again when this one was interrupted."""
    mark = _unfinished_mark()
    mark.touch()
    call_command("demo")
    mark.unlink()


def is_demo() -> bool:
    """Whether the database carries the mark of the demo company, or one of its people."""
    from accord.preferences import switches

    return switches.load().demo or get_user_model()._default_manager.filter(is_demo=True, is_active=True).exists()


def _is_new() -> bool:
    """A first run: SQLite, and no database yet, or one whose demo company never came to be whole."""
    database = settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        return False
    file = Path(database["NAME"])
    return not file.exists() or not file.stat().st_size or _unfinished_mark().exists()


def _unfinished_mark() -> Path:
    return Path(settings.DATA) / "demo-unfinished"


def _not_ready() -> str:
    """What stands in the way of serving this database as it is, in one sentence, or nothing."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return "There is no database here yet: start with bin/run, which makes it."
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The database is older than this program: run `accord migrate` first, or start with bin/run."
    return ""


def _news() -> dict[str, str]:
    from accord.administration.first import console_link

    link = console_link()
    return {"first": link} if link else {}
