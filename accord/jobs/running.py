"""Running one claimed job: its transaction, its steps, its failures."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from accord.jobs.declaring import DECLARED, DeclaredJob
from accord.jobs.models import Job
from accord.kit.batches import in_batches
from accord.kit.errors import Conflict, NotAllowed, OutsideTrouble, RuleBroken

log = logging.getLogger("accord.jobs")

PATIENT_TRIES = 15
LONGEST_PAUSE = timedelta(hours=2)
LONGEST_ERROR = 6000
POINTLESS = (RuleBroken, NotAllowed)  # asking again would be answered in the same words
PASSING = (OutsideTrouble, OperationalError, Conflict)


class TakenOver(Exception):
    """Our lease ran out and somebody else has this job: nothing that this attempt writes may stay."""


class ToldToStop(Exception):
    """The worker is being stopped; the job goes on from its cursor when there is one again."""


class StepwiseRun:
    """The `Run` of declaring.py. Every write is fenced, so that two attempts can never both take effect."""

    def __init__(self, job: Job, stop: threading.Event) -> None:
        self._job, self._stop = job, stop
        self.actor_id = job.actor_id
        self.cursor, self.done, self.total = job.cursor, job.done, job.total

    @contextmanager
    def step(self) -> Iterator[None]:
        if self._stop.is_set():
            raise ToldToStop
        with transaction.atomic():
            yield
            self._save()

    def report(self, done: int, total: int | None = None) -> None:
        self.done, self.total = done, self.total if total is None else total
        with self.step():
            pass

    def batches(self, items: Any, size: int = 200) -> Iterator[list[Any]]:
        return in_batches(items, size)

    def _save(self) -> None:
        """Progress also says that the job is not one that always dies at the same place."""
        held = self._job.held().update(cursor=self.cursor, done=self.done, total=self.total, failures=0)
        if not held:
            raise TakenOver
        self._job.failures = 0


def run(job: Job, *, stop: threading.Event | None = None) -> None:
    """Run a claimed job to one of its ends: done, waiting for another try, given up, or taken over by somebody else."""
    declared = DECLARED.get(job.name)
    if declared is None:
        job.give_up(f"No package declares {job.name}.", now=timezone.now())
        return
    try:
        _work(declared, job, stop or threading.Event())
    except TakenOver:
        log.warning("%s was taken over after its lease ran out", job)
    except ToldToStop:
        job.release("", run_after=timezone.now(), counts=False)
    except Exception as error:  # noqa: BLE001 - whatever a job raises ends in its row
        _failed(declared, job, error, now=timezone.now())


def _work(declared: DeclaredJob[...], job: Job, stop: threading.Event) -> None:
    if declared.steps:
        result = declared.work(StepwiseRun(job, stop), *job.args)
        _finish(job, result)
        return
    with transaction.atomic():
        _finish(job, declared.work(*job.args))


def _finish(job: Job, result: Any) -> None:
    if not job.finish(result, now=timezone.now()):
        raise TakenOver


def _failed(declared: DeclaredJob[...], job: Job, error: Exception, *, now: datetime) -> None:
    text = "".join(traceback.format_exception(error))[-LONGEST_ERROR:]
    passing = isinstance(error, PASSING)
    pointless = isinstance(error, POINTLESS) and not passing
    if pointless or job.failures + 1 >= (PATIENT_TRIES if passing else declared.tries):
        log.error("%s failed for good", job, exc_info=error)
        job.give_up(text, now=now)
    else:
        log.warning("%s failed and will be tried again: %s", job, error)
        job.release(text, run_after=now + pause(job.failures, outside=isinstance(error, OutsideTrouble)))


def pause(failures: int, *, outside: bool) -> timedelta:
    """Growing, 2 s to begin with here and 10 s after trouble outside."""
    return min(timedelta(seconds=(10 if outside else 2) * 3**failures), LONGEST_PAUSE)


def recover(dead: list[str], *, now: datetime | None = None) -> int:
    """Give back what dead workers were running, at once; what kills every worker that tries it is given up."""
    now = now or timezone.now()
    lost = list(Job.objects.lost(dead, now=now))
    for job in lost:
        declared = DECLARED.get(job.name)
        if job.failures + 1 >= (declared.tries if declared else 1):
            job.give_up("The worker ended while it ran this job, several times.", now=now)
        else:
            job.release(
                "The worker ended while it ran this job.", run_after=now + pause(job.failures, outside=False) / 2
            )
    return len(lost)


def run_due(*, worker: str = "here", limit: int = 1000) -> int:
    """Run everything that is due, here and now, in this thread: for tests and for the console."""
    for count in range(limit):
        claimed = Job.objects.claim(worker, 1)
        if not claimed:
            return count
        run(claimed[0])
    return limit
