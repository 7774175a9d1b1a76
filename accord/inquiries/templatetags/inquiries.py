"""What the page of a request shows of its matches."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.inquiries.models import Candidate, Inquiry, reading
from accord.leads.models import Lead

register = template.Library()


@register.simple_tag
def matches_of(inquiry: Inquiry, reader: User) -> reading.Matches:
    return reading.matches(inquiry, reader)


@register.simple_tag
def belongs_to_another(inquiry: Inquiry, reader: User) -> Any:
    """The owner of the linked client, where that is neither the reader nor the owner of the request (DC-101)."""
    return reading.another_owner(inquiry, reader)


@register.inclusion_tag("inquiries/_of_customer.html")
def requests_of_customer(inquiry: Inquiry, reader: User) -> dict[str, Any]:
    """How often this customer has asked, with a link to all of it (DC-100)."""
    count, shown_by = reading.asked_by_customer(inquiry, reader)
    return {"count": count, "shown_by": shown_by, "subsequent": inquiry.subsequent}


@register.filter
def said(reason: Candidate) -> str:
    return reading.said(reason)


@register.filter
def about(record: Company | Contact | Lead) -> list[str]:
    """What tells a company, a contact or a lead from its namesakes."""
    if isinstance(record, Lead):
        return [_("Lead"), str(record.name), record.company_name, record.place]
    if isinstance(record, Contact):
        return [record.position, str(record.company or ""), record.place]
    return [record.place, record.tax_number]
