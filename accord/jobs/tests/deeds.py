"""Jobs for the tests. Their effects are rows of ticks, since this package has no other table to write to."""

import os
import time
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from accord.jobs import Run, job
from accord.jobs.models import Job, Tick
from accord.kit.errors import OutsideTrouble, RuleBroken


def effects() -> list[str]:
    """What has been done, sorted; a name that stands twice was done twice."""
    return sorted(Tick.objects.filter(clock__startswith="deed ").values_list("clock", flat=True))


def _do(name: Any) -> None:
    Tick.objects.create(clock=f"deed {name}", at=timezone.now())


@job
def note(name: Any) -> str:
    _do(name)
    return f"noted {name}"


@job
def note_slowly(name: Any) -> None:
    _do(name)
    time.sleep(0.02)


@job
def note_and_break(name: Any) -> None:
    _do(name)
    raise ZeroDivisionError("this never works")


@job
def note_at_the_third_try(name: Any) -> None:
    _do(name)
    if Job.objects.get(name="jobs.tests.deeds.note_at_the_third_try").failures < 2:
        raise ZeroDivisionError("not yet")


@job
def break_a_rule() -> None:
    raise RuleBroken("Closed deals stay closed.")


@job
def ask_outside() -> None:
    raise OutsideTrouble("The server does not answer.")


@job
def meet_a_deadlock() -> None:
    raise OperationalError("deadlock detected")


@job
def lose_the_lease(name: Any) -> None:
    """Somebody takes the job over while we work."""
    _do(name)
    Job.objects.running().update(worker="somebody else")


@job
def ask_again(name: Any) -> None:
    """While it runs, somebody asks for the same."""
    _do(name)
    if len(effects()) == 1:
        ask_again.enqueue(name, key="again")


@job(steps=True)
def climb(run: Run, height: int, stumble_at: int = -1) -> int:
    """One step a transaction; stumbles once."""
    run.total = height
    while (at := run.cursor or 0) < height:
        with run.step():
            _do(f"step {at:03}")
            if at == stumble_at and not Job.objects.get(name="jobs.tests.deeds.climb").last_error:
                raise ZeroDivisionError("stumbled")
            run.cursor = run.done = at + 1
        time.sleep(float(os.environ.get("DEED_PAUSE", "0")))
    return height


LATER = timedelta(hours=1)
