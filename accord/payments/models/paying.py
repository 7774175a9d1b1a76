"""The way of a payment: planned, confirmed, overdue, partly paid, paid, cancelled, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.history.models import Actor, Outcome
from accord.history.models.changeable import BATCH
from accord.kit.errors import RuleBroken
from accord.kit.fields import RichTextField, plain_text
from accord.kit.literals import literally
from accord.kit.money import AmountField, CurrencyField, Money
from accord.records.models import Record, RecordQuerySet

R = TypeVar("R", bound="Paying")

FAR = date.max


class Status(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    PLANNED = "planned", gettext_lazy("Planned")
    CONFIRMED = "confirmed", gettext_lazy("Confirmed")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    PARTIALLY_PAID = "partially_paid", gettext_lazy("Partially paid")
    PAID = "paid", gettext_lazy("Paid")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


class Certainty(models.TextChoices):
    """How sure we are of money that has not come yet."""

    GUARANTEED = "guaranteed", gettext_lazy("Guaranteed")
    HIGH = "high", gettext_lazy("High")
    LOW = "low", gettext_lazy("Low")


UNPAID = (Status.DRAFT, Status.PLANNED, Status.CONFIRMED, Status.OVERDUE, Status.PARTIALLY_PAID)
AWAITED = (Status.PLANNED, Status.CONFIRMED)
PROMISED = (Status.PLANNED, Status.CONFIRMED, Status.OVERDUE, Status.PARTIALLY_PAID)
"""What somebody has promised; a draft is not a promise."""


class PayingQuerySet(RecordQuerySet[R]):
    def unpaid(self) -> Self:
        """Money still to come, in part or whole."""
        return self.filter(status__in=UNPAID)

    def promised(self) -> Self:
        """Money that somebody has said will come, and when."""
        return self.filter(status__in=literally(PROMISED))

    def paid(self) -> Self:
        return self.filter(status=Status.PAID)

    def overdue(self) -> Self:
        return self.filter(status=Status.OVERDUE)

    def falling_due(self, *, on: date) -> Self:
        """Awaited before that day, and not here."""
        return self.live().filter(status__in=AWAITED, planned_on__lt=on)

    def mark_overdue(self, *, on: date, by: Actor) -> Outcome:
        return self.falling_due(on=on).change_all("overdue", by=by, status=Status.OVERDUE)

    def cancel(self, why: Callable[[R], str], *, by: Actor) -> None:
        """Cancel every unpaid one of this set, each keeping its own comment above the reason."""
        unpaid = list(self.unpaid().select_for_update(of=("self",)).order_by("pk"))
        for start in range(0, len(unpaid), BATCH):
            batch = unpaid[start : start + BATCH]
            comments = ["\n".join(filter(None, [payment.comment, why(payment)])) for payment in batch]
            values = [{"status": Status.CANCELLED, "comment": comment} for comment in comments]
            self.model._default_manager.change_each(zip(batch, values, strict=True), "cancelled", by=by)


class Paying(Record):
    """One status line, whose rules stand in the table, so that they hold whatever the door."""

    amount = AmountField(gettext_lazy("amount"))
    received = AmountField(gettext_lazy("received"), default=Decimal(0), editable=False)
    currency = CurrencyField(gettext_lazy("currency"), blank=True)
    status = models.CharField(
        gettext_lazy("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    certainty = models.CharField(gettext_lazy("certainty"), max_length=12, choices=Certainty, default=Certainty.HIGH)
    planned_on = models.DateField(gettext_lazy("planned for"), null=True, blank=True)
    paid_on = models.DateField(gettext_lazy("paid on"), null=True, blank=True, editable=False)
    comment = RichTextField(gettext_lazy("comment"), blank=True, validators=[plain_text])
    date_sort = models.DateField(default=FAR, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="payment_planned_with_day",
                condition=~models.Q(status=Status.PLANNED) | models.Q(planned_on__isnull=False),
                violation_error_message=gettext_lazy("A planned payment needs a planned date."),
            ),
            models.CheckConstraint(
                name="payment_paid_with_day",
                condition=~models.Q(status=Status.PAID) | models.Q(paid_on__isnull=False),
                violation_error_message=gettext_lazy("A paid payment needs the date when it was paid."),
            ),
            models.CheckConstraint(
                name="payment_cancelled_with_comment",
                condition=~models.Q(status=Status.CANCELLED) | ~models.Q(comment=""),
                violation_error_message=gettext_lazy("A cancelled payment needs a comment."),
            ),
            models.CheckConstraint(
                name="payment_amount_positive",
                condition=models.Q(amount__gt=0),
                violation_error_message=gettext_lazy("The amount of a payment is more than nothing."),
            ),
            models.CheckConstraint(
                name="payment_received_within_amount",
                condition=models.Q(received__gte=0, received__lte=models.F("amount")),
                violation_error_message=gettext_lazy("More has been received than this amount."),
            ),
        ]

    # ── asking ──

    @property
    def is_unpaid(self) -> bool:
        return self.status in UNPAID

    @property
    def is_promised(self) -> bool:
        return self.status in PROMISED

    @property
    def awaits_its_day(self) -> bool:
        """Whether `day` is one on which money is promised, not one on which some has come."""
        return self.is_promised and self.paid_on is None

    @property
    def is_paid(self) -> bool:
        return self.status == Status.PAID

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def outstanding(self) -> Money:
        """What is still to come; nothing once it is cancelled."""
        return Money(self.amount - self.received if self.is_unpaid else Decimal(0), self.currency)

    @property
    def day(self) -> date | None:
        """The day that counts: when it was paid, else when it is planned."""
        return self.paid_on or self.planned_on

    # ── verbs ──

    def plan(self, on: date | None = None, *, by: Actor) -> None:
        """Expect the money on a day."""
        self._check_unpaid()
        on = on or self.planned_on
        if on is None:
            raise RuleBroken(
                _("A planned payment needs a planned date."), fields={"planned_on": _("Enter the planned date.")}
            )
        self.change("planned", by=by, status=Status.PLANNED, planned_on=on)

    def confirm(self, *, by: Actor) -> None:
        """The payer has promised."""
        self._check_unpaid()
        self.change("confirmed", by=by, status=Status.CONFIRMED)

    def pay(self, *, by: Actor, on: date | None, amount: Decimal | None = None) -> None:
        """Money has come: all that is outstanding, or a part of it."""
        self._check_unpaid()
        if on is None:
            raise RuleBroken(
                _("A paid payment needs the date when it was paid."), fields={"paid_on": _("Enter the date.")}
            )
        check_not_ahead(on, by)
        part = self.outstanding.amount if amount is None else amount
        if not 0 < part <= self.outstanding.amount:
            raise RuleBroken(
                _("%(outstanding)s are outstanding.") % {"outstanding": self.outstanding},
                fields={"amount": _("Between nothing and what is outstanding.")},
            )
        received = self.received + part
        status = Status.PAID if received == self.amount else Status.PARTIALLY_PAID
        verb = "paid" if status is Status.PAID else "partially paid"
        self.change(verb, by=by, status=status, paid_on=on, received=received)

    def cancel(self, *, by: Actor, comment: str) -> None:
        """The money will not come; the comment says why."""
        self._check_unpaid()
        if not comment.strip():
            raise RuleBroken(_("A cancelled payment needs a comment."), fields={"comment": _("Say why.")})
        self.change("cancelled", by=by, status=Status.CANCELLED, comment=comment)

    def reopen(self, *, by: Actor) -> None:
        """Back among the expected ones. What was booked as paid is taken back, what came in part stays."""
        if self.is_unpaid:
            raise RuleBroken(_("This payment is open."))
        received = Decimal(0) if self.is_paid else self.received
        paid_on = self.paid_on if received else None
        self.change("reopened", by=by, status=self._status_before(received), received=received, paid_on=paid_on)

    def put_into(self, status: Status, *, by: Actor, **given: Any) -> None:
        """The verb that a column of the board, or a value in an import, stands for."""
        if status == self.status:
            return
        if not self.is_unpaid and status in (Status.DRAFT, Status.PLANNED):
            self.reopen(by=by)
        match status:
            case Status.PLANNED:
                self.plan(given.get("planned_on"), by=by)
            case Status.CONFIRMED:
                self.confirm(by=by)
            case Status.PAID | Status.PARTIALLY_PAID:
                self.pay(by=by, on=given.get("paid_on"), amount=given.get("amount"))
            case Status.CANCELLED:
                self.cancel(by=by, comment=given.get("comment", ""))
            case Status.DRAFT if self.status != Status.DRAFT:
                self.change("drafted", by=by, status=Status.DRAFT)
            case Status.OVERDUE:
                raise RuleBroken(_("A payment becomes overdue by itself when its date has passed."))

    # ── hooks ──

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "date_sort": self.day or FAR}

    # ── private ──

    def _check_unpaid(self) -> None:
        if self.is_paid:
            raise RuleBroken(_("This payment has already been paid."))
        if self.is_cancelled:
            raise RuleBroken(_("This payment is cancelled. Reopen it first."))

    def _status_before(self, received: Decimal) -> Status:
        if received:
            return Status.PARTIALLY_PAID
        return Status.PLANNED if self.planned_on else Status.DRAFT


def check_not_ahead(day: date, by: Actor) -> None:
    """Money comes today or has come."""
    if day > by.today():
        raise RuleBroken(_("Money cannot have come in the future."), fields={"paid_on": _("In the future.")})
