"""What the product shows of leads: list, board and page; their parts stand beside this module by subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.pages import NAMES, works_for_oneself
from accord.kit.countries import read_country
from accord.leads import panels, similar
from accord.leads.board import BOARD
from accord.leads.columns import COLUMNS, FILTERS, MARKS, VIEWS
from accord.leads.forms import LeadForm
from accord.leads.models import Lead
from accord.leads.verbs import TOLD, VERBS
from accord.records.declare import Fields, RecordPages, each_with_all

__all__ = ["LeadPages", "panels"]

COMPANY = ["company_name", "website", "company_phone", "company_email", "company_address", "type", "industries"]
MARKETING = ["source", "category", "site_page", "site_email", "google_id", "yandex_id", "letter"]


class LeadPages(RecordPages[Lead]):
    record = Lead
    path = "leads"
    icon = "lead"
    help = "leads"
    intro = _("A lead is somebody who may become a client. Add the first one: what it is about, or a name, is enough.")

    columns = COLUMNS
    filters = FILTERS
    marks = MARKS
    sort = ("-received_at",)
    find = (
        "subject", "first_name", "middle_name", "last_name", "email", "second_email", "phone", "mobile", "other_phone",
        "company_name", "company_email", "company_phone", "city", "address", "description",
    )  # fmt: skip
    views = VIEWS
    board = BOARD

    header = "leads/_header.html"
    head_fields = (
        "subject", "status", "name_title", "first_name", "middle_name", "last_name", "company", "company_name",
        "country", "city", "email", "second_email", "website", "amount", "currency", "owner", "co_owner", "private",
        "received_at", "vip", "takes_mailings", "disqualification_reason",
    )  # fmt: skip
    overview = "leads/_overview.html"
    related = (
        "company", "contact", "type", "source", "category", "disqualification_reason", "owner", "co_owner",
        "department",
    )  # fmt: skip
    properties = (
        Fields(
            _("Lead"),
            ["company", "contact", "disqualification_reason", "purpose", "number_of_users", "amount", "started_at"],
        ),
        Fields(_("Person"), ["name_title", "name", "position", "division", "email", "phone", "mobile", "messengers"]),
        Fields(_("Their company"), COMPANY),
        Fields(
            _("More"),
            [
                "contacts", "second_email", "other_phone", "country", "region", "district", "city", "address", "sex",
                "born_on", "tags", "last_contact_on", "takes_mailings", "vip", "received_at",
            ],
            folded=True,
        ),
    )  # fmt: skip
    verbs = VERBS
    decided_by = ("status",)
    told = TOLD

    form = LeadForm
    together = {**RecordPages.together, **NAMES, **each_with_all("company", "contact")}
    fields = (
        Fields(_("Lead"), ["subject", "purpose", "amount", "currency", "number_of_users"]),
        Fields(
            _("Person"),
            [
                "name_title", "first_name", "middle_name", "last_name", "position", "division", "email", "phone",
                "mobile",
            ],
        ),
        Fields(_("Company"), [*COMPANY, "company", "contact", "contacts"]),
        Fields(_("About"), ["description", "tags", "vip", "takes_mailings"]),
        Fields(_("Marketing"), MARKETING, folded=True),
        Fields(
            _("Personal"),
            [
                "other_phone", "second_email", "messengers", "country", "region", "district", "city", "address", "sex",
                "born_on", "last_contact_on", "namesake",
            ],
            folded=True,
        ),
        Fields(_("Responsible"), ["owner", "co_owner", "watchers", "department", "private"], folded=True),
    )  # fmt: skip
    bulk_fields = ("owner", "co_owner", "source", "category", "tags", "takes_mailings", "vip")
    imports = ("status", "disqualification_reason", "received_at")
    called = {
        "subject": ("lead", "lead name", "name", "title", "topic", "лид", "название", "тема"),
        "name_title": ("salutation", "honorific", "name prefix", "form of address", "обращение", "титул"),
        "company_name": ("company", "account", "organization", "organisation", "компания", "организация"),
        "status": ("lead status", "stage", "статус"),
        "received_at": ("created", "created date", "received", "дата создания"),
    }
    readers = {"country": read_country}

    def default_filters(self, person: User) -> dict[str, list[str]]:
        """Disqualified leads and deals are out of the way; those who sell see their own."""
        mine = {"owner": ["me"]} if works_for_oneself(person, Lead.kind) else {}
        return {"state": ["open"], **mine}

    def leads_on(self, record: Lead) -> bool:
        """To the contact or company that it was converted into; a lead that became a deal stays where it is."""
        return record.is_converted

    def hints(self, values: dict[str, Any], person: User) -> Sequence[Any]:
        return similar.hints(values, person)
