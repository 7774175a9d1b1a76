"""Opening a deal from a request or a lead: once, with everything that is known there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accord.catalogue.models import Product
from accord.contacts.models import Company, Contact
from accord.dictionaries.models import NameTitle
from accord.history.models import Actor
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead
from accord.preferences import switches
from accord.records.models import Record, RecordQuerySet

R = TypeVar("R", bound=Record)

LONGEST_PRODUCT = 250


class OpeningQuerySet(RecordQuerySet[R]):
    def opened_from(self, inquiry: Inquiry) -> R | None:
        """The live deal of this request, if there is one."""
        return self.live().filter(inquiry=inquiry).first()

    def open_from(self, inquiry: Inquiry, *, by: Actor, making: bool = False, **values: Any) -> R:
        """Open the deal of this request, once, and mark the request as processed.

        `making` makes a company and a contact from what the request says, where it has none.
        """
        if self.opened_from(inquiry):
            raise RuleBroken(_("A deal has already been opened from this request."))
        check_complete(inquiry)
        with transaction.atomic():
            if making:
                make_known(inquiry, by=by)
            if not inquiry.is_processed:
                inquiry.process(by=by)
            deal: R = self.add(by=by, verb="opened", **{**taken_over(inquiry, by), **values})
        return deal

    def open_from_lead(self, lead: Lead, *, by: Actor) -> R:
        """Open the deal of this lead, once, with its data."""
        if self.live().filter(lead=lead).exists():
            raise RuleBroken(_("A deal has already been opened from this lead."))
        if not lead.is_converted:
            raise RuleBroken(_("Move the lead to Deal first."))
        deal: R = self.add(by=by, verb="opened from lead", **taken_over_from_lead(lead, by))
        return deal


def check_complete(inquiry: Inquiry) -> None:
    """What has to be known before: the country where a department works globally, the product where it sells some."""
    home = inquiry.department
    if home and home.works_globally and not inquiry.country:
        raise RuleBroken(_("Enter the country first: this department works all over the world."))
    if home and not inquiry.wants and Product.objects.offered().filter(department=home).exists():
        raise RuleBroken(_("Enter first which products they want: this department sells from a catalogue."))


def first_step() -> str:
    """What is done first with a deal that comes from elsewhere, as administrators say."""
    return switches.load().first_step or _("Establish the first contact with the client.")


def taken_over_from_lead(lead: Lead, by: Actor) -> dict[str, Any]:
    """What a deal takes from its lead: everything but what the lead keeps showing on the deal's page."""
    same = (
        "owner", "co_owner", "department", "private", "company", "contact", "source", "category", "description",
        "number_of_users", "currency",
    )  # fmt: skip
    return {
        "lead": lead,
        "name": lead.subject,
        "amount": lead.amount or 0,
        "contacts": list(lead.contacts.all()),
        "tags": list(lead.tags.all()),
        "watchers": lead.facets["watchers"].read(lead),
        "next_step": first_step(),
        "next_step_on": first_contact_day(by.today()),
        **{name: getattr(lead, name) for name in same},
    }


def taken_over(inquiry: Inquiry, by: Actor) -> dict[str, Any]:
    """What a deal takes from its request."""
    return {
        "inquiry": inquiry,
        "name": inquiry.subject,
        "ticket": inquiry.ticket,
        "owner": inquiry.owner or by.person,
        "co_owner": inquiry.co_owner,
        "department": inquiry.department,
        "contact": inquiry.contact,
        "company": inquiry.company,
        "lead": inquiry.lead,
        "source": inquiry.source,
        "category": inquiry.category,
        "product": ", ".join(inquiry.wants)[:LONGEST_PRODUCT],
        "description": inquiry.remark,
        "next_step": first_step(),
        "next_step_on": first_contact_day(by.today()),
    }


def make_known(inquiry: Inquiry, *, by: Actor) -> None:
    """Company and contact from what the request says; it is linked to them. What is linked already stays."""
    owner = inquiry.owner or by.person
    place = {"country": inquiry.country, "city": inquiry.city}
    common: dict[str, Any] = {"owner": owner, "department": inquiry.department, **place}
    company, contact = inquiry.company, inquiry.contact
    if company is None and contact is None and inquiry.company_name:
        company = Company.objects.add(by=by, name=inquiry.company_name, website=inquiry.website, **common)
    if contact is None and inquiry.first_name:
        named = {name: getattr(inquiry, name) for name in ("middle_name", "last_name", "email", "phone")}
        named |= NameTitle.objects.parted(inquiry.first_name)
        contact = Contact.objects.add(by=by, company=company, **named, **common)
    inquiry.change("linked", by=by, company=company, contact=contact)


def first_contact_day(today: date) -> date:
    """Tomorrow; on Friday and Saturday, Monday."""
    return today + timedelta(days={4: 3, 5: 2}.get(today.weekday(), 1))
