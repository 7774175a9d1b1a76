"""The write path: what everything that people can change has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.history.models import consequences
from accord.history.models.actor import Actor
from accord.history.models.changes import Changes, Facet, ManyToMany, stored
from accord.history.models.events import ChangeSet, Event
from accord.history.models.exclusion import said_of
from accord.kit.errors import Conflict, RuleBroken
from accord.kit.inserting import Column, insert, made
from accord.kit.updating import update

R = TypeVar("R", bound="Changeable")

BATCH = 200


@dataclass
class Outcome:
    """What a set form did: the events it wrote, and the ids of rows that somebody else changed meanwhile."""

    events: list[Event] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    @property
    def changed(self) -> list[int]:
        return [event.record_id for event in self.events]


class ChangeableQuerySet(models.QuerySet[R]):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def in_trash(self) -> Self:
        return self.exclude(deleted_at=None)

    def add(self, *, by: Actor, verb: str = "created", **values: Any) -> R:
        """Make one record, with its event."""
        facets = {name: _ids(values.pop(name)) for name in list(values) if self.model.has_facet(name)}
        (record,) = self.add_all([self.model(**values)], by=by, verb=verb, facets=[facets])
        return record

    def add_all(
        self, records: Sequence[R], *, by: Actor, verb: str = "created", facets: Sequence[Mapping[str, list[int]]] = ()
    ) -> list[R]:
        """Make many records with a constant number of queries per 200; `facets` are their links, in the same order."""
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH]
            with writing(by, *batch):
                maker = by.at_once()
                for record in batch:
                    record.begin(by=maker)
                self.model.check_all_addable(batch, by)
                self.model.derive_all(batch)
                insert(batch)
                for record, links in zip(batch, facets[start : start + BATCH], strict=False):
                    for name, ids in links.items():
                        record.required_facet(name).write(record, sorted(ids))
                _written(batch, _events([(record, Changes()) for record in batch], verb, by), by)
        return list(records)

    def change_all(self, verb: str, *, by: Actor, **values: Any) -> Outcome:
        """Write the same values to every record of this set, in batches."""
        outcome = Outcome()
        keys = list(self.order_by("pk").values_list("pk", "version"))
        for start in range(0, len(keys), BATCH):
            versions = dict(keys[start : start + BATCH])
            with writing(by):
                rows = self.model._default_manager.select_for_update().filter(pk__in=versions)
                fresh: list[Any] = [row for row in rows if row.version == versions[row.pk]]
                outcome.lost += sorted(set(versions) - {row.pk for row in fresh})
                pairs: list[tuple[R, Mapping[str, Any]]] = [(row, values) for row in fresh]
                outcome.events += self.change_each(pairs, verb, by=by)
        return outcome

    def change_each(self, pairs: Iterable[tuple[R, Mapping[str, Any]]], verb: str, *, by: Actor) -> list[Event]:
        """Write values of its own to each of at most a few hundred records, in one transaction."""
        plans = [(record, changes) for record, values in pairs if (changes := Changes.of(record, dict(values)))]
        if not plans:
            return []
        records = [record for record, changes in plans]
        with writing(by, *records):
            self.model.check_all_writable([(record, frozenset(changes.after)) for record, changes in plans], by)
            columns = {"changed_at", "changed_by"}
            at = by.now()
            for record, changes in plans:
                columns |= set(record.put(changes, by=by))
                record.changed_at = at
                record.version += 1
            update(records, self.model.columns_called(columns), also='"version" = "version" + 1')
            for record, changes in plans:
                record.put_facets(changes)
            events = _events(plans, verb, by)
            _written(records, events, by)
        return events

    def derive(self, **columns: Any) -> int:
        """Write columns that follow from others (a sort key, a compiled right). No event: nobody decided anything."""
        return self.update(**columns)


class Changeable(models.Model):
    """A thing that people change: it has a version, says who changed it when, and every change of it can be taken back.

    Subclasses say their `kind` (the word in addresses, events and `contents.py`), may name `secret_fields` whose
    values events never keep, and override the `check_…`, `derived` and `written_all` hooks.
    """

    kind: ClassVar[str] = ""
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    facets: ClassVar[dict[str, Facet]] = {}

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField(_("changed"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects: ClassVar[ChangeableQuerySet[Any]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    # ── asking ──

    @property
    def is_live(self) -> bool:
        return self.deleted_at is None

    @property
    def events(self) -> models.QuerySet[Event]:
        """What happened to this record, oldest first. Creations are events too."""
        return Event.objects.filter(kind=self.kind, record_id=self.pk).order_by("id")

    @classmethod
    def has_facet(cls, name: str) -> bool:
        return name in cls.facets or any(field.name == name for field in cls._meta.many_to_many)

    def facet(self, name: str) -> Facet | None:
        if name in self.facets:
            return self.facets[name]
        return ManyToMany(name) if self.has_facet(name) else None

    def required_facet(self, name: str) -> Facet:
        facet = self.facet(name)
        assert facet is not None, name
        return facet

    # ── writing ──

    def change(self, verb: str, *, by: Actor, **values: Any) -> Event | None:
        """Write these values if they differ, and say so in one event. Whoever comes second gets `Conflict`."""
        changes = Changes.of(self, values)
        if not changes:
            return None
        with writing(by, self):
            self.check_writable(by, frozenset(changes.after))
            columns = self.put(changes, by=by)
            self._compare_and_set(columns)
            self.put_facets(changes)
            (event,) = events = _events([(self, changes)], verb, by)
            _written([self], events, by)
        return event

    def discard(self, *, by: Actor) -> None:
        """Put the record into the trash, with everything that hangs on it."""
        self.check_deletable(by)
        with writing(by):
            for dependants in self.dependants():
                for dependant in dependants:
                    dependant.discard(by=by.consequence())
            self.change("deleted", by=by.consequence(), deleted_at=by.now())

    def restore(self, *, by: Actor) -> None:
        """Take the record out of the trash, with what it hangs on and what hangs on it, as far as that went along."""
        from accord.history.models.hanging import Gone, rows_deleted_by  # it asks the models; one of both comes first

        gone = Gone(self)
        with writing(by):
            gone.take_out_first(by)
            for rows in rows_deleted_by(gone.below):
                for row in rows:
                    row.change("restored", by=by.consequence(), deleted_at=None)

    def held(self) -> Iterable[Changeable]:
        """What belongs to this record by its type and ID: it is nobody's once the record is deleted for good."""
        return ()

    def dependants(self) -> list[ChangeableQuerySet[Any]]:
        """What goes into the trash with this record: live records whose link to it cascades."""
        sets = []
        for relation in self._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is models.CASCADE and isinstance(model, type) and issubclass(model, Changeable):
                sets.append(model.objects.live().filter(**{relation.field.name: self}))
        return sets

    # ── hooks for the packages above ──

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        """Raise NotAllowed when the actor may not write these fields of this record."""

    def check_addable(self, by: Actor) -> None:
        """Raise NotAllowed when the actor may not make this record; whoever may write it may, as a rule."""
        self.check_writable(by, frozenset())

    def check_deletable(self, by: Actor) -> None:
        """Raise NotAllowed when the actor may not delete this record; the same holds."""
        self.check_writable(by, frozenset())

    @classmethod
    def check_all_addable(cls, records: Sequence[Self], by: Actor) -> None:
        for record in records:
            record.check_addable(by)

    @classmethod
    def check_all_writable(cls, plans: Sequence[tuple[Self, frozenset[str]]], by: Actor) -> None:
        for record, fields in plans:
            record.check_writable(by, fields)

    def derived(self) -> dict[str, Any]:
        """Columns that follow from the others; written with every change, never kept in events."""
        return {}

    @classmethod
    def derive_all(cls, records: Sequence[Self]) -> None:
        for record in records:
            for name, value in record.derived().items():
                setattr(record, name, value)

    @classmethod
    def written_all(cls, records: Sequence[Self], events: Sequence[Event], by: Actor) -> None:
        """Called in the same transaction after rows and events are written (search rows, notices)."""

    @classmethod
    def make_way(cls, name: str, old: Any, new: Any, *, by: Actor) -> None:
        """Called before all that links to `old` by this field moves to `new`: what cannot stand there twice goes."""

    # ── private ──

    def begin(self, *, by: Actor) -> None:
        self.created_at = self.changed_at = by.now()
        self.created_by_id = self.changed_by_id = by.person_id
        self.version = 1

    def put(self, changes: Changes, *, by: Actor) -> list[str]:
        """Set the attributes of a change on this object; the names of the columns to write."""
        for name, value in changes.columns.items():
            column = self._meta.get_field(name)
            setattr(self, name if isinstance(value, models.Model) else column.attname, value)  # type: ignore[union-attr]
        self.changed_at, self.changed_by_id = by.now(), by.person_id
        derived = {name: value for name, value in self.derived().items() if self._holds_other(name, value)}
        for name, value in derived.items():
            setattr(self, name, value)
        return [*changes.columns, *derived, "changed_at", "changed_by"]

    def _holds_other(self, name: str, value: Any) -> bool:
        column: Any = self._meta.get_field(name)
        return bool(getattr(self, column.attname) != (value.pk if isinstance(value, models.Model) else value))

    @classmethod
    def columns_called(cls, names: Iterable[str]) -> list[Column]:
        columns = [cls._meta.get_field(name) for name in sorted(names)]
        return [column for column in columns if isinstance(column, models.Field)]

    def put_facets(self, changes: Changes) -> None:
        for name, ids in changes.facets.items():
            self.required_facet(name).write(self, ids)

    def _compare_and_set(self, columns: list[str]) -> None:
        values = {name: getattr(self, self._meta.get_field(name).attname) for name in columns}  # type: ignore[union-attr]
        row = type(self)._default_manager.filter(pk=self.pk, version=self.version)
        if not row.update(version=F("version") + 1, **values):
            raise Conflict(_("Somebody changed this a moment before you. Please look again."))
        self.version += 1


