"""What records leave to the worker: large deletions, undos and whatever else is long, and emptying the trash."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from accord.history.models import Actor, Door
from accord.history.models.purging import purge
from accord.jobs import Run, job
from accord.kit.batches import breathe
from accord.kit.errors import Conflict, NotAllowed, RuleBroken
from accord.records import contents, discarding, merging_much, undoing  # noqa: F401 - the latter declare their work
from accord.records.lists import bulk
from accord.records.models import BulkRun, Undertaking
from accord.records.works import WORKS, Work

KEPT = timedelta(days=90)


@job(steps=True)
def carry_on(run: Run, undertaking_id: int) -> None:
    """Go on with a long piece of work, portion by portion, from where it stands."""
    undertaking = Undertaking.objects.select_related("person", "change_set").get(pk=undertaking_id)
    if not undertaking.is_open:
        return
    with translation.override(undertaking.person.language or settings.LANGUAGE_CODE):
        try:
            _carry_on(run, undertaking, WORKS[undertaking.work](undertaking))
        except Conflict:  # somebody was faster by a moment: worth another try
            raise
        except (RuleBroken, NotAllowed) as said:
            with run.step():
                undertaking.stop(str(said))


def _carry_on(run: Run, undertaking: Undertaking, work: Work) -> None:
    if undertaking.is_looking:
        _look(run, undertaking, work)
    while undertaking.is_open:
        with run.step():
            by = undertaking.acting()
            portion = work.portion(by, undertaking.cursor)
            undertaking.leave_out(portion.left)
            undertaking.go_on(portion.done, portion.cursor, by.ledger.change_set)
            run.done, run.total = undertaking.looked_at, undertaking.total
        breathe()


def _look(run: Run, undertaking: Undertaking, work: Work) -> None:
    """Nothing but notes is written: what is read for it holds nobody up."""
    found = work.look(undertaking.acting())
    with run.step():
        undertaking.look_again()
    for batch in run.batches(found.conflicts):
        with run.step():
            undertaking.leave_out(batch)
    with run.step():
        undertaking.looked_through(found.total, refused=found.refused)


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
