"""Days and stretches of days in somebody's time zone.

A day belongs to a zone and begins at different moments for different people; the table keeps UTC. So everything here
takes the zone or the person's *today* as an argument, and nothing reads the clock unless it is asked to.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.kit import day_formats


def zone(name: str) -> ZoneInfo:
    """The zone of that name, UTC where a person's stored zone no longer exists."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def today(of: tzinfo, *, now: datetime | None = None) -> date:
    """The day it is there."""
    return (now or timezone.now()).astimezone(of).date()


@dataclass(frozen=True)
class DateRange:
    """From the first to the last day, both included; an open end is None."""

    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def moments(self, of: tzinfo) -> tuple[datetime | None, datetime | None]:
        """The moment it begins and the moment when it is over (not included), in UTC."""
        begin = day_begins(self.first, of) if self.first else None
        over = day_begins(self.last + timedelta(days=1), of) if self.last else None
        return begin, over


def day_begins(day: date, of: tzinfo) -> datetime:
    """The first moment of the day there, in UTC; right where midnight is skipped or comes twice."""
    return datetime.combine(day, time.min, tzinfo=of).astimezone(UTC)


def day_moments(day: date, of: tzinfo) -> tuple[datetime, datetime]:
    """When the day begins there and when the next one does: 23, 24 or 25 hours."""
    return day_begins(day, of), day_begins(day + timedelta(days=1), of)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last one where the month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for candidate in range(day.day, 27, -1):
        try:
            return date(year, month + 1, candidate)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _days(first: int, last: int) -> Callable[[date], DateRange]:
    return lambda day: DateRange(day + timedelta(days=first), day + timedelta(days=last))


def _weeks(offset: int) -> Callable[[date], DateRange]:
    def week(day: date) -> DateRange:
        monday = day - timedelta(days=(day.weekday() - _first_weekday()) % 7) + timedelta(weeks=offset)
        return DateRange(monday, monday + timedelta(days=6))

    return week


def _months(offset: int, length: int) -> Callable[[date], DateRange]:
    """Stretches of 1, 3 or 12 months that begin in January."""

    def stretch(day: date) -> DateRange:
        begin = add_months(day.replace(day=1), -((day.month - 1) % length) + offset * length)
        return DateRange(begin, add_months(begin, length) - timedelta(days=1))

    return stretch


def _of_year(offset: int, month: int, length: int) -> Callable[[date], DateRange]:
    """So many months of this year or another, from a fixed one on."""

    def stretch(day: date) -> DateRange:
        begin = date(day.year + offset, month, 1)
        return DateRange(begin, add_months(begin, length) - timedelta(days=1))

    return stretch


def _first_weekday() -> int:
    """Monday is 0, by the reader's country; Django counts from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


RANGES: dict[str, tuple[Promise, Callable[[date], DateRange]]] = {
    "today": (_("Today"), _days(0, 0)),
    "yesterday": (_("Yesterday"), _days(-1, -1)),
    "tomorrow": (_("Tomorrow"), _days(1, 1)),
    "past": (_("In the past"), lambda day: DateRange(None, day - timedelta(days=1))),
    "future": (_("In the future"), lambda day: DateRange(day + timedelta(days=1), None)),
    "last-7-days": (_("Last 7 days"), _days(-6, 0)),
    "last-30-days": (_("Last 30 days"), _days(-29, 0)),
    "next-7-days": (_("Next 7 days"), _days(0, 6)),
    "next-30-days": (_("Next 30 days"), _days(0, 29)),
    "this-week": (_("This week"), _weeks(0)),
    "last-week": (_("Last week"), _weeks(-1)),
    "next-week": (_("Next week"), _weeks(1)),
    "this-month": (_("This month"), _months(0, 1)),
    "last-month": (_("Last month"), _months(-1, 1)),
    "next-month": (_("Next month"), _months(1, 1)),
    "this-quarter": (_("This quarter"), _months(0, 3)),
    "last-quarter": (_("Last quarter"), _months(-1, 3)),
    "next-quarter": (_("Next quarter"), _months(1, 3)),
    "this-year": (_("This year"), _months(0, 12)),
    "last-year": (_("Last year"), _months(-1, 12)),
    "next-year": (_("Next year"), _months(1, 12)),
    "first-half": (_("First half of this year"), _of_year(0, 1, 6)),
    "nine-months": (_("Nine months of this year"), _of_year(0, 1, 9)),
    "second-half": (_("Second half of this year"), _of_year(0, 7, 6)),
    "second-half-last-year": (_("Second half of last year"), _of_year(-1, 7, 6)),
}
"""The word in the address, what people read, and the days it means."""


def named_range(name: str, day: date) -> DateRange | None:
    """The days that a word means, seen from that day; None where nobody knows the word."""
    found = RANGES.get(name)
    return found[1](day) if found else None


STEP = re.compile(r"([+-])\s*(\d{1,5})\s*([a-zа-я]*)")


def parse_day(text: str, today: date) -> date:
    """A day as people type it: in their own way, in that of their language, ISO, *tomorrow*, *friday*, *+2w*, *-1m*."""
    text = " ".join(text.split()).casefold()
    try:
        found = _word(text, today) or _step(text, today) or written(text)
    except OverflowError:
        found = None
    if found is None:
        raise ValidationError(_("Enter a date."), code="invalid")
    return found


def _word(text: str, today: date) -> date | None:
    words = {"today": 0, "yesterday": -1, "tomorrow": 1}
    for word, offset in words.items():
        if text in (word, gettext(word.capitalize()).casefold()):
            return today + timedelta(days=offset)
    for weekday, name in WEEKDAYS.items():
        if text and text in (str(name).casefold(), _ENGLISH[weekday]):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return None


_ENGLISH = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _step(text: str, today: date) -> date | None:
    match = STEP.fullmatch(text)
    if not match:
        return None
    count = int(match[1] + match[2])
    units: dict[str, Callable[[], date]] = {
        "": lambda: today + timedelta(days=count),
        "d": lambda: today + timedelta(days=count),
        "w": lambda: today + timedelta(weeks=count),
        "m": lambda: add_months(today, count),
        "y": lambda: add_months(today, count * 12),
    }
    try:
        return units[match[3]]() if match[3] in units else None
    except ValueError:
        return None


def written(text: str) -> date | None:
    """A day in figures or words as forms take it: in the reader's own way, ISO, or that of their language."""
    for pattern in day_formats.patterns():
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
