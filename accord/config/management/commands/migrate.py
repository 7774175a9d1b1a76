"""`accord migrate`: Django's, without the limits that keep a page from taking long, and with statistics afterwards."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from accord.jobs.jobs import renew_statistics

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Filling a column of a million rows takes minutes; waiting for a lock keeps its limit."""
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            before = _applied(connection)
            super().handle(*args, **options)
            if before and _applied(connection) != before:
                renew_statistics()  # of a new index SQLite knows nothing, and takes it for a better one than it is
            return
        with connection.cursor() as cursor:
            for limit in LIMITS:
                cursor.execute(f"SET {limit} = 0")
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                for limit in LIMITS:
                    cursor.execute(f"RESET {limit}")


def _applied(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())
