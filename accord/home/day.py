"""My day: what is late, due, waiting, expected, and what happened. A fixed number of questions.

What a person sees first follows from what their roles let them do: sellers see their own next steps, those who decide
on everybody's deals the steps of all, operators the requests, accountants the payments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.policy import Scope
from accord.access.words import Reach, Right, Special
from accord.accounts.models import User
from accord.deals.models import Deal
from accord.history.models import Actor, Event
from accord.home.checklist import Checklist
from accord.home.sums import EXPECTED, SOON, Sums, payments_of, running_ranges
from accord.inquiries.models import Inquiry
from accord.jobs.models import Job
from accord.notifications import reading
from accord.notifications.models import Notification
from accord.payments.models import Payment
from accord.preferences.switches import Switches
from accord.records import contents
from accord.records.boards import ids_of
from accord.search import sight

SHOWN = 40
READ = 200
"""Rows from which the week is counted; whoever has more steps than that has other worries."""
STEP = (
    "name", "next_step", "next_step_on", "amount", "currency", "important", "version", "company",
    "owner__first_name", "owner__last_name", "owner__username", "owner__portrait",
)  # fmt: skip
"""What of a deal is shown with its next step."""
WAITING = 5
WAITING_FIRST = 15
PAYMENTS = 12
NOTICES = 6
RECENT = 6
LOOKED_AT = 60


@dataclass(frozen=True)
class Part:
    """Late, today, tomorrow or soon."""

    name: str
    label: str
    rows: Sequence[Any]


@dataclass(frozen=True)
class WeekDay:
    day: date
    steps: int
    is_today: bool

    @property
    def dots(self) -> range:
        return range(min(self.steps, 5))


@dataclass(frozen=True)
class Recent:
    """A record that I changed lately."""

    title: str
    url: str
    icon: str


class Day:
    """Everything the start page says to one person."""

    def __init__(self, person: User, *, by: Actor, switches: Switches) -> None:
        self.person, self.today, self.switches = person, by.today(), switches
        self.told = Notification.objects.newest_of(person, NOTICES)

    # ── who I am here ──

    @cached_property
    def leads_with(self) -> str:
        """What stands first: steps, requests or payments."""
        if not self._may_change(Deal.kind) and self._may_change(Payment.kind):
            return "payments"
        sorts = Scope(self.person, Inquiry.kind).reach(Right.CHANGE) in {Reach.DEPARTMENT, Reach.ALL}
        return "requests" if sorts and not policy.sees_all(self.person, Deal.kind) else "steps"

    @cached_property
    def is_of_everybody(self) -> bool:
        """Whether this person answers for everybody's deals rather than for their own."""
        return policy.sees_all(self.person, Deal.kind)

    @property
    def administers(self) -> bool:
        return policy.holds(self.person, Special.ADMINISTER)

    def _may_change(self, kind: str) -> bool:
        return Scope(self.person, kind).reach(Right.CHANGE) is not None

    @property
    def has_deals(self) -> bool:
        return policy.may_list(self.person, Deal.kind)

    # ── steps ──

    @cached_property
    def _planned(self) -> list[Deal]:
        """Everything with a step until the end of the week, or tomorrow where that is later."""
        if not self.has_deals or self.leads_with == "payments":
            return []
        until = max(self._days[-1], self.today + timedelta(days=1))
        order = ("next_step_on", "pk")
        ranges = [
            rows.filter(next_step_on__lte=until).exclude(next_step="").order_by(*order).values("pk")[:READ]
            for rows in running_ranges(self.person)
        ]
        due = Deal.objects.filter(pk__in=ids_of(ranges)).select_related("owner").only(*STEP)
        return list(due.order_by(*order)[:READ])

    @cached_property
    def _due(self) -> list[Deal]:
        tomorrow = self.today + timedelta(days=1)
        return [deal for deal in self._planned if deal.next_step_on and deal.next_step_on <= tomorrow]

    @property
    def has_steps(self) -> bool:
        return bool(self._due)

    @property
    def has_more_steps(self) -> bool:
        return len(self._due) > SHOWN

    @cached_property
    def parts(self) -> list[Part]:
        shown, tomorrow = self._due[:SHOWN], self.today + timedelta(days=1)
        late = [deal for deal in shown if deal.next_step_on and deal.next_step_on < self.today]
        parts = [
            Part("late", _("Late"), late),
            Part("today", _("Today"), [deal for deal in shown if deal.next_step_on == self.today]),
            Part("tomorrow", _("Tomorrow"), [deal for deal in shown if deal.next_step_on == tomorrow]),
        ]
        return [part for part in parts if part.rows or part.name == "today"]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter({part.name: len(part.rows) for part in self.parts})

    @cached_property
    def _days(self) -> list[date]:
        monday = self.today - timedelta(days=self.today.weekday())
        return [monday + timedelta(days=offset) for offset in range(7)]

    @cached_property
    def week(self) -> list[WeekDay]:
        """The seven days from Monday, with the number of steps planned for each."""
        load = Counter(deal.next_step_on for deal in self._planned)
        return [WeekDay(day, load[day], day == self.today) for day in self._days]

    # ── around ──

    @cached_property
    def waiting(self) -> list[Inquiry]:
        """Pending requests that nobody has taken, or that are mine; those who sort them see everybody's."""
        if not policy.may_list(self.person, Inquiry.kind):
            return []
        first = self.leads_with == "requests"
        order, most = ("-received_on", "-pk"), WAITING_FIRST if first else WAITING
        wanted = Inquiry.objects.visible_to(self.person).pending().order_by(*order)
        ranges = [wanted] if first else [wanted.filter(owner=None), wanted.filter(owner=self.person.pk)]
        ids = ids_of([rows.values("pk")[:most] for rows in ranges])
        return list(Inquiry.objects.filter(pk__in=ids).select_related("owner").order_by(*order)[:most])

    # ── money ──

    @cached_property
    def sums(self) -> Sums:
        """Where deals stand and what payments come to."""
        deals = self.has_deals and self.leads_with != "payments" and not self.checklist
        return Sums(self.person, self.today, deals=deals)

    @cached_property
    def expected(self) -> list[Payment]:
        """Payments that are late, and those expected within a week, for those who keep them."""
        if self.leads_with != "payments":
            return []
        soon = Q(status__in=EXPECTED, planned_on__lte=self.today + SOON)
        rows = payments_of(self.person).filter(Q(status="overdue") | soon, planned_on__isnull=False)
        return list(rows.order_by("planned_on", "pk")[:PAYMENTS])

    @cached_property
    def payment_parts(self) -> list[Part]:
        late = [row for row in self.expected if row.planned_on and row.planned_on < self.today]
        soon = [row for row in self.expected if row not in late]
        return [Part("late", _("Late"), late), Part("soon", _("Within a week"), soon)]

    # ── what happened ──

    @cached_property
    def notices(self) -> list[reading.Notice]:
        return [reading.glanced(row, self.titles.get(_key(row.event)), self.person) for row in self.told]

    @cached_property
    def _touched(self) -> list[tuple[str, int]]:
        """What I changed last, each once; those who administer look at the house instead."""
        if self.administers:
            return []
        mine = Event.objects.filter(actor=self.person.pk).order_by("-id").values_list("kind", "record_id")[:LOOKED_AT]
        return [key for key in dict.fromkeys(mine) if contents.knows(key[0])]

    @cached_property
    def recent(self) -> list[Recent]:
        seen = [(key, self.titles[key]) for key in self._touched if key in self.titles][:RECENT]
        return [_recent(kind, pk, title) for (kind, pk), title in seen]

    @cached_property
    def titles(self) -> dict[tuple[str, int], str]:
        """The names of everything that this page only mentions, as far as its reader may see it. One question."""
        companies = [("company", deal.company_id) for deal in self._due[:SHOWN] if deal.company_id]
        deals = [("deal", payment.deal_id) for payment in self.expected]
        return sight.titles([*companies, *deals, *map(_key_of, self.told), *self._touched], self.person)

    # ── the house ──

    @cached_property
    def failed_jobs(self) -> int:
        return Job.objects.failed().count() if self.administers else 0

    @cached_property
    def checklist(self) -> Checklist | None:
        """What is still to be set up, until an administrator puts the list away."""
        wanted = self.administers and self.switches.first_steps and not self.switches.demo
        return Checklist.read(self.switches) if wanted else None

    @property
    def is_empty(self) -> bool:
        """Somebody without any role: there is nothing to do here yet."""
        return not any(policy.may_list(self.person, pages.record.kind) for pages in contents.every())


def _key(event: Event) -> tuple[str, int]:
    return event.kind, event.record_id


def _key_of(notice: Notification) -> tuple[str, int]:
    return _key(notice.event)


def _recent(kind: str, pk: int, title: str) -> Recent:
    pages = contents.pages_of(kind)
    return Recent(title, pages.address(pk), pages.icon)
