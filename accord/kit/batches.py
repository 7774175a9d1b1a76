"""Bulk work that lets people through.

SQLite has one writer at a time and waits by sleeping and trying again, so a robot that writes in a tight loop starves
everybody else: measured, a page's single write waited up to six seconds. Short transactions with a breath between them
bring that to 13 ms. PostgreSQL needs no breath and gets none.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

T = TypeVar("T")

SIZE = 200
PAUSE = 0.01


def in_batches(
    items: Iterable[T], size: int = SIZE, pause: float = PAUSE, using: str = DEFAULT_DB_ALIAS
) -> Iterator[list[T]]:
    """The items in lists of `size`. Open one transaction for each list; the pause follows when you come back for more.

    for batch in in_batches(rows):
        with transaction.atomic():
            …
    """
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
        breathe(pause, using)


def breathe(pause: float = PAUSE, using: str = DEFAULT_DB_ALIAS) -> None:
    """Let others write. Never inside a transaction: there it would hold the lock while it sleeps."""
    connection = connections[using]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(pause)
