"""The form of a payment, and what its verbs ask first: a day, a part of the amount, a comment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.deals.models import Deal
from accord.kit.amounts import ScaledFormField
from accord.kit.numbers import as_id
from accord.payments.models import Balance, Payment
from accord.records.asking import VerbForm
from accord.records.forms import RecordForm


class PaymentForm(RecordForm[Payment]):
    """Opened from a deal it proposes what is still uncovered, and the numbers of the last payment."""

    class Meta:
        model = Payment
        fields = (
            "deal", "purpose", "amount", "currency", "planned_on", "certainty", "payer",
            "through_representation", "comment", "contract_number", "invoice_number", "order_number",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if self.is_new:
            self._propose()

    def add(self, *, by: Any) -> Payment:
        """With a date it is planned, without one a draft."""
        payment = super().add(by=by)
        if payment.planned_on:
            payment.plan(by=by)
        return payment

    def _propose(self) -> None:
        deal = self._deal()
        if deal is None:
            return
        balance = Balance.of(deal, to=self.person)
        proposed: dict[str, Any] = {"currency": deal.currency, "payer": deal.company_id}
        if balance.unplanned:
            proposed["amount"] = balance.unplanned.amount
        last = max(balance.payments, key=lambda payment: payment.pk, default=None)
        for name in ("contract_number", "invoice_number", "order_number", "through_representation"):
            proposed[name] = getattr(last, name, "")
        for name, value in proposed.items():
            self.initial.setdefault(name, value)

    def _deal(self) -> Deal | None:
        pk = as_id(str(self.initial.get("deal") or ""))
        return Deal.objects.visible_to(self.person).filter(pk=pk).first() if pk else None


class PlanForm(VerbForm[Payment]):
    """When the money is expected."""

    model = Payment

    def prepare(self) -> None:
        self.ask_for("planned_on")


class PayForm(VerbForm[Payment]):
    """When it came, and how much of it."""

    model = Payment

    paid_on = forms.DateField(label=_("Paid on"))
    amount = ScaledFormField(label=_("Amount received"), help_text=_("A part of it leaves the rest expected."))

    def prepare(self) -> None:
        self.initial.setdefault("paid_on", self.person.acting().today())
        if self.record is None:
            del self.fields["amount"]
        else:
            self.initial.setdefault("amount", self.record.outstanding.amount)

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > self.person.acting().today():
            raise forms.ValidationError(_("Money cannot have come in the future."))
        return day

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if self.record is not None and not 0 < amount <= self.record.outstanding.amount:
            raise forms.ValidationError(
                _("%(outstanding)s are outstanding."), params={"outstanding": self.record.outstanding}
            )
        return amount


class CancelForm(VerbForm[Payment]):
    """Why the money will not come."""

    model = Payment

    def prepare(self) -> None:
        self.ask_for("comment")
