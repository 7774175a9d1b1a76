"""What happens to deals when a lead becomes a client: its deal is opened, and those it had follow it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.accounts.models import User
from accord.deals.models.deal import Deal
from accord.history.models import Actor, Event, after
from accord.kit.errors import NotAllowed
from accord.leads.models import Lead


@after(Lead, "moved to deal", "converted")
def deals_follow(lead: Any, event: Event, by: Actor) -> None:
    """Deals of a lead that knew no client get the company and the contact that it became."""
    known = {"company": lead.company, "contact": lead.contact}
    for deal in Deal.objects.filter(lead=lead).order_by("pk"):
        empty = {name: value for name, value in known.items() if value and not getattr(deal, f"{name}_id")}
        deal.change("followed its lead", by=by, **empty)


@after(Lead, "moved to deal")
def deal_is_opened(lead: Any, event: Event, by: Actor) -> None:
    """Once: a lead that comes back to Deal has its deal already."""
    if Deal.objects.live().filter(lead=lead).exists():
        return
    if isinstance(by.person, User) and not policy.may_add(by.person, Deal.kind):
        raise NotAllowed(_("A deal would be opened, and you may not add deals."))
    Deal.objects.open_from_lead(lead, by=by)
