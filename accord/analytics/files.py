"""The income summary as a file: one row for what each deal has brought or promises in a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from accord.analytics.figures import Figures, Line
from accord.exchange.exporting import Field, as_told


class Row(NamedTuple):
    what: str
    line: Line
    day: date | None
    amount: Decimal | None
    currency: str
    via_office: bool


def file_fields(figures: Figures) -> list[Field]:
    """An amount without a rate stays empty: it is in no total either."""
    fields = [
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
    return [*fields, Field(_("Via office"), lambda row: as_told(row.via_office))] if figures.tells_offices else fields


def received_rows(figures: Figures) -> Iterator[Row]:
    for line in figures.lines:
        yield Row(_("Received"), line, line.day, line.amounts[0], figures.currency, any(line.via_office))


def expected_rows(figures: Figures) -> Iterator[Row]:
    for promise in figures.promises:
        for line in promise.lines:
            for month, amount, via_office in zip(figures.coming, line.amounts, line.via_office, strict=True):
                if amount is not None:
                    yield Row(promise.label, line, month, amount, figures.currency, via_office)
