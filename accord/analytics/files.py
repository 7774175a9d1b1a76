"""The income summary as a file: one row for what each deal has brought or promises in a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from accord.analytics.figures import Figures, Line
from accord.exchange.exporting import Field


class Row(NamedTuple):
    what: str
    line: Line
    day: date | None
    amount: Decimal | None
    currency: str


def file_fields() -> list[Field]:
    """An amount without a rate stays empty: it is in no total either."""
    return [
        Field(_("What"), lambda row: row.what),
        Field(_("Deal"), lambda row: row.line.name),
        Field(_("Company"), lambda row: row.line.company),
        Field(_("Product"), lambda row: row.line.product),
        Field(_("Order number"), lambda row: row.line.orders),
        Field(_("Owner"), lambda row: row.line.owner),
        Field(_("Date or month"), lambda row: row.day),
        Field(_("Amount"), lambda row: row.amount),
        Field(_("Currency"), lambda row: row.currency),
    ]


def received_rows(figures: Figures) -> Iterator[Row]:
    for line in figures.lines:
        yield Row(_("Received"), line, line.day, line.amounts[0], figures.currency)


def expected_rows(figures: Figures) -> Iterator[Row]:
    for promise in figures.promises:
        for line in promise.lines:
            for month, amount in zip(figures.coming, line.amounts, strict=True):
                if amount is not None:
                    yield Row(promise.label, line, month, amount, figures.currency)
