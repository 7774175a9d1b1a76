"""The currencies of the world as a choice: codes by ISO 4217, names from Babel in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies, list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

Pairs = list[tuple[str, str]]


def babel_locale(language: str) -> Locale:
    """Babel's locale for a Django language code, English where Babel does not know it."""
    try:
        return Locale.parse(to_locale(language))
    except (ValueError, LookupError):
        return Locale("en")


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """Every ISO 4217 code that the world has used; old invoices name currencies that are gone."""
    return frozenset(list_currencies())


@lru_cache(maxsize=1)
def current_currencies() -> frozenset[str]:
    """Those that one can pay with somewhere today."""
    return frozenset(code for land in Locale("en").territories for code in get_territory_currencies(str(land)))


@lru_cache(maxsize=64)
def _named(language: str) -> Pairs:
    locale = babel_locale(language)
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in sorted(current_currencies())]


def currency_choices(first: Iterable[str]) -> list[tuple[str, Pairs]]:
    """The company's own currencies on top, then all of the world."""
    named = dict(_named(get_language() or "en"))
    own: Pairs = [(code, named.get(code, code)) for code in dict.fromkeys(first) if code in known_currencies()]
    others: Pairs = [(code, label) for code, label in named.items() if code not in dict(own)]
    return [(_("Currencies of the company"), own), (_("All currencies"), others)]


class CurrencyFormField(forms.ChoiceField):
    """A currency is chosen, never typed; what comes from a file or another program may be written in small letters.

    `first` gives the currencies that stand on top. They are asked for when the field is shown.
    """

    def __init__(self, *, first: Callable[[], Iterable[str]] = list, **options: Any) -> None:
        self.first = first
        super().__init__(choices=self.offered, **options)

    def offered(self) -> list[Any]:
        blank = [] if self.required else [("", _("Not stated"))]
        return [*blank, *((title, pairs) for title, pairs in currency_choices(self.first()) if pairs)]

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).strip().upper()

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value and value not in known_currencies():
            raise ValidationError(_("There is no currency with this code."), code="invalid")
