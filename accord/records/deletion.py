"""What goes into the trash along with a record, counted before anybody says yes (DC-060)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from accord.accounts.models import User
from accord.history.models import Changeable, kinds
from accord.history.models.hanging import batches, cascading

SHOWN_PER_TYPE = 20


@dataclass(frozen=True)
class Along:
    """The records of one type that go along: some by name, the rest counted, the unseen only counted."""

    type_name: str
    type_names: str
    count: int
    shown: list[Any]
    unseen: int

    @property
    def more(self) -> int:
        """Seen by the reader, but too many to be named."""
        return self.count - len(self.shown) - self.unseen


def going_along(record: Changeable) -> dict[str, set[int]]:
    """Ids by kind of everything that hangs on the record, over any number of links; not the record itself."""
    found: dict[str, set[int]] = defaultdict(set)
    fresh: dict[str, set[int]] = defaultdict(set)
    for rows in record.dependants():
        fresh[rows.model.kind] |= set(rows.values_list("pk", flat=True))
    while any(fresh.values()):
        for kind, ids in fresh.items():
            found[kind] |= ids
        fresh = _one_level_below(fresh, found)
    found[record.kind].discard(record.pk)
    return {kind: ids for kind, ids in found.items() if ids}


def going_along_with(kind: str, ids: set[int]) -> dict[str, set[int]]:
    """The same for many records of one type; they themselves are not counted."""
    found: dict[str, set[int]] = defaultdict(set, {kind: set(ids)})
    fresh: dict[str, set[int]] = {kind: set(ids)}
    while any(fresh.values()):
        fresh = _one_level_below(fresh, found)
        for below, more in fresh.items():
            found[below] |= more
    found[kind] -= ids
    return {kind: ids for kind, ids in found.items() if ids}


def _one_level_below(above: dict[str, set[int]], known: dict[str, set[int]]) -> dict[str, set[int]]:
    below: dict[str, set[int]] = defaultdict(set)
    for kind, ids in above.items():
        for model, name in cascading(kinds()[kind]):
            for batch in batches(sorted(ids)):
                rows = model.objects.live().filter(**{f"{name}__in": batch})
                below[model.kind] |= set(rows.values_list("pk", flat=True)) - known[model.kind]
    return below


def told_to(reader: User, along: dict[str, set[int]]) -> list[Along]:
    """The same for a reader: names only of what they may see."""
    return [_of_kind(reader, kind, ids) for kind, ids in along.items()]


def _of_kind(reader: User, kind: str, ids: set[int]) -> Along:
    model = kinds()[kind]
    rows: Any = model.objects.live().filter(pk__in=ids)
    seen = rows.visible_to(reader) if hasattr(rows, "visible_to") else rows
    names = model._meta
    return Along(
        str(names.verbose_name),
        str(names.verbose_name_plural),
        len(ids),
        list(seen.order_by("pk")[:SHOWN_PER_TYPE]),
        len(ids) - seen.count(),
    )
