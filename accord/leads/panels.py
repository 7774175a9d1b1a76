"""What leads hang on the pages of companies and contacts, and the people and the marketing beside a lead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.contacts.people import at_company, people_of
from accord.leads.models import Lead
from accord.records.declare import Panel, panel

MOST = 50
MOST_OF_COMPANY = 5


def _of(field: str) -> Any:
    def rows(record: Any, person: User) -> Any:
        leads = _all_of(field)(record, person)
        return leads.select_related("owner").order_by("-id")[:MOST]

    return rows


def _all_of(field: str) -> Any:
    return lambda record, person: Lead.objects.visible_to(person).filter(**{field: record})


for place, field in ((Company, "company"), (Contact, "contact")):
    panel(
        Panel(
            on=place,
            name="leads",
            title=_("Leads"),
            template="leads/_tab.html",
            rows=_of(field),
            counts=_all_of(field),
            order=25,
        )
    )


def _people(lead: Lead, person: User) -> Any:
    """The lead's own contacts, the main one first; without one, those of its company."""
    known = Contact.objects.visible_to(person)
    # One set of ids, no join and no OR: those read every contact there is (38 s at two million).
    beside = lead.contacts.through._default_manager.filter(lead=lead.pk).values("contact")
    main = Lead.objects.order_by().filter(pk=lead.pk, contact__isnull=False).values("contact")
    own = list(known.filter(pk__in=beside.union(main, all=True)).order_by("sort_key", "pk")[:MOST])
    if own or lead.company is None:
        return at_company(sorted(own, key=lambda contact: contact.pk != lead.contact_id), lead.company)
    return people_of(lead.company, person, MOST_OF_COMPANY)


panel(
    Panel(
        on=Lead,
        name="contacts",
        title=_("Contacts"),
        template="leads/_contacts.html",
        rows=_people,
        place="side",
        lazy=False,
        order=10,
    )
)
panel(
    Panel(
        on=Lead,
        name="marketing",
        title=_("Marketing"),
        template="leads/_marketing.html",
        rows=lambda lead, person: lead,
        place="side",
        lazy=False,
        order=20,
    )
)
