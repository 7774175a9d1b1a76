from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accord.jobs.clocks import Every, cron, strike
from accord.jobs.declaring import job_of
from accord.jobs.models import Job, Tick

PRAGUE = ZoneInfo("Europe/Prague")


def tidy() -> None: ...


TIDY = job_of(tidy)


def at(text: str, zone: ZoneInfo = PRAGUE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("5 minutes", "*/5 * * * *"),
        ("1 hour", "0 */1 * * *"),
        ("day 03:00", "0 3 * * *"),
        ("weekday 08:30", "30 8 * * 1-5"),
        ("monday 09:05", "5 9 * * 1"),
        ("1st 06:00", "0 6 1 * *"),
    ],
)
def test_what_the_words_mean(words, line):
    assert cron(words) == line


@pytest.mark.parametrize("words", ["7 minutes", "0 minutes", "5 hours", "someday 08:30", "day 25:00", "08:30", ""])
def test_words_that_no_clock_understands_are_refused_when_the_program_starts(words):
    with pytest.raises(Exception, match=r"understands|evenly|[Bb]ad"):
        Every(words, TIDY)


def test_a_weekday_is_not_a_sunday():
    clock = Every("weekday 08:30", TIDY)

    assert clock.next(at("2026-11-21T12:00"), PRAGUE) == at("2026-11-23T08:30")
    assert clock.last(at("2026-11-22T12:00"), PRAGUE) == at("2026-11-20T08:30")
    assert clock.last(at("2026-11-23T08:30"), PRAGUE) == at("2026-11-23T08:30")


def test_the_hour_that_is_skipped_in_spring_strikes_right_after_the_gap():
    clock = Every("day 02:30", TIDY)

    assert clock.next(at("2026-03-28T12:00"), PRAGUE) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert clock.last(at("2026-03-29T12:00"), PRAGUE) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.broad
@pytest.mark.parametrize("zone", ["Europe/Prague", "America/New_York", "America/St_Johns", "Asia/Kolkata"])
@pytest.mark.parametrize("month", [3, 10, 11])
@pytest.mark.django_db
def test_a_daily_clock_strikes_once_each_day_also_where_the_clocks_change(zone, month):
    place = ZoneInfo(zone)
    clock = Every("day 02:30", TIDY)
    now = datetime(2026, month, 1, tzinfo=place)
    end = now + timedelta(days=30)

    while now < end:
        strike([clock], now.astimezone(UTC), place)
        now = (now.astimezone(UTC) + timedelta(hours=1)).astimezone(place)

    days = {tick.at.astimezone(place).date() for tick in Tick.objects.all()}
    assert Tick.objects.count() == len(days)
    assert len(days) in (30, 31)


@pytest.mark.django_db
class TestStriking:
    clock = Every("day 03:00", TIDY)

    def test_a_new_installation_does_not_make_up_for_the_past(self):
        strike([self.clock], at("2026-11-20T12:00"), PRAGUE)

        assert not Job.objects.exists()

    def test_each_stroke_asks_once(self):
        strike([self.clock], at("2026-11-20T12:00"), PRAGUE)
        for minute in (0, 1, 2):
            strike([self.clock], at(f"2026-11-21T03:0{minute}"), PRAGUE)

        assert Job.objects.count() == 1

    def test_strokes_that_were_missed_are_made_up_for_once(self):
        strike([self.clock], at("2026-11-20T12:00"), PRAGUE)
        strike([self.clock], at("2026-11-25T12:00"), PRAGUE)

        assert Job.objects.count() == 1

    def test_a_clock_that_is_put_back_does_not_strike_again(self):
        strike([self.clock], at("2026-11-20T12:00"), PRAGUE)
        strike([self.clock], at("2026-11-21T03:00"), PRAGUE)
        Job.objects.all().delete()
        strike([self.clock], at("2026-11-21T02:00"), PRAGUE)
        strike([self.clock], at("2026-11-21T03:00"), PRAGUE)

        assert not Job.objects.exists()

    def test_a_clock_that_was_in_the_year_2100_for_a_moment_strikes_again_today(self):
        strike([self.clock], at("2026-11-20T12:00"), PRAGUE)
        strike([self.clock], at("2100-01-01T12:00"), PRAGUE)
        Job.objects.all().delete()

        strike([self.clock], at("2026-11-21T04:00"), PRAGUE)

        assert Job.objects.count() == 1
