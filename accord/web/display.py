"""How amounts, days and names read in somebody's language and zone: the words behind the template filters."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext

from accord.kit import day_formats
from accord.kit.money import babel_locale, half_up, minor_places

MANY = 5000
"""Lists say the same days and amounts again and again; so many are kept as they were written."""


def locale() -> Locale:
    return _locale(get_language() or "en")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """English is read here by the whole world, so its days stand before the month and its clock has 24 hours."""
    return Locale("en", "GB") if language == "en" else babel_locale(language)


def amount(value: Decimal, currency: str, *, whole: bool = False) -> str:
    return _amount(value, 0 if whole else minor_places(currency), locale())


@lru_cache(maxsize=MANY)
def _amount(value: Decimal, places: int, locale: Locale) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(half_up(Decimal(value), places), format=pattern, locale=locale)


def number(value: int | Decimal) -> str:
    """With every digit that it has."""
    return format_decimal(value, locale=locale(), decimal_quantization=False)


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """A share with one decimal at most: 33.3%, 50%. Nothing of nothing is nothing."""
    share = Decimal(part) / Decimal(whole) if whole else Decimal(0)
    pattern = locale().percent_formats[None].pattern.replace("0", "0.#", 1)
    return format_percent(share, format=pattern, locale=locale())


def day_of(value: date | datetime) -> date:
    """The day it is for the reader."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def urgency(value: date | datetime) -> str:
    """late, today or later; an hour that has passed today is late."""
    day, today = day_of(value), timezone.localdate()
    if isinstance(value, datetime) and day == today and timezone.is_aware(value) and value < timezone.now():
        return "late"
    return "late" if day < today else "today" if day == today else "later"


def short_date(value: date | datetime) -> str:
    """Today, 14:00 · Yesterday · 9 Nov · 9 Nov 2024 · 09.11.2024. The hour matters only near by."""
    day, today = day_of(value), timezone.localdate()
    near = {-1: _yesterday, 0: _today, 1: _tomorrow}.get((day - today).days)
    if near:
        return near(_clock(value))
    return plain_date(day)


def plain_date(day: date) -> str:
    """9 Nov · 9 Nov 2024, or 09.11.2024 for those who write it so."""
    if own := day_formats.in_force():
        return own.write(day)
    return _short("MMMd" if day.year == timezone.localdate().year else "yMMMd", day, locale())


@lru_cache(maxsize=MANY)
def _short(skeleton: str, day: date, locale: Locale) -> str:
    return str(format_skeleton(skeleton, day, locale=locale))


def long_date(day: date) -> str:
    """9 November 2026: where a heading says which day it speaks of."""
    own = day_formats.in_force()
    return own.write(day) if own else format_date(day, format="long", locale=locale())


def week_date(day: date) -> str:
    """Monday, 9 November: where a heading says what day it is."""
    own = day_formats.in_force()
    return _with_weekday(day, own.write(day) if own else format_skeleton("MMMMd", day, locale=locale()))


def _with_weekday(day: date, written: str) -> str:
    name = format_date(day, format="EEEE", locale=locale())
    return f"{name[:1].upper()}{name[1:]}, {written}"


def month(value: date) -> str:
    """Nov, or Nov 2024 where it is not of this year or the last."""
    near = value.year >= timezone.localdate().year - 1
    return format_skeleton("MMM" if near else "yMMM", value, locale=locale())


def full_date(value: date | datetime) -> str:
    """The whole truth, for the title of a short one."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)
    if own := day_formats.in_force():
        return _full_in_digits(value, own)
    return _full(value, locale())


def _full_in_digits(value: date | datetime, own: day_formats.DayFormat) -> str:
    if isinstance(value, datetime):
        return f"{own.write(value)}, {format_time(value, format='medium', locale=locale())}"
    return _with_weekday(value, own.write(value))


@lru_cache(maxsize=MANY)
def _full(value: date | datetime, locale: Locale) -> str:
    if isinstance(value, datetime):
        return format_datetime(value, format="medium", locale=locale)
    return format_date(value, format="full", locale=locale)


def _clock(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_time(local, format="short", locale=locale())


def _today(clock: str) -> str:
    return gettext("Today, %(time)s") % {"time": clock} if clock else gettext("Today")


def _yesterday(clock: str) -> str:
    return gettext("Yesterday, %(time)s") % {"time": clock} if clock else gettext("Yesterday")


def _tomorrow(clock: str) -> str:
    return gettext("Tomorrow, %(time)s") % {"time": clock} if clock else gettext("Tomorrow")


def initials(name: str) -> str:
    """AL for Anna Lindqvist, AC for Acme, TȘ for Téodor Ștefănescu."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    if not words:
        return "?"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()
