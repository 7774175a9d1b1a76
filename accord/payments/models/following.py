"""What follows for payments from what happens to their deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accord.deals.models import Deal
from accord.dictionaries.models import Rate
from accord.history.models import Actor, Event, after, after_all
from accord.payments.models.payment import Payment


@after_all(Deal, "lost", "archived")
def cancel_what_nobody_will_pay(deals: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
    """Unpaid payments of a lost deal are cancelled, never deleted; taking the loss back brings them back."""
    reasons = {deal.pk: str(deal.closing_reason or "") for deal in deals}
    Payment.objects.live().filter(deal__in=reasons).cancel(lambda payment: _why(reasons[payment.deal_id]), by=by)


def _why(reason: str) -> str:
    return _("The deal was lost: %(reason)s.") % {"reason": reason} if reason else _("The deal was put aside.")


@after(Payment, "paid", "partially paid")
def keep_the_rate_of_the_day(payment: Any, event: Event, by: Actor) -> None:
    """What the money was worth on the day it came stays known, as approximate until somebody says the official rate."""
    Rate.objects.keep(payment.currency, payment.paid_on, by=by)
