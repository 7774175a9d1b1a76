"""The list of leads: its columns, filters, marks and the views that come with it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.contacts.pages import entries
from accord.dictionaries.models import ClientType, DisqualificationReason, Industry, InquiryCategory, Source, Tag
from accord.leads.models import Status
from accord.leads.models.status import OPEN
from accord.records.declare import Column, Filter, Mark

COLUMNS = (
    Column("id", _("Number"), sort="id", indexed=True, end=True),
    Column("subject", _("Lead"), show="link", sort="sort_key", indexed=True, narrow="title"),
    Column("status", show="choice", sort="status", narrow="what"),
    Column("stage_name", _("Stage")),
    Column("received_at", show="date", sort="received_at", indexed=True, narrow="when"),
    Column("owner", show="person", sort="owner__last_name", nulls_last=True, with_=("owner",), narrow="who"),
    Column("number_of_users"),
    Column("company", show="record", sort="company__sort_key", nulls_last=True, with_=("company",)),
    Column("name", _("Contact"), edits="first_name"),
    Column("name_title", with_=("name_title",), shown=False),
    Column("email"),
    Column("phone"),
    Column("source", sort="source__name", nulls_last=True, with_=("source",)),
    Column("category", sort="category__name", nulls_last=True, with_=("category",)),
    Column("letter", shown=False),
    Column("purpose", show="choice", sort="purpose", shown=False),
    Column("company_name", sort="company_name", shown=False),
    Column("disqualification_reason", with_=("disqualification_reason",), shown=False),
    Column("amount", show="money", sort="amount", nulls_last=True, end=True, shown=False),
    Column("description", shown=False),
    Column("mobile", shown=False),
    Column("position", shown=False),
    Column("city", narrows="city.is", sort="city", shown=False),
    Column("country", narrows="country", show="country", sort="country", shown=False),
    Column("website", shown=False),
    Column("company_phone", shown=False),
    Column("company_email", shown=False),
    Column("type", sort="type__name", nulls_last=True, with_=("type",), shown=False),
    Column("contact", show="record", with_=("contact",), shown=False),
    Column("started_at", show="date", sort="started_at", nulls_last=True, shown=False),
    Column("co_owner", show="person", with_=("co_owner",), shown=False),
    Column("department", with_=("department",), shown=False),
    Column("last_contact_on", show="date", sort="last_contact_on", nulls_last=True, shown=False),
    Column("created_at", show="date", sort="created_at", shown=False),
    Column("changed_at", show="date", sort="changed_at", shown=False),
)

FILTERS = (
    Filter(
        "state",
        _("State"),
        kind="states",
        states={
            "open": (_("Open"), lambda person: Q(status__in=OPEN)),
            "disqualified": (_("Disqualified"), lambda person: Q(status=Status.DISQUALIFIED)),
            "deal": (_("Deal"), lambda person: Q(status=Status.CONVERTED)),
        },
        counted=True,
    ),
    Filter("status", counted=True),
    Filter("owner", kind="person"),
    Filter("received_at", kind="date"),
    Filter("purpose", folded=True),
    Filter("source", options=entries(Source), folded=True),
    Filter("category", options=entries(InquiryCategory), folded=True),
    Filter("disqualification_reason", options=entries(DisqualificationReason), folded=True),
    Filter("company", kind="link", folded=True),
    Filter("type", options=entries(ClientType), folded=True),
    Filter("industries", _("Industry"), options=entries(Industry), folded=True),
    Filter("country", kind="choice", folded=True),
    Filter("city", kind="text", folded=True),
    Filter("department", kind="department", folded=True),
    Filter("tags", _("Tag"), options=entries(Tag), folded=True),
    Filter("vip", kind="yes", folded=True),
    Filter("takes_mailings", kind="yes", folded=True),
    Filter("started_at", kind="date", folded=True),
    Filter("last_contact_on", kind="date", folded=True),
    Filter("changed_at", kind="date", folded=True),
    Filter("created_at", kind="date", folded=True),
)

MARKS = (
    Mark("stop", _("Disqualified: read the description"), lambda lead: lead.is_disqualified, tone="late"),
    Mark("new", _("Nobody has this lead yet"), lambda lead: lead.owner_id is None and lead.is_open),
    Mark("star", _("VIP"), lambda lead: lead.vip, tone="positive"),
    Mark("mailing", _("Does not receive mailings"), lambda lead: not lead.takes_mailings),
)

VIEWS = (
    (_("My leads"), "state=open&owner=me"),
    (_("Nobody’s yet"), "state=open&owner=nobody"),
    (_("Disqualified"), "state=disqualified"),
    (_("Became deals"), "state=deal"),
    (_("All leads"), "all=1"),
)
