"""Days: a word for a stretch of them, from one to another, or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.kit import dates, day_formats
from accord.records.lists.fields import is_moment
from accord.records.lists.filters.facet import EMPTY, HOWS, NO, YES, Facet, Option
from accord.web import display

MOST_DAYS = 3660


class Day(Facet):
    """A word for a stretch of days, so many days back or ahead, from – to, or empty. Several narrow each other."""

    suffixes = ("", "from", "to", "last", "next", EMPTY)
    typed = ("from", "to", "last", "next")

    def kept(self, suffix: str, value: str) -> str:
        """A day is typed as the reader writes it, and stands in the address as every reader can follow it."""
        if suffix in {"", "from", "to"} and (day := typed_day(value)):
            return day.isoformat()
        return super().kept(suffix, value)

    def complaint(self, suffix: str) -> str:
        if suffix in {"last", "next"}:
            return _("Enter a number of days from 1 to %(most)s.") % {"most": number_format(MOST_DAYS)}
        return _("Enter a date like %(example)s.") % {"example": day_formats.example()}

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == EMPTY:
            return value in {YES, NO}
        if suffix in {"last", "next"}:
            return value.isascii() and value.isdigit() and 0 < int(value) <= MOST_DAYS
        return suffix == "" and value in dates.RANGES

    def condition(self) -> Q:
        condition = Q()
        for stretch, _word in self._stretches():
            condition &= self._within(stretch)
        if self.get(EMPTY):
            condition &= Q(**{f"{self.path}__isnull": self.one(EMPTY) == YES})
        return condition

    def _stretches(self) -> Iterator[tuple[dates.DateRange, str]]:
        """Each stretch of days that is asked for, and how a chip says it."""
        if (word := self.one()) and (day := iso_day(word)):
            yield dates.DateRange(day, day), display.short_date(day)
        elif word and (named := dates.named_range(word, self.today)):
            yield named, str(dates.RANGES[word][0])
        if self.get("last"):
            count = int(self.one("last"))
            yield (
                self._days(1 - count, 0),
                ngettext("last %(count)d day", "last %(count)d days", count) % {"count": count},
            )
        if self.get("next"):
            count = int(self.one("next"))
            yield (
                self._days(0, count - 1),
                ngettext("next %(count)d day", "next %(count)d days", count) % {"count": count},
            )
        begin, end = iso_day(self.one("from")), iso_day(self.one("to"))
        if begin and end and end < begin:
            begin, end = end, begin  # both days are meant, whichever was typed first
        if begin or end:
            yield dates.DateRange(begin, end), from_to(begin, end)

    def _days(self, begin: int, end: int) -> dates.DateRange:
        return dates.DateRange(self.today + timedelta(days=begin), self.today + timedelta(days=end))

    @property
    def today(self) -> date:
        return timezone.localtime(timezone.now(), self.person.zone).date()

    def _within(self, stretch: dates.DateRange) -> Q:
        if is_moment(self.column):
            begin, over = stretch.moments(self.person.zone)
            bounds = (("gte", begin), ("lt", over))
        else:
            bounds = (("gte", stretch.first), ("lte", stretch.last))  # type: ignore[assignment]
        condition = Q()
        for lookup, bound in bounds:
            condition &= Q(**{f"{self.path}__{lookup}": bound}) if bound else Q()
        return condition

    def words(self) -> tuple[str, str]:
        if self.get(EMPTY):
            return self.emptiness()
        return str(HOWS[""]), ", ".join(word for _stretch, word in self._stretches())

    def parts(self) -> dict[str, Any]:
        chosen = self.get()
        return {
            "others": [Option(word, str(label), word in chosen) for word, (label, _days) in dates.RANGES.items()],
            "nothing": _("Any time"),
            "controls": [
                self.control("from", _("From"), "date"),
                self.control("to", _("To"), "date"),
                self.control("last", _("Last days"), "number"),
                self.control("next", _("Next days"), "number"),
            ],
            "options": self._emptiness_options() if getattr(self.column, "null", False) else [],
        }

    def _emptiness_options(self) -> list[Option]:
        return [
            Option(YES, _("Is empty"), self.get(EMPTY) == [YES], f"{self.name}.{EMPTY}"),
            Option(NO, _("Is filled in"), self.get(EMPTY) == [NO], f"{self.name}.{EMPTY}"),
        ]


def from_to(begin: date | None, end: date | None) -> str:
    """A stretch in words, open at one end or closed at both."""
    if begin and end:
        return f"{display.short_date(begin)} – {display.short_date(end)}"
    if begin:
        return _("from %(day)s") % {"day": display.short_date(begin)}
    return _("until %(day)s") % {"day": display.short_date(end)} if end else ""


def typed_day(text: str) -> date | None:
    """A day as the reader writes it, or ISO; one that has days around it."""
    return _with_days_around(dates.written(text))


def iso_day(text: str) -> date | None:
    """A day of an address."""
    try:
        return _with_days_around(date.fromisoformat(text)) if len(text) == 10 else None
    except ValueError:
        return None


def _with_days_around(day: date | None) -> date | None:
    # A stretch ends the day after its last, and zones move it by one more.
    return day if day and date.min + timedelta(days=2) < day < date.max - timedelta(days=2) else None
