"""The deal of a request goes along with it."""

from __future__ import annotations

from typing import Any

from accord.deals.models.deal import Deal
from accord.history.models import Actor, Event, after
from accord.inquiries.models import Inquiry, carry


@after(Inquiry, "*")
def deal_goes_along(inquiry: Any, event: Event, by: Actor) -> None:
    """A new owner or department of the request, as for its lead, company and contact. What was only just recognised
    has no deal yet."""
    if event.is_creation or event.verb == "matched" or not event.fields() & {"owner", "department"}:
        return
    for deal in Deal.objects.live().filter(inquiry=inquiry):
        carry(deal, inquiry, event, by=by)