Attempted = list[tuple[Changeable, dict[str, Any]]]
"""Records with the values that were to be written."""


class writing:  # noqa: N801 - reads as a word: with writing(by, record)
    """One transaction. If it fails, the objects in memory and the actor's change set are as they were before.

    What is written within it by the same action is part of it and needs no savepoint: an action happens as a whole.
    Whoever goes on after a refusal opens `transaction.atomic()` around what may be refused.
    """

    def __init__(self, by: Actor, *records: Changeable) -> None:
        self.by, self.records = by, records
        self.is_part = by.ledger.is_writing
        self.kept = [record.__dict__.copy() for record in records]
        self.caches = [record._state.fields_cache.copy() for record in records]
        self.change_set = by.ledger.change_set
        self.atomic = transaction.atomic(savepoint=not self.is_part)

    def __enter__(self) -> None:
        self.atomic.__enter__()
        if not self.is_part:
            self.by.ledger.attempted = []
        self.by.ledger.is_writing = True

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.by.ledger.is_writing = self.is_part
        try:
            self.atomic.__exit__(kind, error, trace)
        except BaseException as late:
            self._fail(late)
            raise
        if error is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, IntegrityError):
            self.by.ledger.attempted += [(record, record.__dict__.copy()) for record in self.records]
        self._take_back()
        if isinstance(error, IntegrityError) and not self.is_part:
            _say(self.by.ledger.attempted, error)

    def _take_back(self) -> None:
        self.by.ledger.change_set = self.change_set
        for record, kept, cached in zip(self.records, self.kept, self.caches, strict=True):
            record.__dict__.clear()
            record.__dict__.update(kept)
            record._state.fields_cache = cached


