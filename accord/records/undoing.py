"""Taking back a large change set, in portions."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor, ChangeSet
from accord.history.models.undo import Undo
from accord.jobs.models import Job
from accord.kit.errors import RuleBroken
from accord.records.models import Undertaking
from accord.records.works import AT_ONCE, PORTION, Looked, Portion, Work, works_as


@works_as("undo")
class Undoing(Work):
    """First everything is looked through: if something stands in the way, nothing is taken back, unless one has said
    that the rest shall be. What somebody changes later, while portion follows portion, is left as it is, and told.
    """

    def look(self, by: Actor) -> Looked:
        undo = self.undo
        undo.by = by
        total, conflicts = len(undo.footprints), undo.conflicts()
        undo.leave([(conflict.kind, conflict.record_id) for conflict in conflicts])
        undo.check_rights()
        return Looked(total, conflicts, refused=bool(conflicts) and not self.given.get("rest"))

    def portion(self, by: Actor, cursor: Any) -> Portion:
        self.undo.by = by
        part = self.undo.portion((cursor[0], cursor[1]) if cursor else None, PORTION)
        return Portion(len(part.feet) - len(part.left), part.left, part.cursor)

    @cached_property
    def undo(self) -> Undo:
        """Folded once for each attempt of the job; the change set itself no longer changes."""
        change_set = ChangeSet.objects.get(pk=self.given["change_set"])
        left: Collection[tuple[str, int]] = set()
        if not self.undertaking.is_looking:  # what stood in the way of an earlier attempt may do so no more
            left = set(self.undertaking.left_out.values_list("kind", "record_id"))
        return Undo(change_set, by=self.undertaking.acting(), leaving=left, asked_at=self.undertaking.asked_at)


def is_large(change_set: ChangeSet) -> bool:
    return change_set.events.order_by()[: AT_ONCE + 1].count() > AT_ONCE


def undertaking_of(change_set: ChangeSet) -> Undertaking | None:
    """The large undo of this change set, whatever has become of it."""
    return Undertaking.objects.latest_of(f"{Undoing.word}:{change_set.pk}")


def check_finished(change_set: ChangeSet) -> None:
    """What a job is still writing cannot be taken back yet; its key is that of the job."""
    if change_set.key and Job.objects.filter(unique_key=change_set.key, state__in=["queued", "running"]).exists():
        raise RuleBroken(_("This is still going on. It can be taken back when it is over."))
