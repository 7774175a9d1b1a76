"""Taking a change set back: all of it or nothing, conflicts listed, and the taking back is itself a change set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accord.history.models.actor import Actor
from accord.history.models.changeable import BATCH, Changeable, kinds
from accord.history.models.changes import HIDDEN, bare
from accord.history.models.events import ChangeSet, Event
from accord.kit.errors import RuleBroken

GRACE = timedelta(minutes=30)

Key = tuple[str, int]
T = TypeVar("T")


@dataclass(frozen=True)
class UndoConflict:
    """A record that cannot be put back as it was, and why, in one sentence."""

    kind: str
    record_id: int
    label: str
    reason: str


class UndoRefused(RuleBroken):
    """Nothing was taken back; `conflicts` says what stands in the way."""

    def __init__(self, conflicts: list[UndoConflict]) -> None:
        super().__init__(_("This cannot be taken back as a whole: somebody changed the same things since."))
        self.conflicts = conflicts


@dataclass
class Footprint:
    """What one change set did to one record, folded: first values before, last values after."""

    kind: str
    record_id: int
    label: str
    created: bool = False
    last_event: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.kind, self.record_id

    @property
    def moves_the_trash(self) -> bool:
        """Putting it back means putting the record into the trash or taking it out."""
        return self.created or "deleted_at" in self.before

    def step(self, event: Event) -> None:
        self.created |= event.is_creation
        self.last_event = event.pk
        self.label = event.label
        for name, value in event.before.items():
            self.before.setdefault(name, value)
        self.after.update(event.after)

    def values(self) -> dict[str, Any]:
        return {name: bare(value) for name, value in self.before.items() if value != HIDDEN}

    def differences(self, record: Changeable) -> Iterator[str]:
        """The fields that no longer hold what the change set left in them."""
        for name, value in self.after.items():
            if value != HIDDEN and not is_as_kept(record, name, value):
                yield name


class Undo:
    """The plan of one undo. Reads and writes stay a constant number of queries per 200 records of a type."""

    def __init__(self, change_set: ChangeSet, *, by: Actor, leaving: frozenset[Key] = frozenset()) -> None:
        self.change_set, self.by = change_set, by
        self.footprints = {key: foot for key, foot in self._fold().items() if key not in leaving}

    def conflicts(self) -> list[UndoConflict]:
        """What stands in the way, in the order in which the change set touched it."""
        found: dict[Key, UndoConflict] = {}
        for kind, feet in self._by_kind():
            for batch in batches(feet):
                rows = self._rows(kind, batch)
                users = self._later_users(kind, [rows[foot.record_id] for foot in batch if foot.record_id in rows])
                for foot in batch:
                    if conflict := self._conflict(foot, rows.get(foot.record_id), users):
                        found[foot.key] = conflict
        return [found[key] for key in self.footprints if key in found]

    def run(self) -> ChangeSet:
        if self.change_set.is_undone:
            raise RuleBroken(_("This has already been taken back."))
        kept = self.by.ledger.change_set
        try:
            with transaction.atomic():
                if conflicts := self.conflicts():
                    raise UndoRefused(conflicts)
                return self._run()
        except BaseException:
            self.by.ledger.change_set = kept
            self.change_set._state.fields_cache.pop("undone_by", None)
            raise

    # ── private: writing ──

    def _run(self) -> ChangeSet:
        by = self.by.consequence() if self._is_own_and_untouched() else self.by
        taken_back = self._open(by)
        for (kind, _moves), run in groupby(
            reversed(self.footprints.values()), key=lambda foot: (foot.kind, foot.moves_the_trash)
        ):
            for batch in batches(run):
                self._put_back(kind, batch, by)
        return taken_back

    def _open(self, by: Actor) -> ChangeSet:
        taken_back = ChangeSet.objects.opened_by(by, "undone")
        taken_back.undoes = self.change_set
        try:
            with transaction.atomic():
                taken_back.save(update_fields=["undoes"])
        except IntegrityError as error:
            raise RuleBroken(_("This has already been taken back.")) from error
        return taken_back

    def _put_back(self, kind: str, feet: list[Footprint], by: Actor) -> None:
        # An earlier step of this undo may have moved the records (a child follows its parent): the rows decide.
        rows = self._rows(kind, feet, locked=True)
        plans = [(foot, rows[foot.record_id]) for foot in feet if foot.record_id in rows]
        pairs = self._with_links(kind, [(record, self._values(foot, record)) for foot, record in plans])
        if feet[0].moves_the_trash:
            for foot, record in plans:
                record.check_writable(by, frozenset(["deleted_at"])) if foot.created else record.check_deletable(by)
            by = by.consequence()
        kinds()[kind].objects.change_each(pairs, "undone", by=by)

    def _values(self, foot: Footprint, record: Changeable) -> dict[str, Any]:
        if foot.created:
            return {"deleted_at": self.by.now()} if record.is_live else {}
        return foot.values()

    def _with_links(
        self, kind: str, pairs: list[tuple[Changeable, dict[str, Any]]]
    ) -> list[tuple[Changeable, dict[str, Any]]]:
        """The links that are put back as objects, fetched at once, so that their labels cost no query each."""
        for name in {name for _record, values in pairs for name in values}:
            target = link_target(kinds()[kind], name)
            if target is not None:
                ids = {values[name] for _record, values in pairs if values.get(name) is not None}
                found = target._base_manager.in_bulk(ids)
                for _record, values in pairs:
                    if values.get(name) is not None:
                        values[name] = found.get(values[name], values[name])
        return pairs

    # ── private: looking for conflicts ──

    def _conflict(self, foot: Footprint, record: Changeable | None, users: dict[int, str]) -> UndoConflict | None:
        if record is None:
            return self._because(foot, _("It has been deleted for good."))
        if foot.created:
            user = users.get(foot.record_id) if record.is_live else None
            return self._because(foot, _("It is used by %(record)s.") % {"record": user}) if user else None
        if differing := list(foot.differences(record)):
            labels = ", ".join(str(self._label(record, name)) for name in differing)
            return self._because(foot, _("Changed since: %(fields)s.") % {"fields": labels})
        return None

    def _later_users(self, kind: str, records: list[Changeable]) -> dict[int, str]:
        """Live records outside this change set that hang on one whose creation shall be taken back, by its id."""
        created = [record for record in records if record.is_live and self.footprints[kind, record.pk].created]
        if not created:
            return {}
        if kinds()[kind].dependants is not Changeable.dependants:
            return {record.pk: user for record in created if (user := self._user_of(record))}
        users: dict[int, str] = {}
        for model, name in cascading(kinds()[kind]):
            rows = model.objects.live().filter(**{f"{name}__in": [record.pk for record in created]})
            for pk, parent in rows.values_list("pk", name).iterator():
                if (model.kind, pk) not in self.footprints and parent not in users:
                    users[parent] = str(model.objects.get(pk=pk))
        return users

    def _user_of(self, record: Changeable) -> str:
        for dependants in record.dependants():
            for dependant in dependants:
                if (dependant.kind, dependant.pk) not in self.footprints:
                    return str(dependant)
        return ""

    def _label(self, record: Changeable, name: str) -> Any:
        if record.facet(name) and name in record.facets:
            return name.replace("_", " ")
        return getattr(record._meta.get_field(name), "verbose_name", name)

    def _because(self, foot: Footprint, reason: Any) -> UndoConflict:
        return UndoConflict(foot.kind, foot.record_id, foot.label, str(reason))

    # ── private: whose it is ──

    def _is_own_and_untouched(self) -> bool:
        """For 30 minutes one may take back one's own, even where it took away one's right, if nobody touched it
        since.
        """
        if self.by.person_id is None or self.change_set.actor_id != self.by.person_id:
            return self.by.person_id is None
        if self.by.now() - self.change_set.at > GRACE:
            return False
        return not any(
            self._events_since(kind, {foot.record_id: foot.last_event for foot in batch})
            for kind, feet in self._by_kind()
            for batch in batches(feet)
        )

    def _events_since(self, kind: str, last: dict[int, int]) -> bool:
        newest = (
            Event.objects.filter(kind=kind, record_id__in=last)
            .exclude(actor_id=self.by.person_id)
            .values_list("record_id")
            .annotate(newest=models.Max("id"))
        )
        return any(pk > last[record_id] for record_id, pk in newest)

    # ── private: reading ──

    def _by_kind(self) -> Iterator[tuple[str, list[Footprint]]]:
        feet: dict[str, list[Footprint]] = defaultdict(list)
        for foot in self.footprints.values():
            feet[foot.kind].append(foot)
        yield from feet.items()

    def _fold(self) -> dict[Key, Footprint]:
        feet: dict[Key, Footprint] = {}
        for event in self.change_set.events.order_by("id").iterator():
            key = event.kind, event.record_id
            feet.setdefault(key, Footprint(event.kind, event.record_id, event.label)).step(event)
        return feet

    def _rows(self, kind: str, feet: Sequence[Footprint], *, locked: bool = False) -> dict[int, Changeable]:
        model = kinds()[kind]
        rows: models.QuerySet[Any] = model._default_manager.filter(pk__in=[foot.record_id for foot in feet])
        if not locked:
            return {row.pk: row for row in rows}
        links = {name for foot in feet for name in foot.before if link_target(model, name) is not None}
        rows = (
            rows.select_for_update(of=("self",)).select_related(*sorted(links)) if links else rows.select_for_update()
        )
        return {row.pk: row for row in rows}


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def cascading(model: type[Changeable]) -> Iterator[tuple[type[Changeable], str]]:
    """The changeable models whose link to this one cascades, with the name of the link."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if relation.on_delete is models.CASCADE and isinstance(other, type) and issubclass(other, Changeable):
            yield other, relation.field.name


def link_target(model: type[Changeable], name: str) -> type[models.Model] | None:
    """The model a column links to; None for a plain column and for what is no column."""
    if model.has_facet(name):
        return None
    column = model._meta.get_field(name)
    return column.related_model if isinstance(column, models.ForeignKey) else None


def is_as_kept(record: Changeable, name: str, kept: Any) -> bool:
    """Whether the field holds what an event kept of it. Compared as values: 5 and 5.0000 are one amount."""
    if facet := record.facet(name):
        return bool(facet.read(record) == bare(kept))
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)
    value = bare(kept)
    if value is not None and not isinstance(column, models.ForeignKey):
        value = column.to_python(value)
    return bool(getattr(record, column.attname) == value)
