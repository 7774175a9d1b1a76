"""The payment: its fields, and what it takes from its deal."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Company
from accord.deals.models import Deal
from accord.history.models import Actor
from accord.kit.fields import plain_line
from accord.kit.money import half_up
from accord.payments import rights
from accord.payments.models.paying import PROMISED, Certainty, Paying, PayingQuerySet, Status, check_not_ahead
from accord.records.models import Record

__all__ = ["Certainty", "Payment", "PaymentQuerySet", "Status"]


class PaymentQuerySet(PayingQuerySet["Payment"]):
    def of(self, deal: Deal) -> PaymentQuerySet:
        return self.live().filter(deal=deal)


class Payment(Paying):
    """Money for a deal. Who may see and change it follows from the deal."""

    kind = "payment"
    parent_field = "deal"
    found_through = ("deal", "payer")
    limits = rights.LIMITS

    purpose = models.CharField(_("what for"), max_length=120, blank=True, validators=[plain_line])
    deal = models.ForeignKey(Deal, verbose_name=_("deal"), on_delete=models.CASCADE, related_name="payments")
    payer = models.ForeignKey(
        Company, verbose_name=_("payer"), null=True, blank=True, on_delete=models.SET_NULL, related_name="payments"
    )
    contract_number = models.CharField(_("contract number"), max_length=40, blank=True, validators=[plain_line])
    invoice_number = models.CharField(_("invoice number"), max_length=40, blank=True, validators=[plain_line])
    order_number = models.CharField(_("order number"), max_length=40, blank=True, validators=[plain_line])
    through_representation = models.BooleanField(_("through a representative office"), default=False)

    objects: ClassVar[PaymentQuerySet] = PaymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        constraints = [*Paying.Meta.constraints]
        indexes = [
            *Record.Meta.indexes,
            # The board and the sums below the list, policy included (decision 24).
            models.Index(
                fields=[
                    "status",
                    "currency",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="payment_board_figures",
                condition=models.Q(deleted_at=None),
            ),
            # What has come, by day and currency, policy included: the income of two years from the index alone.
            models.Index(
                fields=[
                    "paid_on",
                    "currency",
                    "received",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="payment_received_figures",
                condition=models.Q(deleted_at=None, received__gt=0),
            ),
            # What is promised, by day, and what it comes to: a small part of all payments, policy included.
            models.Index(
                fields=[
                    "planned_on",
                    "id",
                    "status",
                    "certainty",
                    "currency",
                    "amount",
                    "received",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                ],
                name="payment_promised_figures",
                condition=models.Q(deleted_at=None, status__in=PROMISED),
            ),
            # What all of them come to by day, as conversion needs it, policy included.
            models.Index(
                fields=[
                    "date_sort",
                    "currency",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="payment_day_figures",
                condition=models.Q(deleted_at=None),
            ),
            models.Index(
                fields=["status", "date_sort", "id"], name="payment_board", condition=models.Q(deleted_at=None)
            ),
            models.Index(fields=["date_sort", "id"], name="payment_date"),
        ]

    def __str__(self) -> str:
        return self.purpose or str(_("Payment %(number)s") % {"number": self.pk or ""}).strip()

    # ── asking ──

    @property
    def share(self) -> Decimal | None:
        """Percent of the deal's amount; None where the deal has no amount or another currency."""
        if not self.deal.amount or self.deal.currency != self.currency:
            return None
        return half_up(self.amount * 100 / self.deal.amount, 0)

    def search_text(self) -> str:
        return " ".join(filter(None, [self.contract_number, self.invoice_number, self.order_number, self.comment]))

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        """Currency and payer are the deal's unless somebody says otherwise."""
        super().begin(by=by)
        if self.paid_on is not None:
            check_not_ahead(self.paid_on, by)
        self.currency = self.currency or self.deal.currency
        if self.payer_id is None:
            self.payer = self.deal.company
