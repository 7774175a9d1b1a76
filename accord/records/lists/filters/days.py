"""Days: a word for a stretch of them, from one to another, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.kit import dates
from accord.records.lists.fields import is_moment
from accord.records.lists.filters.facet import NO, YES, Control, Facet, FacetView, Option
from accord.web import display


class Day(Facet):
    """A word for a stretch of days, from – to, or empty."""

    suffixes = ("", "from", "to", "empty")
    offered = ("today", "this-week", "next-7-days", "this-month", "last-month", "this-year", "past", "future")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "empty":
            return value in {YES, NO}
        return (suffix == "" and value in dates.RANGES) or iso_day(value) is not None

    def condition(self) -> Q:
        condition = Q()
        for word in self.get()[:1]:
            day = iso_day(word)
            stretch = dates.DateRange(day, day) if day else dates.named_range(word, self.today)
            condition &= self._within(stretch) if stretch else Q()
        first, last = iso_day(self.one("from")), iso_day(self.one("to"))
        if first or last:
            condition &= self._within(dates.DateRange(first, last))
        if self.get("empty"):
            condition &= Q(**{f"{self.path}__isnull": self.get("empty")[0] == YES})
        return condition

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
        if self.get("empty"):
            return (_("is empty"), "") if self.get("empty")[0] == YES else (_("is filled in"), "")
        if word := self.one():
            day = iso_day(word)
            return _("is"), display.short_date(day) if day else str(dates.RANGES[word][0])
        first, last = iso_day(self.one("from")), iso_day(self.one("to"))
        if first and last:
            return _("between"), f"{display.short_date(first)} – {display.short_date(last)}"
        if first:
            return _("from"), display.short_date(first)
        return _("until"), display.short_date(last) if last else ""

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        chosen = self.get()
        words = [*self.offered, *(word for word in chosen if word in dates.RANGES and word not in self.offered)]
        return self._view(
            others=[Option(word, str(dates.RANGES[word][0]), word in chosen) for word in words],
            controls=[
                Control(f"{self.name}.from", _("From"), self.one("from"), "date"),
                Control(f"{self.name}.to", _("To"), self.one("to"), "date"),
            ],
            options=[self._emptiness()] if getattr(self.column, "null", False) else [],
        )

    def _emptiness(self) -> Option:
        return Option(YES, _("Is empty"), self.get("empty") == [YES], f"{self.name}.empty")


def iso_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    # A stretch ends the day after its last, and zones move it by one more.
    return day if day and date.min + timedelta(days=2) < day < date.max - timedelta(days=2) else None
