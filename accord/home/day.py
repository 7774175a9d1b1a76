"""My day: what is late, what is for today and tomorrow, who waits, what money comes. A fixed number of questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.deals.models import Deal
from accord.deals.models.pipelines import RUNNING
from accord.history.models import Actor
from accord.inquiries.models import Inquiry
from accord.kit.money import Money, Total
from accord.payments.models import Payment

SHOWN = 40
WAITING = 5


@dataclass(frozen=True)
class Part:
    """Late, today or tomorrow."""

    name: str
    label: str
    deals: list[Deal]


@dataclass(frozen=True)
class WeekDay:
    day: date
    steps: int
    is_today: bool

    @property
    def dots(self) -> range:
        return range(min(self.steps, 5))


@dataclass(frozen=True)
class Standing:
    """My deals of one stage group in one currency."""

    group: str
    percent: int | None
    count: int
    total: Money


class Day:
    """Everything the start page says to one person."""

    def __init__(self, person: User, *, by: Actor) -> None:
        self.person, self.today = person, by.today()

    @property
    def mine(self) -> Any:
        """My running deals, asked through the policy like everything else."""
        return Deal.objects.visible_to(self.person).owned_by(self.person).filter(state__in=RUNNING)

    # ── steps ──

    @cached_property
    def steps(self) -> list[Deal]:
        until = self.today + timedelta(days=1)
        due = self.mine.filter(next_step_on__lte=until).exclude(next_step="")
        return list(due.select_related("company").order_by("next_step_on", "pk")[: SHOWN + 1])

    @property
    def has_more_steps(self) -> bool:
        return len(self.steps) > SHOWN

    @cached_property
    def parts(self) -> list[Part]:
        tomorrow = self.today + timedelta(days=1)
        shown = self.steps[:SHOWN]
        late = [deal for deal in shown if deal.next_step_on and deal.next_step_on < self.today]
        parts = [
            Part("late", _("Late"), late),
            Part("today", _("Today"), [deal for deal in shown if deal.next_step_on == self.today]),
            Part("tomorrow", _("Tomorrow"), [deal for deal in shown if deal.next_step_on == tomorrow]),
        ]
        return [part for part in parts if part.deals or part.name == "today"]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter({part.name: len(part.deals) for part in self.parts})

    @cached_property
    def week(self) -> list[WeekDay]:
        """The seven days from Monday, with the number of steps planned for each."""
        monday = self.today - timedelta(days=self.today.weekday())
        days = [monday + timedelta(days=offset) for offset in range(7)]
        planned = self.mine.filter(next_step_on__range=(days[0], days[-1])).exclude(next_step="")
        load = dict(planned.values_list("next_step_on").annotate(n=Count("pk")).order_by())
        return [WeekDay(day, load.get(day, 0), day == self.today) for day in days]

    # ── around ──

    @cached_property
    def waiting(self) -> list[Inquiry]:
        """Pending requests that nobody has taken, or that are mine."""
        pending = Inquiry.objects.visible_to(self.person).pending()
        wanted = pending.filter(Q(owner=None) | Q(owner=self.person.pk))
        return list(wanted.order_by("-id")[:WAITING])

    @cached_property
    def standing(self) -> list[Standing]:
        """Where my deals stand: by stage group and currency."""
        rows = (
            self.mine.filter(stage__group__isnull=False)
            .values_list("stage__group__position", "stage__group__name", "stage__group__percent", "currency")
            .annotate(n=Count("pk"), total=Total("amount"))
            .order_by("stage__group__position", "currency")
        )
        return [
            Standing(_(name), percent, count, Money(total, currency))
            for _position, name, percent, currency, count, total in rows
        ]

    @cached_property
    def money(self) -> list[dict[str, Any]]:
        """This month on my deals, per currency: received, still planned, and overdue. Never added across currencies."""
        first = self.today.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        paid = Q(status="paid", paid_on__gte=first, paid_on__lt=after)
        planned = Q(status__in=["planned", "confirmed"], planned_on__gte=first, planned_on__lt=after)
        rows = (
            Payment.objects.visible_to(self.person)
            .owned_by(self.person)
            .values_list("currency")
            .annotate(
                received=Total("amount", filter=paid),
                planned=Total("amount", filter=planned),
                overdue=Total("amount", filter=Q(status="overdue")),
                late=Count("pk", filter=Q(status="overdue")),
            )
            .order_by("currency")
        )
        return [_plan(*row) for row in rows if any(row[1:4])]


def _plan(currency: str, received: Any, planned: Any, overdue: Any, late: int) -> dict[str, Any]:
    received, planned, overdue = (Money(amount or Decimal(0), currency) for amount in (received, planned, overdue))
    whole = received + planned
    percent = int(100 * received.amount / whole.amount) if whole.amount else 0
    return {
        "received": received,
        "whole": whole,
        "percent": percent,
        "overdue": overdue if overdue.amount else None,
        "late": late,
    }
