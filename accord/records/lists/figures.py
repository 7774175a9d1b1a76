"""How many rows, and what they come to: counted to ten thousand, summed per currency and never across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accord.kit.money import Total

COUNTED_TO = 10_000
SUMMED_TO = 100_000

HALF = 10**9

Pair = tuple[Decimal, str]


@dataclass(frozen=True)
class Figures:
    """`rows` is exact unless `more`; `sums` are None where they have to be asked for."""

    rows: int
    more: bool = False
    sums: dict[str, list[Pair]] | None = field(default_factory=dict)
    about: bool = False

    @property
    def count(self) -> str:
        counted = number_format(min(self.rows, COUNTED_TO), use_l10n=True, force_grouping=True)
        return _("%(count)s+") % {"count": counted} if self.more else counted


def count(rows: QuerySet[Any]) -> Figures:
    """Up to ten thousand exactly, then "10,000+"."""
    counted = rows.order_by()[: COUNTED_TO + 1].count()
    return Figures(min(counted, COUNTED_TO), more=counted > COUNTED_TO)


def count_and_sum(rows: QuerySet[Any], sums: Sequence[tuple[str, str]]) -> Figures:
    """Count and sums in one query, over the first ten thousand rows; beyond, the sums have to be asked for.

    `sums` are (column of the amount, column of its currency).
    """
    if not sums:
        return count(rows)
    found = _first_grouped(rows, sums)
    counted = sum(row["_rows"] for row in found)
    if counted > COUNTED_TO:
        return Figures(COUNTED_TO, more=True, sums=None)
    return Figures(counted, sums=_by_column(found, sums))


def sums_of_many(rows: QuerySet[Any], sums: Sequence[tuple[str, str]]) -> Figures:
    """Sums beyond ten thousand rows, asked for after the page; above a hundred thousand rounded, and saying "about"."""
    found = _grouped(rows.order_by(), sums)
    counted = sum(row["_rows"] for row in found)
    about = counted > SUMMED_TO
    made = _by_column(found, sums)
    if about:
        made = {name: [(rounded(amount), currency) for amount, currency in pairs] for name, pairs in made.items()}
    return Figures(min(counted, COUNTED_TO), more=counted > COUNTED_TO, sums=made, about=about)


def by_group(rows: QuerySet[Any], group: str, sums: Sequence[tuple[str, str]]) -> dict[str, Figures]:
    """Count and sums of each column of a board, by its value, in one query that a covering index can answer."""
    by_value: dict[str, list[dict[str, Any]]] = {}
    for row in _grouped(rows, sums, group):
        by_value.setdefault(str(row[group]), []).append(row)
    return {
        value: Figures(sum(row["_rows"] for row in found), sums=_by_column(found, sums))
        for value, found in by_value.items()
    }


def rounded(amount: Decimal) -> Decimal:
    """Three digits that count."""
    if not amount:
        return amount
    places = 2 - amount.adjusted()
    return round(amount, places) if places < 0 else round(amount, 0)


def _grouped(rows: QuerySet[Any], sums: Sequence[tuple[str, str]], *groups: str) -> list[dict[str, Any]]:
    currencies = [*groups, *sorted({currency for _amount, currency in sums})]
    totals = {f"_sum{number}": Total(amount) for number, (amount, _currency) in enumerate(sums)}
    return list(rows.order_by().values(*currencies).annotate(_rows=Count("pk"), **totals))


def _first_grouped(rows: QuerySet[Any], sums: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The same over the first rows alone. They are read once: looked up again by their ids, a database may read all.

    Halves of an amount are summed apart, so that SQLite's integers do not overflow.
    """
    currencies, amounts = sorted({currency for _amount, currency in sums}), [amount for amount, _currency in sums]
    first = rows.order_by().values_list(*dict.fromkeys([*currencies, *amounts]))[: COUNTED_TO + 1]
    try:
        sql, params = first.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    halves = [f"SUM(found.{name} / {HALF}), SUM(found.{name} %% {HALF})" for name in map(_quoted, amounts)]
    names = ", ".join(f"found.{_quoted(name)}" for name in currencies)
    with connection.cursor() as cursor:
        asked = f"SELECT {names}, COUNT(*), {', '.join(halves)} FROM ({sql}) AS found GROUP BY {names}"  # noqa: S608
        cursor.execute(asked, params)
        return [_read(rows.model, currencies, amounts, row) for row in cursor.fetchall()]


def _read(model: Any, currencies: Sequence[str], amounts: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip(currencies, row, strict=False)) | {"_rows": row[len(currencies)]}
    halves = [int(half or 0) for half in row[len(currencies) + 1 :]]
    for number, name in enumerate(amounts):
        whole = halves[2 * number] * HALF + halves[2 * number + 1]
        found[f"_sum{number}"] = Decimal(whole).scaleb(-model._meta.get_field(name).places)
    return found


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _by_column(found: Iterable[dict[str, Any]], sums: Sequence[tuple[str, str]]) -> dict[str, list[Pair]]:
    made: dict[str, list[Pair]] = {}
    for number, (amount, currency) in enumerate(sums):
        by_currency: dict[str, Decimal] = {}
        for row in found:
            if row[f"_sum{number}"]:
                code = row[currency]
                by_currency[code] = by_currency.get(code, Decimal(0)) + row[f"_sum{number}"]
        made[amount] = sorted(((total, code) for code, total in by_currency.items()), reverse=True)
    return made
