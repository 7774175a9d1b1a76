"""What deals hang on the pages of other records, and the people beside a deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.accounts.models import User
from accord.catalogue.models import Product
from accord.contacts.models import Company, Contact
from accord.contacts.people import at_company
from accord.deals.models import Deal, DealLine, QualityEvent, Totals
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.records.declare import Panel, panel


def _of(field: str) -> Any:
    def rows(record: Any, person: User) -> Any:
        deals = _all_of(field)(record, person)
        return deals.select_related("company", "owner", "stage", "stage__group").order_by("-id")[:50]

    return rows


def _all_of(field: str) -> Any:
    return lambda record, person: Deal.objects.visible_to(person).filter(**{field: record})


for place, field in ((Company, "company"), (Contact, "contact"), (Inquiry, "inquiry"), (Lead, "lead")):
    panel(
        Panel(
            on=place,
            name="deals",
            title=_("Deals"),
            template="deals/_tab.html",
            rows=_of(field),
            counts=_all_of(field),
            order=20,
        )
    )


@dataclass(frozen=True)
class Lines:
    """The products and services of a deal, and what they come to."""

    rows: list[DealLine]
    totals: Totals
    may_write: bool


def _lines(deal: Deal, person: User) -> Lines:
    rows = list(DealLine.objects.in_order().filter(deal=deal).with_names())
    for line in rows:
        line.deal = deal
    return Lines(rows, Totals.of(rows, deal.currency), _writes(deal, person, "amount"))


panel(
    Panel(
        on=Deal,
        name="lines",
        title=_("Products and services"),
        template="deals/_lines.html",
        rows=_lines,
        counts=lambda deal, person: DealLine.objects.live().filter(deal=deal),
        order=10,
    )
)


def _events(deal: Deal, person: User) -> Any:
    return QualityEvent.objects.live().filter(deal=deal)


def _quality(deal: Deal, person: User) -> dict[str, Any]:
    events = _events(deal, person).select_related("signal", "created_by")
    return {"events": events, "may_write": _writes(deal, person, "description")}


def _writes(deal: Deal, person: User, field: str) -> bool:
    allowed = policy.writable_fields(person, deal)
    return allowed is None or field in allowed


panel(
    Panel(
        on=Deal,
        name="quality",
        title=_("Quality"),
        template="deals/_quality.html",
        rows=_quality,
        counts=_events,
        order=60,
    )
)


def _log(deal: Deal, person: User) -> dict[str, Any]:
    return {"stages": deal.stage_dates(), "steps": deal.step_log()}


panel(Panel(on=Deal, name="log", title=_("Stages and steps"), template="deals/_log.html", rows=_log, order=70))


def _having(product: Product, person: User) -> Any:
    """The deals that have this product."""
    having = DealLine.objects.live().filter(product=product).values("deal")
    return Deal.objects.visible_to(person).filter(pk__in=having)


def _sold(product: Product, person: User) -> Any:
    deals = _having(product, person)
    return deals.select_related("company", "owner", "stage", "stage__group").order_by("-id")[:50]


panel(
    Panel(
        on=Product,
        name="deals",
        title=_("Deals"),
        template="deals/_tab.html",
        rows=_sold,
        counts=_having,
        order=20,
    )
)


def _opening(inquiry: Inquiry, person: User) -> dict[str, Any]:
    """The deal of this request, or whether one may be opened; nothing where neither is the case."""
    deal = Deal.objects.visible_to(person).filter(inquiry=inquiry).select_related("stage").first()
    may_open = policy.may_add(person, Deal.kind) and inquiry.is_editable_by(person) and _waits_for_deal(inquiry)
    if deal is None and not may_open:
        return {}
    known = inquiry.is_linked or not (inquiry.company_name or inquiry.first_name)
    return {"deal": deal, "may_make": not known}


def _waits_for_deal(inquiry: Inquiry) -> bool:
    return inquiry.is_pending or inquiry.is_processed


panel(
    Panel(
        on=Inquiry,
        name="open-deal",
        title=_("Deal"),
        template="deals/_open.html",
        rows=_opening,
        place="side",
        lazy=False,
        order=5,
    )
)


MOST_PEOPLE = 20
MOST_OF_COMPANY = 5


def _people(deal: Deal, person: User) -> Any:
    """The deal's own contacts, the main one first; without one, those of its company. Asked for together."""
    named = Contact.objects.order_by().filter(pk__in=[deal.contact_id or 0, deal.partner_id or 0]).values("pk")
    beside = Deal.contacts.through.objects.filter(deal=deal).values("contact")
    own = Q(pk__in=named.union(beside, all=True))
    ids = named.union(beside, *Contact.objects.branches_at(deal.company_id or 0), all=True)
    known: Any = Contact.objects.visible_to(person).filter(pk__in=ids)
    known = known.annotate(is_other=Case(When(own, then=0), default=1))
    people = list(known.main_first(deal.company_id, after=("is_other",))[:MOST_PEOPLE])
    mine = [contact for contact in people if not contact.is_other]
    mine.sort(key=lambda contact: contact.pk != deal.contact_id)
    return at_company(mine or people[:MOST_OF_COMPANY], deal.company)


panel(
    Panel(
        on=Deal,
        name="contacts",
        title=_("Contacts"),
        template="deals/_contacts.html",
        rows=_people,
        place="side",
        lazy=False,
        order=10,
    )
)


def _of_lead(lead: Lead, person: User) -> dict[str, Any]:
    """The deal of this lead, or whether one may be opened; nothing where neither is the case."""
    deal = Deal.objects.visible_to(person).filter(lead=lead).select_related("stage").order_by("pk").first()
    if deal is not None:
        return {"deal": deal}
    return {"may_open": True} if lead.is_converted and _may_open_for(lead, person) else {}


def _may_open_for(lead: Lead, person: User) -> bool:
    return policy.may_add(person, Deal.kind) and lead.is_editable_by(person)


panel(
    Panel(
        on=Lead,
        name="deal",
        title=_("Deal"),
        template="deals/_of_lead.html",
        rows=_of_lead,
        place="side",
        lazy=False,
        order=5,
    )
)


def _marketing(deal: Deal, person: User) -> dict[str, Any]:
    """Category and source are the deal's own; the rest is read from its lead."""
    lead = Lead.objects.visible_to(person).filter(pk=deal.lead_id).first() if deal.lead_id else None
    shown = any((deal.category_id, deal.source_id, deal.number_of_users, lead))
    return {"deal": deal, "lead": lead} if shown else {}


panel(
    Panel(
        on=Deal,
        name="marketing",
        title=_("Marketing"),
        template="deals/_marketing.html",
        rows=_marketing,
        place="side",
        lazy=False,
        order=20,
    )
)
