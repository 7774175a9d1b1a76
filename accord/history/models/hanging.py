"""What hangs on what: links that cascade, and what went into the trash together along them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.history.models.actor import Actor
from accord.history.models.changeable import BATCH, Changeable, kinds
from accord.history.models.events import Event
from accord.kit.errors import RuleBroken

T = TypeVar("T")
Key = tuple[str, int]


def cascading(model: type[Changeable]) -> Iterator[tuple[type[Changeable], str]]:
    """The changeable models whose link to this one cascades, with the name of the link."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if relation.on_delete is models.CASCADE and isinstance(other, type) and issubclass(other, Changeable):
            yield other, relation.field.name


@cache
def hangs_on(model: type[Changeable]) -> tuple[tuple[str, type[Changeable]], ...]:
    """The other way: the links of this model that cascade, with the models they lead to."""
    return tuple(
        (column.name, column.related_model)
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey)
        and column.remote_field.on_delete is models.CASCADE
        and isinstance(column.related_model, type)
        and issubclass(column.related_model, Changeable)
    )


def parents_of(record: Changeable) -> Iterator[tuple[type[Changeable], int]]:
    """What this record hangs on: the model and the ID of each."""
    for name, target in hangs_on(type(record)):
        if (pk := getattr(record, f"{name}_id")) is not None:
            yield target, pk


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


class Gone:
    """A record of the trash, and what went along with it: what hangs on it and was deleted in the same change set.

    Whatever else the change set deleted, like the other rows of a selection, has nothing to do with it.
    """

    def __init__(self, record: Changeable) -> None:
        self.record = record

    def above(self) -> list[Changeable]:
        """What the record itself hangs on and has to come back before it, the topmost first.

        `RuleBroken` where that was deleted at another time, by a decision of its own.
        """
        found: dict[Key, Changeable] = {}
        level = [self.record]
        while level:
            parents = [parent for record in level for parent in _gone_parents(record)]
            if any((parent.kind, parent.pk) not in self._deletions for parent in parents):
                raise RuleBroken(_("What this belongs to is in the trash too. Take that out first."))
            level = [parent for parent in parents if (parent.kind, parent.pk) not in found]
            found |= {(parent.kind, parent.pk): parent for parent in level}
        return list(reversed(found.values()))

    @cached_property
    def below(self) -> list[int]:
        """The deletions of what hangs on the record, from what others hang on to what hangs on them."""
        top = (self.record.kind, self.record.pk)
        found = level = {top}
        while level:
            level = self._one_level_below(level) - found
            found = found | level
        return sorted((self._deletions[key] for key in found - {top}), reverse=True)

    def take_out_first(self, by: Actor) -> int:
        """Bring back the record and what it hangs on, as far as the actor may; says how many."""
        records = [*self.above(), self.record]
        for record in records:
            record.check_deletable(by)
            record.change("restored", by=by.consequence(), deleted_at=None)
        return len(records)

    # ── private ──

    @cached_property
    def _deletions(self) -> dict[Key, int]:
        """Everything its change set deleted, with the event that says so."""
        gone = self.record.events.filter(verb="deleted").last()
        if gone is None:
            return {}
        events = gone.change_set.events.filter(verb="deleted").values_list("kind", "record_id", "pk")
        return {(kind, record_id): pk for kind, record_id, pk in events}

    def _one_level_below(self, above: set[Key]) -> set[Key]:
        gone_kinds = {kind for kind, _pk in self._deletions}
        found: set[Key] = set()
        for kind in {kind for kind, _pk in above}:
            ids = [pk for each, pk in above if each == kind]
            for model, name in cascading(kinds()[kind]):
                for batch in batches(ids) if model.kind in gone_kinds else ():
                    rows = model.objects.filter(**{f"{name}__in": batch}).values_list("pk", flat=True)
                    found |= {(model.kind, pk) for pk in rows} & self._deletions.keys()
        return found


def rows_deleted_by(events: Iterable[int]) -> Iterator[list[Changeable]]:
    """The rows that these events put into the trash, type by type in the order given.

    What is no longer there, and what still hangs on something in the trash, stays out.
    """
    known = Event.objects.in_bulk(list(events))
    for kind, alike in groupby((known[pk] for pk in events if pk in known), key=lambda event: event.kind):
        model = kinds()[kind]
        standing: Any = model.objects.in_trash().filter(pk__in=[event.record_id for event in alike])
        for name, _target in hangs_on(model):
            standing = standing.filter(Q(**{name: None}) | Q(**{f"{name}__deleted_at": None}))
        if rows := list(standing):
            yield rows


def _gone_parents(record: Changeable) -> Iterator[Changeable]:
    for target, pk in parents_of(record):
        yield from target.objects.in_trash().filter(pk=pk)
