"""Clocks: which job is asked for when, in words, in the company's time zone.

`Every("weekday 08:30", job)`, `"day 03:00"`, `"monday 09:00"`, `"1st 06:00"`, `"last 23:00"` (day of the month),
`"5 minutes"`, `"2 hours"`. A time that the change to summer time skips runs right after the gap, a time that comes
twice in autumn runs once (cronsim follows Debian's cron). Strokes that were missed while nobody worked are made up for
once, not once each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from cronsim import CronSim
from django.apps import apps
from django.db import transaction

from accord.jobs.declaring import DeclaredJob

DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]


def cron(words: str) -> str:
    """The line of a crontab that the words mean."""
    if match := re.fullmatch(r"(\d+) (minute|hour)s?", words):
        count, span = int(match[1]), {"minute": 60, "hour": 24}[match[2]]
        if not count or span % count:
            raise ValueError(f"{words!r} does not divide the {'hour' if span == 60 else 'day'} evenly.")
        return f"*/{count} * * * *" if span == 60 else f"0 */{count} * * *"
    if match := re.fullmatch(r"(\w+) (\d\d):(\d\d)", words):
        day_of_month, day_of_week = _days(match[1])
        return f"{int(match[3])} {int(match[2])} {day_of_month} * {day_of_week}"
    raise ValueError(f"No clock understands {words!r}.")


def _days(word: str) -> tuple[str, str]:
    known = {"day": "*", "weekday": "1-5", "weekend": "0,6", **{day: str(at) for at, day in enumerate(DAYS)}}
    if word in known:
        return "*", known[word]
    if word == "last":
        return "L", "*"
    if match := re.fullmatch(r"(\d{1,2})(st|nd|rd|th)", word):
        return match[1], "*"
    raise ValueError(f"No clock understands {word!r}.")


@dataclass(frozen=True)
class Every:
    """One clock. Its words are read when the program starts, so that a slip of the pen is found at once."""

    words: str
    job: DeclaredJob[...]

    def __post_init__(self) -> None:
        CronSim(cron(self.words), datetime.now(UTC))

    @property
    def name(self) -> str:
        return f"{self.job.name} every {self.words}"

    def last(self, now: datetime, zone: tzinfo) -> datetime:
        """The latest stroke that is not after now."""
        # Backwards, cronsim tells what is before the given second, and this second may be a stroke.
        return self._moments(now.replace(microsecond=0) + timedelta(seconds=1), zone, backwards=True)

    def next(self, now: datetime, zone: tzinfo) -> datetime:
        """The first stroke after now."""
        return self._moments(now, zone, backwards=False)

    def _moments(self, now: datetime, zone: tzinfo, *, backwards: bool) -> datetime:
        at = now.astimezone(zone)
        return next(CronSim(cron(self.words), at, reverse=backwards)).astimezone(UTC)


def strike(clocks: Iterable[Every], now: datetime, zone: tzinfo) -> None:
    """Ask for the job of every clock that has struck since its last tick."""
    for clock in clocks:
        _strike(clock, clock.last(now, zone), now)


def _strike(clock: Every, stroke: datetime, now: datetime) -> None:
    """The tick and the job are one transaction. A tick of the future, left by a clock that ran wrong, stops nothing."""
    ticks = apps.get_model("jobs", "Tick").objects
    latest = ticks.filter(clock=clock.name, at__lte=now).order_by("-at").values_list("at", flat=True).first()
    if latest is not None and latest >= stroke:
        return
    with transaction.atomic():
        # A clock that has never struck begins to count now: a new installation does not make up for the past.
        _tick, is_new = ticks.get_or_create(clock=clock.name, at=stroke)
        if is_new and latest is not None:
            clock.job.enqueue(key=clock.name)
