"""Numbers and amounts from one to another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accord.kit.amounts import parse_number
from accord.kit.currencies import currency_choices
from accord.kit.money import ScaledField, known_currencies
from accord.records.currencies import of_the_company
from accord.records.lists.fields import field_at
from accord.records.lists.filters.facet import NO, YES, Control, Facet

LARGEST = Decimal(9 * 10**14)


class Number(Facet):
    """From – to, both included."""

    suffixes: ClassVar[tuple[str, ...]] = ("from", "to", "empty")
    typed = ("from", "to")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "empty":
            return value in {YES, NO}
        return self.parsed(value) is not None

    def complaint(self, suffix: str) -> str:
        return _("Enter a number.")

    def parsed(self, text: str) -> Decimal | int | None:
        return number_for(self.column, text)

    def condition(self) -> Q:
        condition = Q()
        for text, lookup in zip(self._ends, ("gte", "lte"), strict=True):
            if text and (number := self.parsed(text)) is not None:
                condition &= Q(**{f"{self.path}__{lookup}": number})
        if self.get("empty"):
            condition &= Q(**{f"{self.path}__isnull": self.get("empty")[0] == YES})
        return condition

    def words(self) -> tuple[str, str]:
        if self.get("empty"):
            return self.emptiness()
        least, most = self._ends
        if least and most:
            return _("between"), f"{least} – {most}"
        return (_("from"), least) if least else (_("up to"), most)

    @property
    def _ends(self) -> tuple[str, str]:
        """The smaller and the larger one as they were typed, whichever came first; an open end is empty."""
        begin, end = self.one("from"), self.one("to")
        least, most = self.parsed(begin), self.parsed(end)
        return (end, begin) if least is not None and most is not None and most < least else (begin, end)

    def parts(self) -> dict[str, Any]:
        return {"controls": [self.control("from", _("From")), self.control("to", _("To"))]}


class Amount(Number):
    """From – to in a currency; without one, of any currency."""

    suffixes = ("from", "to", "currency", "empty")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "currency":
            return value in known_currencies() and self.currency_path != ""
        return super().accepts(suffix, value)

    @property
    def currency_path(self) -> str:
        head, _sign, _tail = self.path.rpartition("__")
        path = f"{head}__currency" if head else "currency"
        return path if field_at(self.model, path) is not None else ""

    def condition(self) -> Q:
        condition = super().condition()
        return condition & Q(**{self.currency_path: self.get("currency")[0]}) if self.get("currency") else condition

    def words(self) -> tuple[str, str]:
        currency = self.one("currency")
        if currency and not (self.get("from") or self.get("to")):
            return _("in"), currency
        operator, value = super().words()
        return operator, f"{value} {currency}".strip()

    def parts(self) -> dict[str, Any]:
        parts = super().parts()
        if self.currency_path:
            chosen = self.one("currency")
            groups = currency_choices([*of_the_company(self.person), chosen])
            parts["controls"].append(Control(f"{self.name}.currency", _("Currency"), chosen, groups=groups))
        return parts


def number_for(column: Any, text: str) -> Decimal | int | None:
    """The number that the person meant, whole where the column holds whole numbers; what no column can hold is none."""
    try:
        number = parse_number(text, get_language())
    except ValidationError:
        return None
    if abs(number) > LARGEST:
        return None
    return number if isinstance(column, ScaledField) else int(number)
