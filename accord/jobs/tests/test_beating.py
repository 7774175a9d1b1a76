"""A heartbeat waits for nobody and lets nobody wait."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from accord.jobs.models import Job
from accord.jobs.tests import deeds

WITHIN = 15.0


@pytest.mark.django_db(transaction=True)
def test_a_step_that_wants_another_job_to_run_again_notes_its_progress_while_the_heart_beats():
    """PostgreSQL once called it a deadlock: the beat held the one job and waited for the other, the step vice versa."""
    deeds.note.enqueue("importing")
    deeds.note.enqueue("telling", key="tell")
    importing, _telling = Job.objects.claim("worker", 2)
    has_asked, failed = threading.Event(), []

    def beat():
        has_asked.wait(WITHIN)
        try:
            Job.objects.beat("worker")
        except Exception as error:  # noqa: BLE001 - told to the thread that looks
            failed.append(error)
        finally:
            connection.close()

    heart = threading.Thread(target=beat)
    heart.start()
    with transaction.atomic():
        deeds.note.enqueue("telling", key="tell")
        has_asked.set()
        heart.join(1.5)
        assert importing.held().update(done=1) == 1
    heart.join(WITHIN)

    assert failed == []
    assert not heart.is_alive()
