"""The process that works off the queue: `accord worker`, or a child of `accord run`.

The main thread claims jobs, strikes clocks and looks for dead colleagues; a few threads run the jobs; one thread
prolongs their leases. SIGTERM lets running jobs end, or reach the end of a step, within a few seconds. Being killed
outright at any moment loses nothing and doubles nothing.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta, tzinfo
from types import FrameType

from django.db import Error, OperationalError, connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from accord.jobs.bells import AnotherWorker, bell
from accord.jobs.clocks import Every, strike
from accord.jobs.models import LEASE, Job
from accord.jobs.running import recover, run

log = logging.getLogger("accord.jobs")

LONGEST_WAIT = 5.0
LOOK_FOR_DEAD_EVERY = 5.0
GRACE = 8.0  # the supervisor kills after ten
MADE_BEFORE_LOOKING = 10_000


def utc() -> tzinfo:
    return UTC


def main(words: Sequence[str], clocks: Sequence[Every] = (), zone: Callable[[], tzinfo] = utc) -> int:
    """Work until told to stop. `zone` is asked again and again: administrators may move the company."""
    parser = argparse.ArgumentParser(prog="accord worker")
    parser.add_argument("--threads", type=int, default=0, help="jobs at a time (default: 2 on SQLite, 4 on PostgreSQL)")
    options = parser.parse_args(words)
    autodiscover_modules("jobs")
    leave_garbage_alone()
    threads = options.threads or (4 if connection.vendor == "postgresql" else 2)
    try:
        worker = Worker(threads, clocks, zone)
    except AnotherWorker:
        log.error("Another worker is running on this database; on SQLite there is one.")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.on_signal)
    return worker.work()


def leave_garbage_alone() -> None:
    """What is loaded now stays. What a job makes by the thousand, it lets go of by itself: to look through all of it
    after every 700 things was a seventh of an import.
    """
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_LOOKING)


class Worker:
    def __init__(self, threads: int, clocks: Sequence[Every] = (), zone: Callable[[], tzinfo] = utc) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.threads, self.clocks, self.zone = threads, clocks, zone
        self.stop = threading.Event()
        self.bell = bell(self.name)
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self.running: set[Future[None]] = set()
        self.next_stroke = self.next_look = datetime.min.replace(tzinfo=UTC)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()

    def work(self) -> int:
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()
        while not self.stop.is_set():
            try:
                self._turn()
            except (Error, OSError) as trouble:
                # The database is locked for long, or gone for a moment: whatever it is, it is not the end.
                log.warning("The database does not answer: %s", trouble)
                connection.close()
                self.stop.wait(1)
        return self._leave()

    def _turn(self) -> None:
        """Strike clocks, look after the dead, fill free threads; then sleep until something may have changed."""
        now = timezone.now()
        self._strike(now)
        self._look_for_dead(now)
        self.running = {future for future in self.running if not future.done()}
        free = self.threads - len(self.running)
        claimed = Job.objects.claim(self.name, free) if free else []
        self.running |= {self.pool.submit(self._run, job) for job in claimed}
        if free > len(claimed):
            connection.close()
            self.bell.wait(self._longest_sleep(now), self.stop)
        else:
            wait(self.running, timeout=1, return_when=FIRST_COMPLETED)

    def _strike(self, now: datetime) -> None:
        if self.clocks and (now >= self.next_stroke or self.next_stroke > now + timedelta(minutes=2)):
            zone = self.zone()
            strike(self.clocks, now, zone)
            soonest = min(clock.next(now, zone) for clock in self.clocks)
            self.next_stroke = min(soonest, now + timedelta(minutes=1))

    def _look_for_dead(self, now: datetime) -> None:
        if now >= self.next_look or self.next_look > now + timedelta(minutes=2):
            self.next_look = now + timedelta(seconds=LOOK_FOR_DEAD_EVERY)
            recover(self.bell.dead(), now=now)

    def _longest_sleep(self, now: datetime) -> float:
        due = Job.objects.next_due()
        connection.close()
        moments = [moment for moment in (due, self.next_stroke if self.clocks else None) if moment]
        seconds = [(moment - now).total_seconds() for moment in moments]
        return max(0.02, min([LONGEST_WAIT, *seconds]))

    def _run(self, job: Job) -> None:
        try:
            run(job, stop=self.stop)
        except Exception:
            log.exception("%s could not be brought to an end; it will be taken up again", job)
        finally:
            connection.close()

    def _beat(self) -> None:
        """A beat that fails is made up for by the next: a lease outlives several."""
        while not self.stop.wait(LEASE.total_seconds() / 5):
            try:
                Job.objects.beat(self.name)
            except OperationalError:
                log.warning("Could not prolong leases; trying again")
            finally:
                connection.close()

    def _leave(self) -> int:
        """Give running jobs a moment. What is not done by then is rolled back by the end of the process."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        _done, late = wait(self.running, timeout=GRACE)
        self.bell.close()
        connection.close()
        if late:
            logging.shutdown()
            os._exit(0)
        return 0
