"""Much to write, into a database that nobody else uses yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

PRAGMAS = {
    "cache_size": -500_000,  # the upper pages of all indexes, of a million companies too
    "synchronous": 1,  # a power failure may take the last transactions, and what is half filled is begun anew
    "wal_autocheckpoint": 50_000,  # a page that is written again and again goes into the file once
}


@contextmanager
def filling(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Have SQLite hold more in memory and wait less for the disk; elsewhere, and within a transaction, nothing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    kept = {name: _swapped(connection, name, value) for name, value in PRAGMAS.items()}
    try:
        yield
    finally:
        for name, value in kept.items():
            _swapped(connection, name, value)


def _swapped(connection: BaseDatabaseWrapper, name: str, value: int) -> int:
    """What it was before."""
    with connection.cursor() as cursor:
        before: int = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        cursor.execute(f"PRAGMA {name} = {value:d}")
    return before
