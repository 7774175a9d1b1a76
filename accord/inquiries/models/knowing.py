"""Whom a request is from when nobody was linked: a contact of the known company, else a lead, made by itself."""

from __future__ import annotations

from typing import Any

from accord.contacts.models import Contact
from accord.dictionaries.models import NameTitle
from accord.history.models import Actor, Event, after
from accord.inquiries.models.inquiry import Inquiry
from accord.leads.models import Lead, Status

NAMED = ("first_name", "middle_name", "last_name", "email", "phone", "country", "city")
OF_LEAD = ("subject", "company_name", "website", "source", "category", "description", "co_owner", "department", *NAMED)


@after(Inquiry, "processed")
def somebody_is_known(inquiry: Any, event: Event, by: Actor) -> None:
    """A deal is made of it, and it has to be somebody's."""
    if inquiry.contact_id or inquiry.lead_id:
        return
    if inquiry.company is None:
        inquiry.change("made known", by=by, lead=_make_lead(inquiry, by))
    elif inquiry.first_name:
        inquiry.change("made known", by=by, contact=_make_contact(inquiry, by))


def _make_contact(inquiry: Inquiry, by: Actor) -> Contact:
    named = {name: getattr(inquiry, name) for name in NAMED} | NameTitle.objects.parted(inquiry.first_name)
    contact: Contact = Contact.objects.add(by=by, company=inquiry.company, **named)
    return contact


def _make_lead(inquiry: Inquiry, by: Actor) -> Lead:
    """Somebody asks, so work on it has begun."""
    said = {name: getattr(inquiry, name) for name in OF_LEAD} | NameTitle.objects.parted(inquiry.first_name)
    return Lead.objects.add(
        by=by, owner=inquiry.owner, status=Status.INTEREST, made_by_itself=True, private=inquiry.private, **said
    )


@after(Lead, "moved to deal", "converted")
def requests_follow(lead: Any, event: Event, by: Actor) -> None:
    """What a lead asked, the contact and the company that it became have asked."""
    for inquiry in Inquiry.objects.filter(lead=lead).order_by("pk"):
        inquiry.change("followed its lead", by=by, lead=None, contact=lead.contact, company=lead.company)