def _say(attempted: Attempted, error: IntegrityError) -> None:
    """Say a broken constraint in its own words; an unknown one stays the database's error."""
    for record, values in attempted:
        probe = type(record)()
        probe.__dict__.update({name: value for name, value in values.items() if name != "_state"})
        probe._state.adding = record._state.adding
        probe._state.db = record._state.db
        try:
            probe.validate_constraints()
        except ValidationError as said:
            raise RuleBroken(" ".join(said.messages)) from error
    if together := said_of(attempted, error):
        raise RuleBroken(together) from error


def _events(plans: Iterable[tuple[Changeable, Changes]], verb: str, by: Actor) -> list[Event]:
    change_set = ChangeSet.objects.opened_by(by, verb)
    return [_event(record, verb, by, changes, change_set) for record, changes in plans]


def _event(record: Changeable, verb: str, by: Actor, changes: Changes, change_set: ChangeSet) -> Event:
    event = made(
        Event,
        kind=record.kind,
        record_id=record.pk,
        verb=verb,
        actor_id=by.person_id,
        at=record.changed_at,
        version=record.version,
        label=str(record)[:200],
        before=changes.before,
        after=changes.after,
    )
    event.change_set = change_set
    return event


def _written(records: Sequence[Changeable], events: list[Event], by: Actor) -> None:
    insert(events)
    type(records[0]).written_all(records, events, by)
    for consequence in consequences.of(events[0].kind, events[0].verb):
        consequence(records, events, by.consequence())


def _ids(value: Iterable[Any]) -> list[int]:
    return [item.pk if isinstance(item, models.Model) else int(item) for item in value]


@cache
def kinds() -> dict[str, type[Changeable]]:
    """Every changeable model by its kind."""
    return {
        model.kind: model
        for model in apps.get_models()
        if issubclass(model, Changeable) and not model._meta.proxy and model.kind
    }


def model_of(kind: str) -> type[Changeable] | None:
    return kinds().get(kind)


def last_state(record: Changeable) -> dict[str, Any]:
    """The full state that a purge leaves behind in its event."""
    return {column.name: stored(record, column) for column in record._meta.concrete_fields}
