"""Names looked up anew, after the rule by which they are made comparable has changed; for migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

BATCH = 500


def refold(identity: Any, rows: Any, kind: str, names: Callable[[Any], Iterable[str]]) -> None:
    """Write the keys of the names of these live records again. Can be run twice."""
    last = 0
    while batch := list(rows.filter(deleted_at=None, pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        ids = [row.pk for row in batch]
        identity.objects.filter(kind=kind, what="name", record_id__in=ids).delete()
        identity.objects.bulk_create(
            identity(kind=kind, record_id=row.pk, what="name", key=key[:300])
            for row in batch
            for key in sorted({*names(row)} - {""})
        )
