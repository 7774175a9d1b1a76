"""What the reports are about: Anna's and Zoe's sales of this and the last year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accord.dictionaries.models import Rate
from accord.kit.dates import add_months


class Sales:
    """Sells and pays on days counted from today, so that the facts hold on any day."""

    def __init__(self, office: Any) -> None:
        self.office = office
        # Where Anna lives a month is over before it is over in the house, and hers would begin without these payments.
        office.anna.change("changed", by=office.house, time_zone="UTC")
        self.today = office.house.today()

    def month(self, ago: int) -> date:
        """The first day of a month; ahead where negative."""
        return add_months(self.today.replace(day=1), -ago)

    def paid(self, deal: Any, amount: str, on: date, **values: Any) -> Any:
        payment = self.office.payment(deal, amount, planned_on=on, **values)
        payment.pay(by=self.office.house, on=on)
        return payment

    def rate(self, currency: str, on: date, rate: str) -> Rate:
        return Rate.objects.add(by=self.office.house, currency=currency, on=on, rate=Decimal(rate))

    def lost(self, name: str, stage: str, *, owner: Any = None, **closing: Any) -> Any:
        deal = self.office.deal(name, owner=owner, stage=self.office.stage(stage))
        deal.lose(by=(owner or self.office.anna).acting(), reason=self.office.too_dear, **closing)
        return deal

    def won(self, name: str, stage: str = "Decision", *, owner: Any = None, **closing: Any) -> Any:
        deal = self.office.deal(name, owner=owner, stage=self.office.stage(stage), amount=Decimal(100))
        deal.win(by=(owner or self.office.anna).acting(), reason=self.office.signed, **closing)
        return deal


@pytest.fixture
def sales(office: Any) -> Sales:
    return Sales(office)
