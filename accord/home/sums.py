"""What the start page adds up: where deals stand, and what payments come to. Never across currencies.

A thousand rows are added up with the page. Where there are more, the page comes without and its sums follow, so that
the start page of a house with a million deals costs what it costs in a small one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accord.access import policy
from accord.accounts.models import User
from accord.deals.models import Deal
from accord.deals.models.states import RUNNING
from accord.kit.money import Money, Total
from accord.payments.models import PROMISED, Payment
from accord.records.counts import counted

SOON = timedelta(days=7)
EXPECTED = ("planned", "confirmed", "partially_paid")
COUNTS_FOR = {
    "received": ["received"],
    "overdue": ["overdue"],
    "planned": ["planned"],
    "soon": ["soon"],
    "planned soon": ["planned", "soon"],
}
"""Every payment lies in one part; what is planned this month may be expected within a week, too."""


class Sum(NamedTuple):
    """What the deals of one stage group come to, or the payments of one part, in one currency."""

    kind: str
    percent: int | None
    name: str
    currency: str
    count: int
    amount: Decimal

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def group(self) -> str:
        return _(self.name)


class Sums:
    """Of one person's day; `deals` says whether it is shown where deals stand."""

    def __init__(self, person: User, today: date, *, deals: bool) -> None:
        self.person, self.today, self.deals = person, today, deals
        self.first = today.replace(day=1)
        self.after = (self.first + timedelta(days=32)).replace(day=1)

    @property
    def are_of_everybody(self) -> bool:
        return policy.sees_all(self.person, Deal.kind)

    @cached_property
    def come_later(self) -> bool:
        """Whether there is too much to add up before the page is shown."""
        return any(each.rows > each.to for each in counted(self._sets).values())

    @cached_property
    def standing(self) -> list[Sum]:
        """Where deals stand: by stage group and currency, in the order of the groups."""
        found = (each for each in self._sums if each.kind == Deal.kind)
        return sorted(found, key=lambda each: (each.percent or 0, each.name, each.currency))

    @cached_property
    def money(self) -> list[dict[str, Any]]:
        """Per currency: received and planned this month, overdue, and expected soon."""
        by_currency: dict[str, list[Sum]] = defaultdict(list)
        for each in self._sums:
            if each.kind == Payment.kind and each.name:
                by_currency[each.currency].append(each)
        return [_plan(currency, found) for currency, found in sorted(by_currency.items())]

    # ── asking ──

    @cached_property
    def _sums(self) -> list[Sum]:
        """All of it in one question."""
        asked = [self._asked_of(kind)(rows) for kind, rows in self._sets.items()]
        return [Sum(*row) for row in asked[0].union(*asked[1:], all=True)] if asked else []

    @cached_property
    def _sets(self) -> dict[str, Any]:
        sets = {}
        if self.deals:
            sets[Deal.kind] = running_of(self.person).filter(stage__group__isnull=False)
        if policy.may_list(self.person, Payment.kind):
            sets[Payment.kind] = payments_of(self.person).filter(Q(status__in=PROMISED) | self._paid)
        return sets

    def _asked_of(self, kind: str) -> Any:
        return self._by_group if kind == Deal.kind else self._by_part

    def _by_group(self, deals: Any) -> Any:
        grouped = deals.order_by().values_list(
            Value(Deal.kind, CharField()), "stage__group__percent", "stage__group__name", "currency"
        )
        return grouped.annotate(n=Count("pk"), total=Total("amount"))

    def _by_part(self, payments: Any) -> Any:
        payments = payments.order_by().annotate(part=self._part)
        grouped = payments.values_list(
            Value(Payment.kind, CharField()), Value(0, IntegerField()), F("part"), "currency"
        )
        return grouped.annotate(n=Count("pk"), total=Total("amount"))

    @property
    def _paid(self) -> Q:
        """This month; what was paid long ago is not read."""
        return Q(status="paid", received__gt=0, paid_on__gte=self.first, paid_on__lt=self.after)

    @property
    def _part(self) -> Case:
        planned = Q(status__in=["planned", "confirmed"], planned_on__gte=self.first, planned_on__lt=self.after)
        soon = Q(status__in=EXPECTED, planned_on__gte=self.today, planned_on__lte=self.today + SOON)
        return Case(
            When(self._paid, then=Value("received")),
            When(status="overdue", then=Value("overdue")),
            When(planned & soon, then=Value("planned soon")),
            When(planned, then=Value("planned")),
            When(soon, then=Value("soon")),
            default=Value(""),
            output_field=CharField(),
        )


# ── whose ──


def running_of(person: User) -> Any:
    """The running deals of everybody for those who answer for all, else one's own; asked through the policy."""
    seen = Deal.objects.visible_to(person).filter(state__in=RUNNING)
    return seen if policy.sees_all(person, Deal.kind) else seen.owned_by(person)


def payments_of(person: User) -> Any:
    seen = Payment.objects.visible_to(person)
    return seen if policy.sees_all(person, Payment.kind) else seen.owned_by(person)


# ── adding up ──


def _plan(currency: str, found: Iterable[Sum]) -> dict[str, Any]:
    moneys = dict.fromkeys(("received", "planned", "overdue", "soon"), Money.zero(currency))
    counts = dict.fromkeys(moneys, 0)
    for each in found:
        for name in COUNTS_FOR[each.name]:
            moneys[name] += each.money
            counts[name] += each.count
    whole = moneys["received"] + moneys["planned"]
    return {
        "received": moneys["received"],
        "whole": whole,
        "percent": int(100 * moneys["received"].amount / whole.amount) if whole.amount else 0,
        "overdue": moneys["overdue"] if counts["overdue"] else None,
        "late": counts["overdue"],
        "soon": moneys["soon"] if counts["soon"] else None,
        "near": counts["soon"],
    }
