"""Taking a change set back: all of it or nothing, conflicts listed, and the taking back is itself a change set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accord.history.models.actor import Actor
from accord.history.models.changeable import Changeable, kinds
from accord.history.models.changes import HIDDEN, bare, current
from accord.history.models.events import ChangeSet, Event
from accord.kit.errors import RuleBroken

GRACE = timedelta(minutes=30)


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
        for name, value in self.after.items():
            if current(record, name) != bare(value) and value != HIDDEN:
                yield name


class Undo:
    def __init__(self, change_set: ChangeSet, *, by: Actor, leaving: frozenset[tuple[str, int]] = frozenset()) -> None:
        self.change_set, self.by = change_set, by
        self.footprints = {key: foot for key, foot in self._fold().items() if key not in leaving}
        self.records = self._load()

    def conflicts(self) -> list[UndoConflict]:
        return [conflict for foot in self.footprints.values() if (conflict := self._conflict(foot))]

    def run(self) -> ChangeSet:
        if self.change_set.is_undone:
            raise RuleBroken(_("This has already been taken back."))
        if conflicts := self.conflicts():
            raise UndoRefused(conflicts)
        try:
            with transaction.atomic():
                return self._run()
        except IntegrityError as error:
            raise RuleBroken(_("This has already been taken back.")) from error

    def _run(self) -> ChangeSet:
        by = self.by.consequence() if self._is_own_and_untouched() else self.by
        taken_back = ChangeSet.objects.opened_by(by, "undone")
        taken_back.undoes = self.change_set
        taken_back.save(update_fields=["undoes"])
        for foot in reversed(self.footprints.values()):
            self._put_back(foot, self.records[foot.kind, foot.record_id], by)
        return taken_back

    def _put_back(self, foot: Footprint, record: Changeable, by: Actor) -> None:
        # An earlier step of this undo may have moved the record (a child follows its parent): the row decides.
        record.refresh_from_db()
        if foot.created:
            if record.is_live:
                record.check_writable(by, frozenset(["deleted_at"]))
                record.change("undone", by=by.consequence(), deleted_at=by.now())
            return
        values = foot.values()
        if "deleted_at" in values:
            record.check_deletable(by)
            by = by.consequence()
        record.change("undone", by=by, **values)

    def _conflict(self, foot: Footprint) -> UndoConflict | None:
        record = self.records.get((foot.kind, foot.record_id))
        if record is None:
            return self._because(foot, _("It has been deleted for good."))
        if foot.created:
            if record.is_live and (dependants := self._later_dependants(record)):
                return self._because(foot, _("It is used by %(record)s.") % {"record": dependants})
            return None
        if differing := list(foot.differences(record)):
            labels = ", ".join(str(self._label(record, name)) for name in differing)
            return self._because(foot, _("Changed since: %(fields)s.") % {"fields": labels})
        return None

    def _later_dependants(self, record: Changeable) -> str:
        """A live record outside this change set that points to the one whose creation shall be taken back."""
        for dependants in record.dependants():
            for dependant in dependants[:50]:
                if (dependant.kind, dependant.pk) not in self.footprints:
                    return str(dependant)
        return ""

    def _label(self, record: Changeable, name: str) -> Any:
        if record.facet(name) and name in record.facets:
            return name.replace("_", " ")
        return getattr(record._meta.get_field(name), "verbose_name", name)

    def _because(self, foot: Footprint, reason: Any) -> UndoConflict:
        return UndoConflict(foot.kind, foot.record_id, foot.label, str(reason))

    def _is_own_and_untouched(self) -> bool:
        """For 30 minutes one may take back one's own, even where it took away one's right, if nobody touched it since."""
        if self.by.person_id is None or self.change_set.actor_id != self.by.person_id:
            return self.by.person_id is None
        if self.by.now() - self.change_set.at > GRACE:
            return False
        return not any(
            self._events_since(kind, {foot.record_id: foot.last_event for foot in feet})
            for kind, feet in self._by_kind()
        )

    def _events_since(self, kind: str, last: dict[int, int]) -> bool:
        newest = (
            Event.objects.filter(kind=kind, record_id__in=last)
            .exclude(actor_id=self.by.person_id)
            .values_list("record_id")
            .annotate(newest=models.Max("id"))
        )
        return any(pk > last[record_id] for record_id, pk in newest)

    def _by_kind(self) -> Iterator[tuple[str, list[Footprint]]]:
        for kind in {foot.kind for foot in self.footprints.values()}:
            yield kind, [foot for foot in self.footprints.values() if foot.kind == kind]

    def _fold(self) -> dict[tuple[str, int], Footprint]:
        feet: dict[tuple[str, int], Footprint] = {}
        for event in self.change_set.events.order_by("id"):
            key = event.kind, event.record_id
            feet.setdefault(key, Footprint(event.kind, event.record_id, event.label)).step(event)
        return feet

    def _load(self) -> dict[tuple[str, int], Changeable]:
        return {
            (kind, record.pk): record
            for kind, feet in self._by_kind()
            for record in kinds()[kind].objects.filter(pk__in=[foot.record_id for foot in feet])
        }
