"""The queue: one table of jobs and one of clock ticks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.jobs.declaring import ORDINARY, DeclaredJob
from accord.kit.errors import RuleBroken
from accord.kit.inserting import insert

LEASE = timedelta(seconds=60)
CHANNEL = "accord_jobs"
KEPT = {"done": timedelta(days=7), "failed": timedelta(days=90)}


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


OPEN = Q(state__in=["queued", "running"])
AGAIN = (
    "ON CONFLICT (unique_key) WHERE state IN ('queued', 'running') DO UPDATE SET again = (jobs_job.state = 'running')"
)


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self, *, now: datetime | None = None) -> JobQuerySet:
        """Could run now; those of later are `queued` only."""
        return self.queued().filter(run_after__lte=now or timezone.now())

    def queued(self) -> JobQuerySet:
        return self.filter(state=State.QUEUED)

    def running(self) -> JobQuerySet:
        return self.filter(state=State.RUNNING)

    def failed(self) -> JobQuerySet:
        """Given up; an administrator looks at them and may `retry`."""
        return self.filter(state=State.FAILED)

    def health(self, *, now: datetime | None = None) -> dict[str, int]:
        """How many wait, run and have failed, and for how many seconds the oldest has been waiting."""
        now = now or timezone.now()
        waiting = self.waiting(now=now)
        oldest = waiting.aggregate(oldest=models.Min("run_after"))["oldest"]
        return {
            "waiting": waiting.count(),
            "running": self.running().count(),
            "failed": self.failed().count(),
            "oldest_waiting_seconds": int((now - oldest).total_seconds()) if oldest else 0,
        }

    def next_due(self) -> datetime | None:
        """When the next waiting job may run."""
        due: datetime | None = self.queued().aggregate(due=models.Min("run_after"))["due"]
        return due

    def put(
        self,
        declared: DeclaredJob[...],
        args: list[Any],
        *,
        key: str = "",
        after: datetime | timedelta | None = None,
        actor_id: int | None = None,
    ) -> Job:
        """Insert a job, or find the open one of the same key. The worker hears of it when the transaction commits."""
        now = timezone.now()
        job = Job(
            name=declared.name,
            args=json.loads(json.dumps(args)),  # refuses at once what is not plain: ids go into a queue, not objects
            priority=declared.priority,
            run_after=now + after if isinstance(after, timedelta) else after or now,
            unique_key=key or None,
            actor_id=actor_id,
            created_at=now,
        )
        # Where an open job has the key, a running one is told to run again, and a waiting one is locked until this
        # transaction ends, so that it cannot start before it sees what the caller writes.
        insert([job], on_conflict=AGAIN if key else "", also=bell())
        return job

    def claim(self, worker: str, count: int, *, now: datetime | None = None) -> list[Job]:
        """Take up to so many due jobs, in one statement: whoever else claims at this moment gets others."""
        now = now or timezone.now()
        order = "ORDER BY priority, run_after, id LIMIT %s"
        due = f"SELECT id FROM jobs_job WHERE state = 'queued' AND run_after <= %s {order}"  # noqa: S608
        # As an array PostgreSQL works it out once; as IN it may ask again for every row and take all jobs at once.
        among = f"= ANY(ARRAY({due} FOR UPDATE SKIP LOCKED))" if connection.vendor == "postgresql" else f"IN ({due})"
        statement = (
            "UPDATE jobs_job SET state = 'running', worker = %s, attempts = attempts + 1, "  # noqa: S608
            f"lease_until = %s, started_at = %s, again = %s WHERE id {among} RETURNING *"
        )
        at, until = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, now + LEASE))
        with transaction.atomic():
            claimed = list(self.raw(statement, [worker, until, at, False, at, count]))
        return sorted(claimed, key=lambda job: (job.priority, job.run_after, job.pk))

    def beat(self, worker: str, *, now: datetime | None = None) -> int:
        """Prolong the lease of everything that this worker runs.

        A row that somebody holds at this moment waits for the next beat: who waited for it would hold the others
        meanwhile, and a step that has told one of these jobs to run again could never note its own progress.
        """
        with transaction.atomic():
            mine = self.running().filter(worker=worker).select_for_update(skip_locked=True)
            return self.filter(pk__in=mine.values("pk")).update(lease_until=(now or timezone.now()) + LEASE)

    def lost(self, dead: Iterable[str], *, now: datetime | None = None) -> JobQuerySet:
        """Running for a worker that is known to be gone, or that has not been heard of for a whole lease."""
        return self.running().filter(Q(worker__in=list(dead)) | Q(lease_until__lt=now or timezone.now()))

    def tidy(self, *, now: datetime | None = None) -> int:
        """Forget finished jobs after a while, failed ones after a longer one."""
        now = now or timezone.now()
        old = Q()
        for state, time in KEPT.items():
            old |= Q(state=state, finished_at__lt=now - time)
        count, _each = self.filter(old).delete()
        return count


class Job(models.Model):
    """One call of a declared job."""

    name = models.CharField(_("job"), max_length=120)
    args = models.JSONField(_("arguments"), default=list)
    unique_key = models.CharField(_("key"), max_length=200, null=True)
    actor_id = models.BigIntegerField(_("person"), null=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    again = models.BooleanField(_("once more"), default=False)
    priority = models.SmallIntegerField(_("priority"), default=ORDINARY)
    attempts = models.IntegerField(_("attempts"), default=0)
    failures = models.IntegerField(_("failures since the last progress"), default=0)
    worker = models.CharField(_("worker"), max_length=80, default="")

    cursor = models.JSONField(_("position"), null=True)
    done = models.BigIntegerField(_("done"), default=0)
    total = models.BigIntegerField(_("of"), default=0)
    result = models.JSONField(_("result"), null=True)
    last_error = models.TextField(_("last error"), default="")

    run_after = models.DateTimeField(_("not before"))
    lease_until = models.DateTimeField(_("leased until"), null=True)
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["unique_key"], condition=OPEN, name="one_open_job_per_key")]
        indexes = [
            models.Index(fields=["priority", "run_after", "id"], condition=Q(state="queued"), name="jobs_queued"),
            models.Index(fields=["run_after"], condition=Q(state="queued"), name="jobs_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_running"),
            models.Index(fields=["state", "finished_at"], condition=~OPEN, name="jobs_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def percent(self) -> int:
        """How far it is, for a progress bar."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        return self.state in (State.QUEUED, State.RUNNING)

    def retry(self) -> None:
        """Let a job that was given up run again, from where it stood."""
        fresh = {"state": State.QUEUED, "failures": 0, "run_after": timezone.now(), "finished_at": None}
        try:
            with transaction.atomic():
                found = Job.objects.failed().filter(pk=self.pk).update(**fresh)
        except IntegrityError:
            raise RuleBroken(_("The same job is already waiting or running.")) from None
        if not found:
            raise RuleBroken(_("Only a failed job can be tried again."))
        ring()

    def held(self) -> JobQuerySet:
        """This row as long as it belongs to this attempt of this worker: the fence of every write of a running job."""
        return Job.objects.running().filter(pk=self.pk, worker=self.worker, attempts=self.attempts)

    def finish(self, result: Any, *, now: datetime) -> bool:
        """Done, or waiting once more if it was asked for meanwhile. False where somebody else has taken it over."""
        end = models.Case(models.When(again=True, then=models.Value("queued")), default=models.Value("done"))
        fresh = {"again": False, "failures": 0, "last_error": "", "cursor": None}
        return bool(self.held().update(state=end, result=result, finished_at=now, run_after=now, **fresh))

    def release(self, error: str, *, run_after: datetime, counts: bool = True) -> bool:
        """Back into the queue after a failure, or after the worker was told to stop, which counts as none."""
        failures = F("failures") + int(counts)
        waiting = {"state": State.QUEUED, "run_after": run_after, "worker": ""}
        return bool(self.held().update(last_error=error, failures=failures, **waiting))

    def give_up(self, error: str, *, now: datetime) -> bool:
        return bool(
            self.held().update(state=State.FAILED, last_error=error, finished_at=now, failures=F("failures") + 1)
        )


class Tick(models.Model):
    """A clock has struck. Unique, so that two workers, or a clock that is put back, never run one stroke twice."""

    clock = models.CharField(_("clock"), max_length=160)
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "at"], name="one_tick_per_clock_and_time")]

    def __str__(self) -> str:
        return f"{self.clock} {self.at:%Y-%m-%d %H:%M}"


def bell() -> str:
    """Wakes the workers when this transaction commits. SQLite needs none: its workers see that the file changed."""
    return f"pg_notify('{CHANNEL}', '')" if connection.vendor == "postgresql" else ""


def ring() -> None:
    if ringing := bell():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {ringing}")
