"""What a deal has brought in and what is still to come, each currency for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accord.accounts.models import User
from accord.deals.models import Deal
from accord.kit.money import Money, sums_by_currency
from accord.payments.models.payment import Payment, PaymentQuerySet


@dataclass(frozen=True)
class Balance:
    """The payments of one deal as one person sees them."""

    deal: Deal
    payments: Sequence[Payment]

    @classmethod
    def of(cls, deal: Deal, *, to: User) -> Balance:
        rows: PaymentQuerySet = Payment.objects.of(deal).visible_to(to)
        payments = list(rows.select_related("payer", "owner").order_by("date_sort", "pk"))
        for payment in payments:
            payment.deal = deal
        return cls(deal, payments)

    @property
    def paid(self) -> list[Money]:
        return self._sums([Money(payment.received, payment.currency) for payment in self.payments])

    @property
    def expected(self) -> list[Money]:
        """What payments still promise; where there is none, what the deal's amount leaves open."""
        return self._sums([payment.outstanding for payment in self.payments])

    @property
    def unplanned(self) -> Money:
        """What no payment of this deal covers, in the deal's currency."""
        covered = [
            payment.received if payment.is_cancelled else payment.amount
            for payment in self.payments
            if payment.currency == self.deal.currency
        ]
        return Money(max(self.deal.amount - sum(covered, Decimal(0)), Decimal(0)), self.deal.currency)

    @property
    def percent(self) -> int | None:
        """The paid share of the deal's amount, counted in the deal's currency."""
        if not self.deal.amount:
            return None
        paid = sum((p.received for p in self.payments if p.currency == self.deal.currency), Decimal(0))
        return min(100, int(paid * 100 / self.deal.amount))

    def _sums(self, moneys: list[Money]) -> list[Money]:
        return [money for money in sums_by_currency(moneys).values() if money]
