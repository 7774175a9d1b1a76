"""Whoever gets a request gets with it what belonged to whoever had it before."""

from __future__ import annotations

from typing import Any

from accord.history.models import Actor, Event, after
from accord.history.models.changes import bare
from accord.inquiries.models.inquiry import Inquiry
from accord.records.models import Record

CARRIED = ("owner", "department")
PUT_BACK = ("undone", "restored")
"""What an undo puts back, it puts back for each record by itself."""


@after(Inquiry, "*")
def customers_follow(inquiry: Any, event: Event, by: Actor) -> None:
    """The lead, or the company with its contacts, or the contact who has no company."""
    if event.is_creation or not event.fields() & set(CARRIED):
        return
    company = inquiry.company or (inquiry.contact.company if inquiry.contact else None)
    for record in (inquiry.lead, company, None if company else inquiry.contact):
        if record is not None and record.is_live:
            carry(record, inquiry, event, by=by)


def carry(record: Record, inquiry: Inquiry, event: Event, *, by: Actor) -> None:
    """What is nobody's goes along, and what is of the same owner and department as the request was. What belongs to
    somebody else stays with them; the page of the request says so."""
    if event.verb in PUT_BACK or not all(_goes_along(record, inquiry, event, name) for name in CARRIED):
        return
    new = {name: getattr(inquiry, name) for name in CARRIED if name in event.fields()}
    values = {name: value for name, value in new.items() if value and getattr(record, f"{name}_id") != value.pk}
    if values:
        record.change("went along", by=by, **values)


def _goes_along(record: Record, inquiry: Inquiry, event: Event, name: str) -> bool:
    kept = getattr(record, f"{name}_id")
    former = bare(event.before.get(name)) if name in event.fields() else getattr(inquiry, f"{name}_id")
    return kept is None or kept == former
