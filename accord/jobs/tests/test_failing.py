import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from accord.jobs.models import LEASE, Job
from accord.jobs.running import PATIENT_TRIES, pause, recover, run, run_due
from accord.jobs.tests import deeds
from accord.kit.errors import RuleBroken

pytestmark = pytest.mark.django_db


def run_whenever_due() -> int:
    """As `run_due`, not waiting out the pauses."""
    count = 0
    while Job.objects.queued().update(run_after=timezone.now()):
        count += run_due()
    return count


def test_a_failed_try_leaves_no_effect_and_is_tried_again():
    deeds.note_at_the_third_try.enqueue("a")

    assert run_whenever_due() == 3
    assert deeds.effects() == ["deed a"]
    assert Job.objects.get().state == "done"


def test_a_defect_is_given_up_after_five_tries_and_kept_with_its_error():
    deeds.note_and_break.enqueue("a")

    assert run_whenever_due() == 5
    job = Job.objects.failed().get()
    assert "ZeroDivisionError: this never works" in job.last_error
    assert deeds.effects() == []


def test_a_broken_rule_is_not_asked_again():
    deeds.break_a_rule.enqueue()

    assert run_whenever_due() == 1
    assert "Closed deals stay closed." in Job.objects.failed().get().last_error


def test_trouble_outside_is_waited_for_longer():
    deeds.ask_outside.enqueue()

    assert run_whenever_due() == PATIENT_TRIES
    assert Job.objects.failed().count() == 1


def test_pauses_grow_and_end_at_two_hours():
    pauses = [pause(failures, outside=True) for failures in range(PATIENT_TRIES)]

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=10)
    assert pauses[-1] == timedelta(hours=2)


def test_trouble_with_the_database_passes_soon():
    deeds.meet_a_deadlock.enqueue()

    run_due()

    job = Job.objects.get()
    assert job.state == "queued"
    assert timedelta(0) < job.run_after - timezone.now() <= timedelta(seconds=2)


def test_an_administrator_may_let_a_failed_job_run_again():
    deeds.break_a_rule.enqueue()
    run_due()
    job = Job.objects.failed().get()

    job.retry()

    assert run_due() == 1
    assert Job.objects.get().failures == 1


def test_only_a_failed_job_can_be_tried_again():
    job = deeds.note.enqueue("a")

    with pytest.raises(RuleBroken):
        job.retry()


def test_a_failed_job_is_not_tried_again_beside_an_open_one_of_its_key():
    deeds.break_a_rule.enqueue(key="k")
    run_due()
    failed = Job.objects.failed().get()
    deeds.break_a_rule.enqueue(key="k")

    with pytest.raises(RuleBroken):
        failed.retry()


def test_a_job_that_no_package_declares_is_given_up():
    deeds.note.enqueue("a")
    Job.objects.update(name="gone.job")

    run_due()

    assert "gone.job" in Job.objects.failed().get().last_error


def test_an_attempt_that_was_taken_over_leaves_no_effect():
    deeds.lose_the_lease.enqueue("a")

    run_due()

    assert deeds.effects() == []
    assert Job.objects.get().state == "running"


def test_a_lease_that_ran_out_gives_the_job_back():
    deeds.note.enqueue("a")
    (stale,) = Job.objects.claim("first", 1)
    late = timezone.now() + LEASE + timedelta(seconds=1)

    assert recover([]) == 0
    assert recover([], now=late) == 1

    (again,) = Job.objects.claim("second", 1, now=late + timedelta(minutes=1))
    assert (again.attempts, again.failures) == (2, 1)
    assert stale.finish("late", now=late) is False


def test_a_heartbeat_keeps_the_lease():
    deeds.note.enqueue("a")
    Job.objects.claim("first", 1)
    later = timezone.now() + LEASE - timedelta(seconds=5)

    assert Job.objects.beat("first", now=later) == 1
    assert recover([], now=later + timedelta(seconds=50)) == 0


def test_what_a_dead_worker_ran_is_given_back_at_once():
    deeds.note.enqueue("a")
    Job.objects.claim("dead", 1)

    assert recover(["dead"]) == 1
    assert Job.objects.queued().count() == 1


def test_a_job_that_kills_every_worker_is_given_up():
    deeds.note.enqueue("a")
    for _ in range(5):
        Job.objects.update(run_after=timezone.now())
        Job.objects.claim("dead", 1)
        recover(["dead"])

    assert Job.objects.failed().count() == 1


def test_long_work_goes_on_behind_its_last_step():
    deeds.climb.enqueue(10, 6)

    assert run_whenever_due() == 2
    assert deeds.effects() == [f"deed step {at:03}" for at in range(10)]
    job = Job.objects.get()
    assert (job.state, job.result, job.done, job.total, job.percent) == ("done", 10, 10, 10, 100)


def test_long_work_that_is_told_to_stop_waits_for_the_next_worker_without_blame():
    deeds.climb.enqueue(10)
    (job,) = Job.objects.claim("first", 1)
    stop = threading.Event()
    stop.set()

    run(job, stop=stop)

    job.refresh_from_db()
    assert (job.state, job.failures) == ("queued", 0)
    assert run_due() == 1
    assert len(deeds.effects()) == 10
