"""Deleting a record with much hanging on it, and taking it out of the trash again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor, Changeable, kinds
from accord.history.models.hanging import Gone, rows_deleted_by
from accord.history.models.undo import UndoConflict, as_far_as_possible
from accord.kit.errors import RuleBroken
from accord.records.deletion import going_along
from accord.records.works import AT_ONCE, PORTION, Looked, Portion, Work, works_as


@works_as("delete")
class Discarding(Work):
    """First what hangs on the record, portion by portion, what is hung on it meanwhile too; in the end itself."""

    def look(self, by: Actor) -> Looked:
        record = self._record()
        record.check_deletable(by)
        return Looked(1 + sum(map(len, going_along(record).values())))

    def portion(self, by: Actor, cursor: Any) -> Portion:
        record = self._record()
        record.check_deletable(by)
        if hanging := _some_of(record):
            return Portion(sum(_discard_whole(one, by.consequence()) for one in hanging), cursor=record.pk)
        record.discard(by=by)
        return Portion(1)

    def _record(self) -> Changeable:
        found: Changeable | None = kinds()[self.given["kind"]].objects.live().filter(pk=self.given["pk"]).first()
        if found is None:
            raise RuleBroken(_("This is no longer there."))
        return found


def _some_of(record: Changeable) -> list[Changeable]:
    """As much of what hangs on it as fits into a portion, each with what hangs on that."""
    some: list[Changeable] = []
    room = PORTION
    for rows in record.dependants():
        for one in rows.order_by("pk")[:PORTION]:
            some.append(one)
            room -= 1 + sum(rows_below.count() for rows_below in one.dependants())
            if room <= 0:
                return some
    return some


def _discard_whole(record: Changeable, by: Actor) -> int:
    count = 1 + sum(map(len, going_along(record).values()))
    record.discard(by=by)
    return count


@works_as("restore")
class Restoring(Work):
    """First the record, then what went along with it, from what others hang on to what hangs on them."""

    def look(self, by: Actor) -> Looked:
        record = self._record()
        record.check_deletable(by)
        gone = Gone(record)
        return Looked(1 if record.is_live else 1 + len(gone.above()) + len(gone.below))

    def portion(self, by: Actor, cursor: Any) -> Portion:
        record = self._record()
        record.check_deletable(by)
        gone = Gone(record)
        if cursor is None:
            done, below = gone.take_out_first(by), gone.below
            return Portion(done, cursor=below[0] + 1 if below else None)
        events = [pk for pk in gone.below if pk < cursor][:PORTION]
        done = 0
        left: list[UndoConflict] = []
        for rows in rows_deleted_by(events):
            stays = as_far_as_possible(rows, lambda some: _take_out(some, by.consequence()), _stays)
            done, left = done + len(rows) - len(stays), [*left, *stays]
        return Portion(done, left, events[-1] if events else None)

    def _record(self) -> Changeable:
        found: Changeable | None = kinds()[self.given["kind"]].objects.filter(pk=self.given["pk"]).first()
        if found is None:
            raise RuleBroken(_("This is no longer there."))
        return found


def is_long_to_restore(record: Changeable) -> bool:
    return len(Gone(record).below) > AT_ONCE


def _take_out(rows: list[Changeable], by: Actor) -> None:
    type(rows[0]).objects.change_each([(row, {"deleted_at": None}) for row in rows], "restored", by=by)


def _stays(record: Changeable, why: Any) -> UndoConflict:
    return UndoConflict(record.kind, record.pk, str(record), str(why))
