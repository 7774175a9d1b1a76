"""What follows for payments from what happens to their deal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accord.deals.models import Deal
from accord.dictionaries.models import Rate
from accord.history.models import Actor, Event, after
from accord.payments.models.payment import Payment


@after(Deal, "lost", "archived")
def cancel_what_nobody_will_pay(deal: Any, event: Event, by: Actor) -> None:
    """Unpaid payments of a lost deal are cancelled, never deleted; taking the loss back brings them back."""
    reason = str(deal.closing_reason) if deal.closing_reason else ""
    comment = _("The deal was lost: %(reason)s.") % {"reason": reason} if reason else _("The deal was put aside.")
    Payment.objects.of(deal).cancel(comment, by=by)


@after(Payment, "paid", "partially paid")
def keep_the_rate_of_the_day(payment: Any, event: Event, by: Actor) -> None:
    """What the money was worth on the day it came stays known, as approximate until somebody says the official rate."""
    Rate.objects.keep(payment.currency, payment.paid_on, by=by)
