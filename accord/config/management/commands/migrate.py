"""`accord migrate`: Django's, without the limits that keep a page from taking long."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Filling a column of a million rows takes minutes; waiting for a lock keeps its limit."""
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
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
