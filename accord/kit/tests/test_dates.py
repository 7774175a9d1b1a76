from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accord.kit.dates import RANGES, DateRange, add_months, day_moments, named_range, parse_day, today, zone

FRIDAY = date(2026, 11, 20)
ZONES = ["Europe/Prague", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns", "Asia/Beirut"]
# Kiritimati had no 31 December 1994: it went over the date line.
DAYS = st.dates(date(1996, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("next-7-days", "2026-11-20", "2026-11-26"),
        ("last-7-days", "2026-11-14", "2026-11-20"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("next-quarter", "2027-01-01", "2027-03-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_days_that_a_word_means(name, first, last):
    assert named_range(name, FRIDAY) == DateRange(date.fromisoformat(first), date.fromisoformat(last))


def test_a_week_begins_where_the_reader_lives():
    with translation.override("ru"):
        assert named_range("this-week", FRIDAY).first == date(2026, 11, 16)
    with translation.override("en"):
        assert named_range("this-week", FRIDAY).first == date(2026, 11, 15)


@given(DAYS, st.sampled_from([name for name in RANGES if name.startswith("this-")]))
def test_this_always_contains_today_and_last_ends_where_it_begins(day, name):
    here, before = named_range(name, day), named_range(name.replace("this", "last"), day)

    assert day in here
    assert before.last + timedelta(days=1) == here.first


def test_a_word_that_nobody_knows_means_nothing():
    assert named_range("some-day", FRIDAY) is None


@pytest.mark.parametrize("name", ZONES)
@given(day=DAYS)
def test_one_day_ends_where_the_next_begins_in_every_zone(name, day):
    begins, ends = day_moments(day, ZoneInfo(name))

    assert ends == day_moments(day + timedelta(days=1), ZoneInfo(name))[0]
    assert timedelta(hours=22) < ends - begins < timedelta(hours=26)
    assert today(ZoneInfo(name), now=begins) == day
    assert today(ZoneInfo(name), now=begins - timedelta(seconds=1)) == day - timedelta(days=1)


def test_a_day_is_23_or_25_hours_long_where_the_clocks_change():
    prague = ZoneInfo("Europe/Prague")
    lengths = [
        end - begin for begin, end in (day_moments(date(2026, 3, 29), prague), day_moments(date(2026, 10, 25), prague))
    ]

    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_today_depends_on_where_one_is():
    now = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)

    assert today(ZoneInfo("Pacific/Kiritimati"), now=now) == date(2026, 11, 21)
    assert today(zone("No/Where"), now=now) == FRIDAY


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-03-31", -13, "2025-02-28")],
)
def test_months_are_added_as_people_do(day, months, later):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("today", "en", "2026-11-20"),
        ("Tomorrow", "en", "2026-11-21"),
        ("friday", "en", "2026-11-27"),
        ("Monday", "ru", "2026-11-23"),
        ("понедельник", "ru", "2026-11-23"),
        ("+3", "en", "2026-11-23"),
        ("+2w", "en", "2026-12-04"),
        ("- 1m", "en", "2026-10-20"),
        ("+1y", "en", "2027-11-20"),
        ("2026-12-24", "ru", "2026-12-24"),
        ("24.12.2026", "ru", "2026-12-24"),
        ("12/24/2026", "en", "2026-12-24"),
    ],
)
def test_a_day_as_people_type_it(typed, language, meant):
    with translation.override(language):
        assert parse_day(typed, FRIDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize("typed", ["", "soon", "+99999y", "-99999y", "99999-01-01", "2026-02-30", "+3x", "\x00"])
def test_what_is_no_day_is_refused_in_words(typed):
    with pytest.raises(ValidationError):
        parse_day(typed, FRIDAY)
