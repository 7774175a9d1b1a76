"""A real worker in a process of its own, killed as the world kills: without a word, at any moment."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from accord.jobs.bells import AnotherWorker, bell
from accord.jobs.models import Job
from accord.jobs.tests import deeds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

PROGRAM = """
import django, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from accord.jobs.tests import deeds
from accord.jobs.worker import main
sys.exit(main([]))
"""


class Worker:
    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {**os.environ, "DEED_PAUSE": "0.02"}
        words = [sys.executable, "-c", PROGRAM, str(connection.settings_dict["NAME"])]
        self.process = subprocess.Popen(words, env=environment)

    def end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    worker.start()
    yield worker
    if worker.process and worker.process.poll() is None:
        worker.end(signal.SIGKILL)


def until(reached, seconds=60.0):
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, list(Job.objects.values_list("name", "state", "last_error"))
        time.sleep(0.02)


def test_three_kills_and_each_job_took_effect_exactly_once(worker):
    for at in range(150):
        deeds.note_slowly.enqueue(f"{at:03}")
    deeds.climb.enqueue(100)
    chance = random.Random(7)

    for kill in range(1, 4):
        until(lambda kill=kill: len(deeds.effects()) >= 30 * kill)
        time.sleep(chance.random() / 10)
        worker.end(signal.SIGKILL)
        worker.start()
    until(lambda: Job.objects.filter(state="done").count() == 151)

    expected = [f"deed {at:03}" for at in range(150)] + [f"deed step {at:03}" for at in range(100)]
    assert deeds.effects() == sorted(expected)


def test_a_worker_hears_of_a_job_at_once_and_stops_when_told(worker):
    deeds.note.enqueue("first")
    until(lambda: deeds.effects() == ["deed first"])

    deeds.note.enqueue("second")
    until(lambda: len(deeds.effects()) == 2, seconds=2)

    assert worker.end(signal.SIGTERM) == 0


def test_a_worker_that_is_told_to_stop_leaves_long_work_at_the_end_of_a_step(worker):
    deeds.climb.enqueue(500)
    until(lambda: len(deeds.effects()) > 5)

    assert worker.end(signal.SIGTERM) == 0

    job = Job.objects.get()
    assert (job.state, job.failures, job.cursor) == ("queued", 0, len(deeds.effects()))


def test_claiming_at_once_gives_each_job_to_one(worker):
    worker.end(signal.SIGTERM)
    for at in range(60):
        deeds.note.enqueue(at)
    taken: list[int] = []

    def take(name: str) -> None:
        while claimed := Job.objects.claim(name, 3):
            taken.extend(job.pk for job in claimed)
        connection.close()

    threads = [threading.Thread(target=take, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 60


def test_a_living_worker_is_not_taken_for_dead():
    mine = bell("mine")
    deeds.note.enqueue("a")
    Job.objects.claim("mine", 1)
    try:
        if connection.vendor == "sqlite":
            with pytest.raises(AnotherWorker):
                bell("other")
        else:
            with contextlib.closing(bell("other")) as other:
                assert other.dead() == []
                mine.close()
                until(lambda: other.dead() == ["mine"])  # the server takes a moment to see that the line is cut
    finally:
        mine.close()
