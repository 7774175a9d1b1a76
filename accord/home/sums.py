"""What the start page adds up: where deals stand, and what payments come to. Never across currencies.

A thousand rows are added up with the page. Where there are more, the page comes without and its sums follow, so that
the start page of a house with a million deals costs what it costs in a small one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accord.access import policy
from accord.accounts.models import User
from accord.deals.models import Deal, Stage
from accord.kit.money import Money, Total
from accord.payments.models import Payment
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
    """What the deals of one stage come to, or the payments of one part, in one currency."""

    kind: str
    stage: int
    part: str
    currency: str
    number: int
    amount: Decimal

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


@dataclass
class Standing:
    """Deals of one stage group in one currency."""

    group: str
    percent: int | None
    currency: str
    number: int
    money: Money


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
    def standing(self) -> list[Standing]:
        """Where deals stand: by stage group and currency, in the order of the groups."""
        groups = {each.number: (each.stage, each.part) for each in self._sums if each.kind == Stage.kind}
        found: dict[tuple[int, str, str], Standing] = {}
        for each in self._sums:
            if each.kind == Deal.kind and each.stage in groups:
                percent, name = groups[each.stage]
                nothing = Standing(_(name), percent, each.currency, 0, Money.zero(each.currency))
                standing = found.setdefault((percent, name, each.currency), nothing)
                standing.number += each.number
                standing.money += each.money
        return [found[key] for key in sorted(found)]

    @cached_property
    def money(self) -> list[dict[str, Any]]:
        """Per currency: received and planned this month, overdue, and expected soon."""
        by_currency: dict[str, list[Sum]] = defaultdict(list)
        for each in self._sums:
            if each.kind == Payment.kind and each.part:
                by_currency[each.currency].append(each)
        return [_plan(currency, found) for currency, found in sorted(by_currency.items())]

    # ── asking ──

    @cached_property
    def _sums(self) -> list[Sum]:
        """All of it in one question."""
        asked = [self._grouped[name](rows) for name, rows in self._sets.items()]
        asked += [_stages()] if self.deals else []
        return [Sum(*row) for row in asked[0].union(*asked[1:], all=True)] if asked else []

    @cached_property
    def _sets(self) -> dict[str, Any]:
        sets = {}
        if self.deals:
            sets["running"] = running_of(self.person)
        if policy.may_list(self.person, Payment.kind):
            payments = payments_of(self.person)
            this_month = payments.filter(received__gt=0, paid_on__gte=self.first, paid_on__lt=self.after)
            sets |= {"promised": payments.promised(), "received": this_month}
        return sets

    @property
    def _grouped(self) -> dict[str, Callable[[Any], Any]]:
        return {"running": self._by_stage, "promised": self._by_part, "received": self._came}

    def _by_stage(self, deals: Any) -> Any:
        """By what an index has in order; the few stages themselves come as rows of their own."""
        grouped = deals.order_by().values_list(
            Value(Deal.kind, CharField()), "stage", Value("", CharField()), "currency"
        )
        return grouped.annotate(n=Count("pk"), total=Total("amount"))

    def _by_part(self, payments: Any) -> Any:
        grouped = self._as_payments(payments, self._part)
        return grouped.annotate(n=Count("pk"), total=Total("amount"))

    def _came(self, payments: Any) -> Any:
        """In part or whole; what came before this month is not read."""
        grouped = self._as_payments(payments, Value("received", CharField()))
        return grouped.annotate(n=Count("pk"), total=Total("received"))

    def _as_payments(self, payments: Any, part: Any) -> Any:
        made = payments.order_by().annotate(part=part)
        return made.values_list(Value(Payment.kind, CharField()), Value(0, IntegerField()), F("part"), "currency")

    @property
    def _part(self) -> Case:
        planned = Q(status__in=["planned", "confirmed"], planned_on__gte=self.first, planned_on__lt=self.after)
        soon = Q(status__in=EXPECTED, planned_on__gte=self.today, planned_on__lte=self.today + SOON)
        return Case(
            When(status="overdue", then=Value("overdue")),
            When(planned & soon, then=Value("planned soon")),
            When(planned, then=Value("planned")),
            When(soon, then=Value("soon")),
            default=Value(""),
            output_field=CharField(),
        )


def _stages() -> Any:
    """(percent, name of the group, number of the stage): in the places of a sum, to be asked with it."""
    stages = Stage.objects.filter(group__isnull=False).order_by()
    return stages.values_list(
        Value(Stage.kind, CharField()),
        "group__percent",
        "group__name",
        Value("", CharField()),
        "pk",
        Value(0, IntegerField()),
    )


# ── whose ──


def running_of(person: User) -> Any:
    """The running deals of everybody for those who answer for all, else one's own; asked through the policy."""
    seen = Deal.objects.visible_to(person).open()
    return seen if policy.sees_all(person, Deal.kind) else seen.owned_by(person)


def running_ranges(person: User) -> list[Any]:
    """The same, as ranges of one index each."""
    seen = Deal.objects.visible_to(person).open()
    everybody = policy.sees_all(person, Deal.kind)
    return [seen] if everybody else [seen.filter(owner=person.pk), seen.filter(co_owner=person.pk)]


def payments_of(person: User) -> Any:
    seen = Payment.objects.visible_to(person)
    return seen if policy.sees_all(person, Payment.kind) else seen.owned_by(person)


# ── adding up ──


def _plan(currency: str, found: Iterable[Sum]) -> dict[str, Any]:
    moneys = dict.fromkeys(("received", "planned", "overdue", "soon"), Money.zero(currency))
    counts = dict.fromkeys(moneys, 0)
    for each in found:
        for name in COUNTS_FOR[each.part]:
            moneys[name] += each.money
            counts[name] += each.number
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
