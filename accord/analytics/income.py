"""The income summary: what has come in this month, what the next months promise, and how the year went.

DC-314…DC-318, with the defects of Django-CRM §4.1 mended: a month is a month of a year, what falls due is the
outstanding part alone, and amounts of two currencies meet only at the dated rate of their day. Where no rate is known
the report says so and leaves the amount out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import CharField, F, Value
from django.urls import reverse

from accord.analytics.figures import AHEAD, MONTHS, Figures, Line, Promise, month_of, month_range
from accord.analytics.funnel import last_year
from accord.analytics.scope import Scope
from accord.deals.models import Deal
from accord.dictionaries.models import Rates
from accord.kit.dates import add_months
from accord.kit.money import AmountField, Money, Total
from accord.payments.models import PROMISED, Certainty, Payment, Status
from accord.preferences.switches import Switches

CAME = "came"
"""Stands beside the statuses of what is to come."""

ROWS = 100
"""How many rows of a table a snapshot keeps; its totals count all."""

SHOWN = 25
"""How many a page shows: one looks at the next ones, and the list behind the table has the rest."""


class Sum(NamedTuple):
    """What one currency comes to: on the day when it came or is to come."""

    currency: str
    day: date
    status: str
    certainty: str
    amount: Decimal

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class IncomeSummary:
    """Asks for the figures of one scope, in one currency, as of today. A fixed number of questions."""

    def __init__(self, scope: Scope, today: date, switched: Switches, *, rows: int = ROWS) -> None:
        self.scope, self.today, self.switched, self.rows = scope, today, switched, rows
        self.first = add_months(month_of(today), 1 - 2 * MONTHS)
        self.coming = [add_months(month_of(today), ahead) for ahead in range(AHEAD)]
        self.last = month_range(self.coming[-1]).last
        self.without_rate: set[str] = set()

    @property
    def currencies(self) -> list[str]:
        """The reporting currency and that of the books; one where they are the same (DC-317)."""
        return list(dict.fromkeys([self.switched.reporting_currency, self.switched.state_currency]))

    @property
    def currency(self) -> str:
        asked = self.scope.params.get("currency", "")
        return asked if asked in self.currencies else self.currencies[0]

    @cached_property
    def figures(self) -> Figures:
        months = self._months
        return Figures(
            day=self.today,
            currency=self.currency,
            received=tuple(months.values()),
            lines=tuple(self._came(payment) for payment in self._rows[0]),
            promises=tuple(self._promise(certainty) for certainty in Certainty),
            overdue=self._overdue,
            won=self._won,
            without_rate=tuple(sorted(self.without_rate)),
            month_urls=tuple(self._url_of_month(month) for month in list(months)[MONTHS:]),
            tells_offices=self.switched.through_representation,
        )

    # ── asking ──

    @property
    def _payments(self) -> Any:
        return self.scope.of(Payment.objects.all())

    @property
    def _received(self) -> Any:
        """Whatever has come until this month is over, also of a payment that came in part and was cancelled then.

        Nobody enters money of the future; a colleague for whom it is tomorrow already may be ahead of the reader.
        """
        return self._payments.filter(received__gt=0, paid_on__lte=month_range(self.coming[0]).last)

    @property
    def _awaited(self) -> Any:
        return self._payments.promised().filter(planned_on__lte=self.last)

    @cached_property
    def _sums(self) -> list[Sum]:
        """All sums in one question: by day, as conversion needs it and an index has them in order."""
        came = self._received.filter(paid_on__gte=self.first).order_by()
        came = came.values_list("currency", "paid_on", Value(CAME, CharField()), Value("", CharField()))
        comes = self._awaited.order_by().values_list("currency", "planned_on", "status", "certainty")
        outstanding = Total(F("amount") - F("received"), output_field=AmountField())
        together = came.annotate(total=Total("received")).union(comes.annotate(total=outstanding), all=True)
        return [Sum(*row) for row in together]

    @cached_property
    def _rows(self) -> tuple[list[Payment], list[Payment]]:
        """The payments behind them: the newest of this month, and those that fall due first."""
        came = self._received.filter(paid_on__gte=self.coming[0]).select_related("owner")
        comes = self._awaited.select_related("owner")
        newest = list(came.order_by("-paid_on", "-pk")[: self.rows])
        nearest = list(comes.order_by("planned_on", "pk")[: len(Certainty) * self.rows])
        self.scope.introduce([*newest, *nearest])
        return newest, nearest

    # ── what has come ──

    @property
    def _months(self) -> dict[date, Decimal]:
        months = {add_months(self.first, ahead): Decimal(0) for ahead in range(2 * MONTHS)}
        for each in self._sums:
            if each.status == CAME:
                months[month_of(each.day)] += self._worth(each.money, each.day) or 0
        return months

    def _came(self, payment: Payment) -> Line:
        amounts = (self._worth(Money(payment.received, payment.currency), payment.paid_on),)
        return self._line(payment, [payment], payment.paid_on, amounts, (payment.through_representation,))

    # ── what is to come ──

    @property
    def _overdue(self) -> Decimal:
        late = (each for each in self._sums if each.status == Status.OVERDUE)
        return sum((self._worth(each.money) or Decimal(0) for each in late), Decimal(0))

    def _promise(self, certainty: Certainty) -> Promise:
        totals = [Decimal(0)] * AHEAD
        for each in self._sums:
            if each.certainty == certainty:
                totals[self._column(each.day)] += self._worth(each.money) or 0
        by_deal: dict[int, list[Payment]] = defaultdict(list)
        for payment in self._rows[1]:
            if payment.certainty == certainty:
                by_deal[payment.deal_id].append(payment)
        lines = tuple(self._expected(payments) for payments in by_deal.values())
        return Promise(certainty.value, lines, tuple(totals), self._url_of(certainty))

    def _expected(self, payments: Sequence[Payment]) -> Line:
        sums: list[Decimal | None] = [None] * AHEAD
        offices = [False] * AHEAD
        for payment in payments:
            column = self._column(payment.planned_on or self.today)
            offices[column] |= payment.through_representation
            worth = self._worth(payment.outstanding)
            sums[column] = (sums[column] or Decimal(0)) + worth if worth is not None else sums[column]
        return self._line(payments[0], payments, None, tuple(sums), tuple(offices))

    def _column(self, day: date) -> int:
        """The month of a day; what is overdue belongs to this one."""
        return max((number for number, month in enumerate(self.coming) if month <= day), default=0)

    # ── deals ──

    @property
    def _won(self) -> int:
        """Deals won in the twelve months that end today."""
        return int(self.scope.of(Deal.objects.won()).filter(closed_on__gte=last_year(self.today).first).count())

    # ── reckoning and showing ──

    @cached_property
    def _rates(self) -> Rates:
        return Rates({each.currency for each in self._sums} | {self.currency}, self.switched.state_currency)

    def _worth(self, money: Money, day: date | None = None) -> Decimal | None:
        """In the report's currency, at the rate of that day, of today for what is still to come."""
        found = self._rates.convert(money, to=self.currency, on=day or self.today)
        if found is None:
            self.without_rate.add(money.currency)
        return found.money.amount if found else None

    def _line(
        self,
        payment: Payment,
        payments: Sequence[Payment],
        day: date | None,
        amounts: tuple[Decimal | None, ...],
        via_office: tuple[bool, ...],
    ) -> Line:
        deal = payment.deal
        return Line(
            deal=deal.pk if deal else 0,
            name=str(deal),
            company=str(deal.company or "") if deal else "",
            product=deal.product if deal else "",
            orders=", ".join(dict.fromkeys(each.order_number for each in payments if each.order_number)),
            owner=str(payment.owner or ""),
            day=day,
            amounts=amounts,
            via_office=via_office,
        )

    def _url_of(self, certainty: Certainty) -> str:
        return self._url({"certainty": certainty.value, "status": list(PROMISED), "planned_on.to": self.last})

    def _url_of_month(self, month: date) -> str:
        days = month_range(month)
        return self._url({"paid_on.from": days.first, "paid_on.to": days.last})

    def _url(self, filters: dict[str, Any]) -> str:
        """The payments behind a figure."""
        return f"{reverse('payment:list')}?{urlencode(self.scope.list_filters() | filters, doseq=True)}"
