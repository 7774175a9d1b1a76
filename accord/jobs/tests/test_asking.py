from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accord.jobs.models import Job
from accord.jobs.running import run_due
from accord.jobs.tests import deeds

pytestmark = pytest.mark.django_db


def test_a_job_runs_once_and_tells_its_result():
    deeds.note.enqueue("a", actor_id=7)

    assert run_due() == 1
    assert run_due() == 0

    job = Job.objects.get()
    assert (job.state, job.result, job.actor_id) == ("done", "noted a", 7)
    assert deeds.effects() == ["deed a"]


def test_calling_a_job_runs_it_here_and_now():
    assert deeds.note("a") == "noted a"
    assert not Job.objects.exists()


def test_a_job_asked_for_in_a_transaction_that_fails_does_not_exist():
    with transaction.atomic():
        deeds.note.enqueue("a")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_queue_takes_ids_and_no_objects():
    with pytest.raises(TypeError):
        deeds.note.enqueue(object())


def test_a_job_for_later_waits():
    deeds.note.enqueue("a", after=timedelta(hours=1))

    assert run_due() == 0
    assert Job.objects.queued().count() == 1
    assert Job.objects.waiting().count() == 0
    assert Job.objects.waiting(now=timezone.now() + timedelta(hours=2)).count() == 1


def test_urgent_jobs_come_first_and_equals_in_order():
    for name in ("a", "b"):
        deeds.note.enqueue(name)
    Job.objects.filter(args=["b"]).update(priority=1)

    first, second = Job.objects.claim("w", 2)

    assert (first.args, second.args) == (["b"], ["a"])


def test_asking_twice_with_one_key_gives_one_job():
    first = deeds.note.enqueue("a", key="a")
    second = deeds.note.enqueue("a", key="a")

    assert first.pk == second.pk
    assert run_due() == 1
    assert deeds.effects() == ["deed a"]


def test_a_key_is_free_again_when_its_job_is_done():
    deeds.note.enqueue("a", key="a")
    run_due()
    deeds.note.enqueue("a", key="a")

    assert run_due() == 1
    assert deeds.effects() == ["deed a", "deed a"]


def test_asking_while_it_runs_lets_it_run_once_more():
    deeds.ask_again.enqueue("a", key="again")

    assert run_due() == 2
    assert deeds.effects() == ["deed a", "deed a"]
    assert Job.objects.get().state == "done"


def test_what_waits_runs_and_failed_is_counted_for_the_health_page():
    now = timezone.now()
    deeds.note.enqueue("a", after=now - timedelta(minutes=12))
    deeds.note.enqueue("b", after=now + timedelta(minutes=12))
    failed = deeds.break_a_rule.enqueue()
    Job.objects.filter(pk=failed.pk).update(state="failed")

    health = Job.objects.health(now=now)

    assert health == {"waiting": 1, "running": 0, "failed": 1, "oldest_waiting_seconds": 720}


def test_old_jobs_are_forgotten_failed_ones_later():
    for name in ("a", "b"):
        deeds.note.enqueue(name)
    run_due()
    Job.objects.filter(args=["b"]).update(state="failed")

    assert Job.objects.tidy(now=timezone.now() + timedelta(days=6)) == 0
    assert Job.objects.tidy(now=timezone.now() + timedelta(days=8)) == 1
    assert Job.objects.tidy(now=timezone.now() + timedelta(days=91)) == 1
