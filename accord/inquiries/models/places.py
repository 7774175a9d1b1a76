"""A company that moves takes its requests along."""

from __future__ import annotations

from typing import Any

from accord.contacts.models import Company
from accord.history.models import Actor, Event, after
from accord.inquiries.models.inquiry import Inquiry

PLACE = ("country", "city")
PUT_BACK = ("undone", "restored")
"""What an undo puts back, it puts back for each record by itself."""


@after(Company, "*")
def place_carries_over(company: Any, event: Event, by: Actor) -> None:
    """A new country or city stands in the requests of the company too; deals read it from the company."""
    moved = {name: getattr(company, name) for name in PLACE if name in event.fields()}
    if not moved or event.verb in PUT_BACK or event.is_creation:
        return
    for inquiry in Inquiry.objects.live().filter(company=company).order_by("pk"):
        inquiry.change("moved", by=by, **moved)
