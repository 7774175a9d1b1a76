"""What records leave to the worker: large deletions and undos, and emptying the trash."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Actor, ChangeSet, Door, kinds
from accord.history.models.purging import purge
from accord.jobs import Run, job
from accord.kit.errors import NotAllowed
from accord.records import contents
from accord.records.lists import bulk
from accord.records.models import BulkRun

KEPT = timedelta(days=90)


def starter(person_id: int) -> Actor:
    """Who asked for the job, with the rights of now; a stopped account stops its jobs (decision 9)."""
    person = User.objects.get(pk=person_id)
    if not person.is_active:
        raise NotAllowed(_("The account that asked for this is closed."))
    return person.acting(Door.JOB)


@job
def discard(kind: str, pk: int, person_id: int) -> None:
    """Delete a record with more linked to it than a page should wait for, as one change set."""
    by = starter(person_id)
    record = kinds()[kind].objects.live().filter(pk=pk).first()
    if record is not None:
        record.discard(by=by)


@job(tries=1)
def undo(change_set_id: int, person_id: int, leaving: list[tuple[str, int]]) -> int:
    """Take back a large change set; all of it or nothing."""
    by = starter(person_id)
    left = frozenset((kind, pk) for kind, pk in leaving)
    return ChangeSet.objects.get(pk=change_set_id).undo(by=by, leaving=left).pk


@job(steps=True)
def act_on_many(run: Run, bulk_run_id: int) -> None:
    """Do to each record of a frozen list what somebody asked for, with the rights that they have now."""
    asked = BulkRun.objects.select_related("person").get(pk=bulk_run_id)
    pages = contents.pages_of(asked.kind)
    action = bulk.action_of(pages, asked.verb)
    given = bulk.given_of(action, asked) if action else None
    if action is None or given is None or not asked.person.is_active:
        BulkRun.objects.filter(pk=asked.pk).update(finished_at=timezone.now())
        return
    rows = asked.rows.filter(pk__gt=run.cursor or 0).order_by("pk")
    for batch in run.batches(rows, size=50):
        with run.step():
            bulk.act_on_frozen(asked, pages, action, batch, given)
            run.cursor = batch[-1].pk
            run.done, run.total = asked.looked_at, asked.total
    BulkRun.objects.filter(pk=asked.pk).update(finished_at=timezone.now())


@job(steps=True)
def empty_trash(run: Run) -> None:
    """Delete for good what has been in the trash for 90 days; its last state stays in its history."""
    until = timezone.now() - KEPT
    for pages in contents.every():
        rows = pages.record.objects.in_trash().filter(deleted_at__lt=until)
        for batch in run.batches(rows.order_by("pk").values_list("pk", flat=True)):
            with run.step():
                run.done += purge(pages.record.objects.filter(pk__in=batch), by=Actor.house(Door.JOB))
