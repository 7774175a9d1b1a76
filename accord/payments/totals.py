"""What a list of payments comes to in the currency of the reports and in that of the books (DC-221)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accord.dictionaries.models import Rates
from accord.kit.money import Money
from accord.kit.money import Total as ExactSum
from accord.payments.models.paying import FAR
from accord.preferences.switches import Switches

Part = tuple[Money, date]


@dataclass
class Total:
    """One currency: `money` is without tax, `official` says that every rate was that of its very day."""

    money: Money
    percent: int
    official: bool = True
    without_rate: set[str] = field(default_factory=set)

    @property
    def with_tax(self) -> Money:
        return (self.money * (1 + Decimal(self.percent) / 100)).rounded()


def totals(rows: Any, switched: Switches, *, today: date) -> list[Total]:
    """One or two totals of these payments: sums of each day at its rate, of today's where no day is known."""
    sums = rows.order_by().values_list("currency", "date_sort").annotate(total=ExactSum("amount"))
    parts = [(Money(amount, currency), today if on == FAR else on) for currency, on, amount in sums]
    wanted = dict.fromkeys([switched.reporting_currency, switched.state_currency])
    rates = Rates({*wanted, *(money.currency for money, _on in parts)}, switched.state_currency)
    return [_total(parts, currency, rates, switched.tax_percent) for currency in wanted]


def _total(parts: Iterable[Part], currency: str, rates: Rates, percent: int) -> Total:
    total = Total(Money.zero(currency), percent)
    for money, on in parts:
        found = rates.convert(money, to=currency, on=on)
        if found is None:
            total.without_rate.add(money.currency)
        else:
            total.money += found.money
            total.official &= found.official
    return total
