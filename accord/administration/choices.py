"""Countries and currencies to choose from, named in the reader's language."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accord.kit import countries
from accord.kit.text import sort_key


def country_choices() -> list[tuple[str, str]]:
    return [("", _("not said")), *countries.choices()]


def currency_choices() -> list[tuple[str, str]]:
    """The currencies that are money today."""
    return list(_currencies(get_language() or "en"))


def currency_or_none() -> list[tuple[str, str]]:
    return [("", _("not said")), *currency_choices()]


@cache
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    locale = Locale.parse(language, sep="-")
    codes = {code for country in countries.codes() for code in get_territory_currencies(country)}
    named = [(code, f"{get_currency_name(code, locale=locale)} ({code})") for code in codes]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))
