"""Taking a change set back, with conflicts listed; the taking back is itself a change set.

A small one goes back as a whole or not at all. A large one is first looked through as a whole, and then goes back in
portions, each a transaction of its own, so that other people can write between them; what somebody changes meanwhile
is left as it is, and told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accord.history.models.actor import Actor
from accord.history.models.changeable import Changeable, kinds
from accord.history.models.changes import HIDDEN, bare
from accord.history.models.events import ChangeSet, Event
from accord.history.models.hanging import batches, cascading
from accord.kit.errors import NotAllowed, RuleBroken

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

    def fields_to_put_back(self, record: Changeable) -> frozenset[str]:
        return frozenset(name for name in self.values() if not is_as_kept(record, name, self.before[name]))

    def differences(self, record: Changeable) -> Iterator[str]:
        """The fields that no longer hold what the change set left in them."""
        for name, value in self.after.items():
            if value != HIDDEN and not is_as_kept(record, name, value):
                yield name

    def led(self, earlier: Footprint, record: Changeable, name: str) -> bool:
        """Whether the record holds in this field what these steps made of what the earlier ones had left there."""
        if name not in self.before:
            return False
        begun = value_of(record, name, self.before[name]) == value_of(record, name, earlier.after[name])
        return begun and is_as_kept(record, name, self.after[name])


@dataclass(frozen=True)
class Portion:
    """A part of a large undo: the records that were looked at, and those of them that were left as they are."""

    feet: Sequence[Footprint] = ()
    left: Sequence[UndoConflict] = ()

    def __bool__(self) -> bool:
        return bool(self.feet)

    @property
    def cursor(self) -> Key | None:
        """Where to go on; None where nothing is left to do."""
        return self.feet[-1].key if self.feet else None


class Undo:
    """The plan of one undo. Reads and writes stay a constant number of queries per 200 records of a type."""

    def __init__(
        self,
        change_set: ChangeSet,
        *,
        by: Actor,
        leaving: Collection[Key] = frozenset(),
        asked_at: datetime | None = None,
    ) -> None:
        self.change_set, self.by, self.asked_at = change_set, by, asked_at or by.now()
        everything = folded(change_set.events.all())
        self.order = list(reversed(everything.values()))
        self.place = {foot.key: number for number, foot in enumerate(self.order)}
        self.footprints = {key: foot for key, foot in everything.items() if key not in leaving}

    def conflicts(self) -> list[UndoConflict]:
        """What stands in the way, in the order in which the change set touched it."""
        found: dict[Key, UndoConflict] = {}
        for kind, feet in self._by_kind():
            for batch in batches(feet):
                found |= self._conflicts_among(kind, batch, self._rows(kind, batch))
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

    # ── in portions ──

    def leave(self, keys: Iterable[Key]) -> None:
        """Leave these records as they are."""
        for key in keys:
            self.footprints.pop(key, None)

    def check_rights(self) -> None:
        """Raise NotAllowed at the first record that the person may not put back; nothing is written."""
        by = self._acting()
        for kind, feet in self._in_order():
            for batch in batches(feet):
                plans = self._plans(batch, self._rows(kind, batch))
                if feet[0].moves_the_trash:
                    self._check_trash(plans, by)
                else:
                    asked = [(record, foot.fields_to_put_back(record)) for foot, record in plans]
                    kinds()[kind].check_all_writable([(record, names) for record, names in asked if names], by)

    def portion(self, cursor: Key | None, size: int) -> Portion:
        """Take back what follows the `cursor`, in the caller's transaction, as far as nothing stands in its way.

        What an earlier portion of this same undo has brought along is no conflict.
        """
        feet = self._following(cursor, size)
        if not feet:
            return Portion()
        kind, taken_back = feet[0].kind, self._open(self.by)
        found = self._conflicts_among(kind, feet, self._rows(kind, feet), taken_back)
        going = [foot for foot in feet if foot.key not in found]
        by = self.by.consequence() if self._is_own_and_untouched(going) else self.by
        left = [*found.values(), *self._take_back_what_goes(kind, going, by)]
        self.leave((conflict.kind, conflict.record_id) for conflict in left)  # and what they hang on stays for them
        return Portion(feet, left)

    def _following(self, cursor: Key | None, size: int) -> list[Footprint]:
        """The next records that can be put back together, from the last one that was touched to the first."""
        start = self.place[cursor] + 1 if cursor else 0
        for _alike, run in groupby(self._waiting(start), key=put_back_together):
            return list(islice(run, size))
        return []

    def _take_back_what_goes(self, kind: str, feet: list[Footprint], by: Actor) -> list[UndoConflict]:
        return as_far_as_possible(feet, lambda some: self._put_back(kind, some, by), self._because)

    # ── private: writing ──

    def _run(self) -> ChangeSet:
        by = self._acting()
        taken_back = self._open(by)
        for kind, feet in self._in_order():
            for batch in batches(feet):
                self._put_back(kind, batch, by)
        return taken_back

    def _acting(self) -> Actor:
        untouched = self._is_own_and_untouched(self.footprints.values())
        return self.by.consequence() if untouched else self.by

    def _in_order(self) -> Iterator[tuple[str, list[Footprint]]]:
        """What may be put back together, by kind: from the last record that was touched to the first."""
        for (kind, _moves), run in groupby(self._waiting(), key=put_back_together):
            yield kind, list(run)

    def _waiting(self, start: int = 0) -> Iterator[Footprint]:
        return (foot for foot in islice(self.order, start, None) if foot.key in self.footprints)

    def _open(self, by: Actor) -> ChangeSet:
        taken_back = ChangeSet.objects.opened_by(by, "undone")
        if taken_back.undoes_id == self.change_set.pk:
            return taken_back
        taken_back.undoes = self.change_set
        try:
            with transaction.atomic():
                taken_back.save(update_fields=["undoes"])
        except IntegrityError as error:
            raise RuleBroken(_("This has already been taken back.")) from error
        return taken_back

    def _put_back(self, kind: str, feet: list[Footprint], by: Actor) -> None:
        # An earlier step of this undo may have moved the records (a child follows its parent): the rows decide.
        plans = self._plans(feet, self._rows(kind, feet, locked=True))
        pairs = self._with_links(kind, [(record, self._values(foot, record)) for foot, record in plans])
        if feet[0].moves_the_trash:
            self._check_trash(plans, by)
            by = by.consequence()
        kinds()[kind].objects.change_each(pairs, "undone", by=by)

    def _plans(self, feet: Sequence[Footprint], rows: dict[int, Changeable]) -> list[tuple[Footprint, Changeable]]:
        return [(foot, rows[foot.record_id]) for foot in feet if foot.record_id in rows]

    def _check_trash(self, plans: Sequence[tuple[Footprint, Changeable]], by: Actor) -> None:
        for foot, record in plans:
            record.check_writable(by, frozenset(["deleted_at"])) if foot.created else record.check_deletable(by)

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

    def _conflicts_among(
        self, kind: str, feet: Sequence[Footprint], rows: dict[int, Changeable], taken_back: ChangeSet | None = None
    ) -> dict[Key, UndoConflict]:
        users = self._later_users(kind, [rows[foot.record_id] for foot in feet if foot.record_id in rows])
        moved = self._moved_by(taken_back, kind, [foot.record_id for foot in feet]) if taken_back else {}
        found = {}
        for foot in feet:
            if conflict := self._conflict(foot, rows.get(foot.record_id), users, moved.get(foot.key)):
                found[foot.key] = conflict
        return found

    def _moved_by(self, taken_back: ChangeSet, kind: str, ids: list[int]) -> dict[Key, Footprint]:
        """What followed by itself from earlier portions."""
        return folded(taken_back.events.filter(kind=kind, record_id__in=ids))

    def _conflict(
        self, foot: Footprint, record: Changeable | None, users: dict[int, str], moved: Footprint | None
    ) -> UndoConflict | None:
        if record is None:
            return self._because(foot, _("It has been deleted for good."))
        if foot.created:
            user = users.get(foot.record_id) if record.is_live else None
            return self._because(foot, _("It is used by %(record)s.") % {"record": user}) if user else None
        if differing := [name for name in foot.differences(record) if not (moved and moved.led(foot, record, name))]:
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

    def _is_own_and_untouched(self, feet: Iterable[Footprint]) -> bool:
        """For 30 minutes one may take back one's own, even where it took away one's right, if nobody touched it
        since. `asked_at` is when a person asked for it, however long it goes on.
        """
        if self.by.person_id is None or self.change_set.actor_id != self.by.person_id:
            return self.by.person_id is None
        if self.asked_at - self.change_set.at > GRACE:
            return False
        return not any(
            self._events_since(kind, {foot.record_id: foot.last_event for foot in batch})
            for kind, alike in by_kind(feet)
            for batch in batches(alike)
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
        return by_kind(self.footprints.values())

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


def folded(events: models.QuerySet[Event]) -> dict[Key, Footprint]:
    """What these events did to each record, in the order in which they first touched it."""
    feet: dict[Key, Footprint] = {}
    for event in events.order_by("id").iterator():
        key = event.kind, event.record_id
        feet.setdefault(key, Footprint(event.kind, event.record_id, event.label)).step(event)
    return feet


def by_kind(feet: Iterable[Footprint]) -> Iterator[tuple[str, list[Footprint]]]:
    alike: dict[str, list[Footprint]] = defaultdict(list)
    for foot in feet:
        alike[foot.kind].append(foot)
    yield from alike.items()


def link_target(model: type[Changeable], name: str) -> type[models.Model] | None:
    """The model a column links to; None for a plain column and for what is no column."""
    if model.has_facet(name):
        return None
    column = model._meta.get_field(name)
    return column.related_model if isinstance(column, models.ForeignKey) else None


def as_far_as_possible(
    items: list[T], do: Callable[[list[T]], object], leave: Callable[[T, Any], UndoConflict]
) -> list[UndoConflict]:
    """Do it to all of these at once if that can be; else to the halves, down to what cannot be, which is left."""
    if not items:
        return []
    try:
        with transaction.atomic():
            do(items)
    except (RuleBroken, NotAllowed, IntegrityError) as said:
        if len(items) == 1:
            return [leave(items[0], _("The database refuses it.") if isinstance(said, IntegrityError) else said)]
        middle = len(items) // 2
        halves = (items[:middle], items[middle:])
        return [conflict for half in halves for conflict in as_far_as_possible(half, do, leave)]
    return []


def put_back_together(foot: Footprint) -> tuple[str, bool]:
    return foot.kind, foot.moves_the_trash


def is_as_kept(record: Changeable, name: str, kept: Any) -> bool:
    """Whether the field holds what an event kept of it. Compared as values: 5 and 5.0000 are one amount."""
    if facet := record.facet(name):
        return bool(facet.read(record) == bare(kept))
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)
    return bool(getattr(record, column.attname) == value_of(record, name, kept))


def value_of(record: Changeable, name: str, kept: Any) -> Any:
    """What an event kept of a field, as the record would hold it."""
    value = bare(kept)
    if record.has_facet(name):
        return value
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)
    return value if value is None or isinstance(column, models.ForeignKey) else column.to_python(value)
