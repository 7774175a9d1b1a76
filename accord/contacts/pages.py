"""What the product shows of companies and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.policy import Scope
from accord.access.words import Reach, Right
from accord.accounts.models import User
from accord.contacts import kinds, similar
from accord.contacts.forms import CompanyForm, ContactForm
from accord.contacts.further import FurtherCompanies
from accord.contacts.models import PARTS, Company, Contact, Relation
from accord.contacts.people import at_companies, companies_of, people_of
from accord.dictionaries.models import ClientType, Industry, Source, Tag
from accord.kit.countries import read_country
from accord.records.declare import Column, Fields, Filter, Mark, Panel, RecordPages, Text, Verb, each_with_all, panel


def entries(model: Any) -> Any:
    """What a filter offers of a directory: all that is live, so that old records are found by old words."""

    def options(person: User) -> Sequence[tuple[str, Text]]:
        return [(str(entry.pk), str(entry)) for entry in model.objects.live()]

    return options


def works_for_oneself(person: User, kind: str) -> bool:
    """Whoever may change only their own records opens their lists with their own."""
    return Scope(person, kind).reach(Right.CHANGE) is Reach.OWN


REQUISITES = [
    "legal_form", "tax_number", "branch_code", "registration_number", "statistics_code", "insurance_number", "gln",
    "born_on", "identity_document", "identity_document_issued", "head", "head_position", "head_authority",
    "head_genitive", "postal_address",
]  # fmt: skip
BANK = ["bank", "bank_code", "swift", "bank_account", "correspondent_account"]
IN_THE_HEAD = (
    "email", "country", "city", "owner", "co_owner", "private", "last_contact_on", "disqualified", "vip",
    "takes_mailings",
)  # fmt: skip
NAMES = each_with_all("first_name", "middle_name", "last_name")
"""Typed whole into the first of them, a name is taken apart."""

OWNERSHIP = Fields(_("Responsible"), ["owner", "co_owner", "department", "private", "watchers"], folded=True)

TOLD = {
    "went along": _("Went along with its request to whoever has that now"),
    "pictured": _("{who} chose a picture"),
    "picture removed": _("{who} took the picture away"),
    "stepped back": _("{who} took the mark of the main contact off"),
}

MARKS = (
    Mark("stop", _("Disqualified: read the description"), lambda record: record.disqualified, tone="late"),
    Mark("star", _("VIP"), lambda record: record.vip, tone="positive"),
    Mark("mailing", _("Does not receive mailings"), lambda record: not record.takes_mailings),
)


class CompanyPages(RecordPages[Company]):
    record = Company
    path = "companies"
    icon = "company"
    help = "companies"
    intro = _("Companies are your clients, suppliers and partners. Add the first one, or import a list from Excel.")

    columns = (
        Column("name", show="link", sort="sort_key", indexed=True, narrow="title"),
        Column("relation", show="choice"),
        Column("type", show="text", sort="type__name", nulls_last=True, with_=("type",)),
        Column("city", narrows="city.is", sort="city", narrow="what"),
        Column("country", narrows="country", show="country", sort="country"),
        Column("phone", shown=False),
        Column("email", shown=False),
        Column("tax_number", sort="tax_number", shown=False),
        Column("registration_number", sort="registration_number", shown=False),
        Column("branch_code", shown=False),
        Column("head", sort="head", shown=False),
        Column("short_name", shown=False),
        Column("address", shown=False),
        Column("postal_address", shown=False),
        Column("mobile", shown=False),
        Column("website", shown=False),
        Column("employees", show="number", sort="employees", nulls_last=True, shown=False, end=True),
        Column("revenue", show="money", sort="revenue", nulls_last=True, shown=False, end=True),
        Column("founded_in", show="number", sort="founded_in", nulls_last=True, shown=False, end=True),
        Column(
            "main_contact",
            show="record",
            sort="main_contact__sort_key",
            nulls_last=True,
            with_=("main_contact",),
            shown=False,
        ),
        Column("parent", show="record", sort="parent__sort_key", nulls_last=True, with_=("parent",), shown=False),
        Column("last_contact_on", show="date", sort="last_contact_on", nulls_last=True, shown=False),
        Column("owner", show="person", sort="owner__last_name", nulls_last=True, with_=("owner",), narrow="who"),
        Column("created_at", show="date", sort="created_at", narrow="when"),
        Column("changed_at", show="date", sort="changed_at", shown=False),
    )
    filters = (
        Filter("relation", counted=True),
        Filter("owner", kind="person"),
        Filter("type", options=entries(ClientType)),
        Filter("industries", _("Industry"), options=entries(Industry)),
        Filter("legal_kind", folded=True),
        Filter("country", kind="choice", folded=True),
        Filter("city", kind="text", folded=True),
        Filter("department", kind="department", folded=True),
        Filter("tags", _("Tag"), options=entries(Tag), folded=True),
        Filter("source", options=entries(Source), folded=True),
        Filter(
            "contacts",
            _("Contacts"),
            kind="states",
            states={
                "yes": (_("Has contacts"), similar.has_contacts),
                "no": (_("Has no contacts"), similar.has_no_contacts),
            },
            folded=True,
        ),
        Filter("vip", kind="yes", folded=True),
        Filter("takes_mailings", kind="yes", folded=True),
        Filter("disqualified", kind="yes", folded=True),
        Filter("last_contact_on", kind="date", folded=True),
        Filter("changed_at", kind="date", folded=True),
        Filter("created_at", kind="date", folded=True),
    )
    marks = MARKS
    sort = ("name",)
    find = (
        "name", "other_names", "short_name", "website", "email", "phone", "city", "address",
        "registration_number", "tax_number", "description",
    )  # fmt: skip
    views = ((_("Suppliers"), "?relation=supplier"), (_("Partners"), "?relation=partner"))

    properties = (
        Fields(
            _("Reach"),
            ["phone", "mobile", "email", "messengers", "website", "country", "region", "district", "city", "address"],
        ),
        Fields(_("Company"), ["relation", "type", "legal_kind", "industries", "short_name", "other_names", "parent"]),
        Fields(_("Figures"), ["employees", "revenue", "founded_in"]),
        Fields(_("Requisites"), REQUISITES, folded=True),
        Fields(_("Bank"), BANK, folded=True),
        Fields(_("More"), ["source", "tags", "last_contact_on", "takes_mailings", "vip", "disqualified"], folded=True),
    )
    told = {**TOLD, "made main": _("{who} chose the main contact")}
    header = "contacts/_reach.html"
    head_fields = ("name", "legal_kind", "website", *IN_THE_HEAD, *REQUISITES, *BANK)
    overview = "contacts/_overview.html"
    related = ("type", "source", "parent", "owner", "co_owner", "department")

    form = CompanyForm
    only_in_form = frozenset({"legal_kind"})
    called = {
        "name": (
            "name", "company", "company name", "account", "account name", "client", "customer", "organization",
            "organisation", "business name", "компания", "название", "организация", "контрагент", "клиент",
        ),
        "industries": ("sector", "industry", "vertical", "отрасль", "сфера"),
        "founded_in": ("year established", "established", "founded", "year founded", "год основания"),
        "revenue": ("revenue", "annual revenue", "turnover", "выручка", "оборот"),
        "employees": ("staff", "headcount", "number of employees", "size", "сотрудники", "число сотрудников"),
        "parent": ("subsidiary of", "parent", "parent company", "parent account", "головная компания"),
        "tax_number": ("vat", "vat id", "vat number", "tax id", "инн"),
        "registration_number": ("registration", "company number", "огрн"),
        "type": ("client type", "account type", "тип"),
    }  # fmt: skip
    fields = (
        Fields(_("Company"), ["name", "legal_kind", "country", "relation", "type"]),
        Fields(_("Reach"), ["email", "phone", "mobile", "messengers", "website"]),
        Fields(_("Address"), ["city", "region", "district", "address", "postal_address"], folded=True),
        Fields(
            _("Names and industries"), ["short_name", "other_names", "legal_form", "parent", "industries"], folded=True
        ),
        Fields(_("Figures"), ["employees", "revenue", "currency", "founded_in"], folded=True),
        Fields(_("Requisites"), [name for name in REQUISITES if name != "postal_address"], folded=True),
        Fields(_("Bank"), BANK, folded=True),
        Fields(
            _("More"),
            ["description", "source", "tags", "last_contact_on", "takes_mailings", "vip", "disqualified", "namesake"],
            folded=True,
        ),
        OWNERSHIP,
    )
    merges = True
    merged = ("main_contact",)
    bulk_fields = ("owner", "type", "relation", "tags", "takes_mailings", "vip")
    readers = {"country": read_country}

    def has(self, record: Company, name: str) -> bool:
        return kinds.fits(record.legal_kind, name)

    def default_filters(self, person: User) -> dict[str, list[str]]:
        mine = {"owner": ["me"]} if works_for_oneself(person, Company.kind) else {}
        return {"relation": [Relation.BUYER.value], **mine}

    def hints(self, values: dict[str, Any], person: User) -> Sequence[Any]:
        return similar.companies(values, person)


def may_mark(contact: Contact, person: User) -> bool:
    """The main contact is the company's to name."""
    return contact.company is not None and policy.may_change(person, contact.company)


def is_main(contact: Contact) -> bool:
    """Of its own company; those of the further ones are marked on the pages of these."""
    return contact.company is not None and contact.company.main_contact_id == contact.pk


class ContactPages(RecordPages[Contact]):
    record = Contact
    parts = (FurtherCompanies(),)
    path = "contacts"
    icon = "contact"
    help = "contacts"
    intro = _("Contacts are the people at your clients. Add them on the page of their company, or here.")

    columns = (
        Column("name", _("Name"), show="link", sort="sort_key", indexed=True, narrow="title", edits="first_name"),
        Column("name_title", with_=("name_title",), shown=False),
        Column("company", show="record", sort="company__sort_key", nulls_last=True, with_=("company",), narrow="what"),
        Column("position", sort="position"),
        Column("email"),
        Column("phone", narrow="sum"),
        Column("mobile", shown=False),
        Column("city", narrows="city.is", sort="city", shown=False),
        Column("country", narrows="country", show="country", sort="country"),
        Column("born_on", show="date", sort="born_on", nulls_last=True, shown=False),
        Column("last_contact_on", show="date", sort="last_contact_on", nulls_last=True, shown=False),
        Column("owner", show="person", sort="owner__last_name", nulls_last=True, with_=("owner",), narrow="who"),
        Column("created_at", show="date", sort="created_at", narrow="when"),
        Column("changed_at", show="date", sort="changed_at", shown=False),
    )
    filters = (
        Filter("owner", kind="person"),
        Filter("company", kind="link", having=at_companies),
        Filter("company_industry", _("Industry"), path="company__industries", options=entries(Industry)),
        Filter("company_type", _("Type of client"), path="company__type", options=entries(ClientType), folded=True),
        Filter("country", kind="choice", folded=True),
        Filter("city", kind="text", folded=True),
        Filter("department", kind="department", folded=True),
        Filter("tags", _("Tag"), options=entries(Tag), folded=True),
        Filter("source", options=entries(Source), folded=True),
        Filter("vip", kind="yes", folded=True),
        Filter("takes_mailings", kind="yes", folded=True),
        Filter("disqualified", kind="yes", folded=True),
        Filter("main", kind="yes", folded=True),
        Filter("born_on", kind="date", folded=True),
        Filter("last_contact_on", kind="date", folded=True),
        Filter("changed_at", kind="date", folded=True),
        Filter("created_at", kind="date", folded=True),
    )
    marks = (Mark("pin", _("Main contact of a company"), lambda contact: contact.main, tone="positive"), *MARKS)
    sort = ("name",)
    find = (
        "first_name", "middle_name", "last_name", "email", "second_email", "phone", "mobile", "other_phone",
        "position", "city", "address", "description",
    )  # fmt: skip

    properties = (
        Fields(_("Work"), ["company", "position", "division"]),
        Fields(_("Reach"), ["mobile", "phone", "other_phone", "messengers", "email", "second_email"]),
        Fields(_("Place"), ["country", "region", "district", "city", "address"]),
        Fields(_("Person"), ["name_title", "sex", "born_on", "last_contact_on"], folded=True),
        Fields(_("More"), ["source", "tags", "takes_mailings", "vip", "disqualified"], folded=True),
    )
    header = "contacts/_reach.html"
    head_fields = ("name_title", "first_name", "middle_name", "last_name", "company", "second_email", *IN_THE_HEAD)
    overview = "contacts/_overview.html"
    related = ("company", "source", "owner", "co_owner", "department")
    told = {
        **TOLD,
        "made main": _("{who} made this the main contact"),
        "followed": _("Followed the company to its owner"),
    }
    decided_by = ("main", "company")
    verbs = (
        Verb(
            "make_main",
            _("Make main contact"),
            "contact:make_main",
            icon="pin",
            run=lambda contact, by, given: contact.make_main(by=by),
            offered=lambda contact, person: may_mark(contact, person) and not is_main(contact),
        ),
        Verb(
            "step_back",
            _("No longer the main contact"),
            "contact:step_back",
            icon="pin",
            run=lambda contact, by, given: contact.step_back(by=by),
            offered=lambda contact, person: may_mark(contact, person) and is_main(contact),
        ),
    )

    form = ContactForm
    together = {**RecordPages.together, **NAMES}
    called = {
        "name_title": ("salutation", "honorific", "name prefix", "form of address", "обращение", "титул"),
        "first_name": ("given name", "name", "first", "имя"),
        "last_name": ("surname", "family name", "last", "фамилия"),
        "middle_name": ("patronymic", "second name", "отчество"),
        "company": ("account", "account name", "organization", "organisation", "employer", "компания", "организация"),
        "position": ("job title", "title", "role", "job", "должность"),
        "second_email": ("other email", "email 2", "secondary email"),
        "employments": ("other companies", "further employers", "also works at", "другие компании", "ещё компании"),
    }
    fields = (
        Fields(
            _("Person"), ["name_title", "first_name", "middle_name", "last_name", "company", "position", "division"]
        ),
        Fields(_("Reach"), ["email", "second_email", "mobile", "phone", "other_phone", "messengers"]),
        Fields(_("Place"), ["country", "region", "district", "city", "address"], folded=True),
        Fields(_("Personal"), ["sex", "born_on", "last_contact_on"], folded=True),
        Fields(
            _("More"),
            ["description", "source", "tags", "takes_mailings", "vip", "disqualified", "namesake"],
            folded=True,
        ),
        OWNERSHIP,
    )
    merges = True
    bulk_fields = ("tags", "takes_mailings", "vip")
    readers = {"country": read_country}

    def default_filters(self, person: User) -> dict[str, list[str]]:
        return {"owner": ["me"]} if works_for_oneself(person, Contact.kind) else {}

    def hints(self, values: dict[str, Any], person: User) -> Sequence[Any]:
        return similar.contacts(values, person)


panel(
    Panel(
        on=Company,
        name="contacts",
        title=_("Contacts"),
        template="contacts/_contacts_of_company.html",
        rows=people_of,
        counts=lambda company, person: Contact.objects.visible_to(person).at(company),
        order=10,
    )
)
panel(
    Panel(
        on=Contact,
        name="companies",
        title=_("Companies"),
        template="contacts/_companies_of_contact.html",
        rows=companies_of,
        counts=lambda contact, person: Company.objects.visible_to(person).employing(contact),
        order=10,
    )
)
panel(
    Panel(
        on=Company,
        name="subsidiaries",
        title=_("Subsidiaries"),
        template="contacts/_subsidiaries.html",
        rows=lambda company, person: (
            Company.objects.visible_to(person).filter(parent=company).order_by("sort_key", "id")[:50]
        ),
        place="side",
        order=60,
        offered=lambda company, person: Company.objects.visible_to(person).parts_of(company).exists(),
    )
)
panel(
    Panel(
        on=Company,
        name="requisites",
        title=_("Accounts and addresses"),
        template="contacts/_parts.html",
        rows=lambda company, person: [
            (kind, part._meta.verbose_name, part._meta.verbose_name_plural, list(part.objects.of(company)[:50]))
            for kind, part in PARTS.items()
        ],
        order=70,
    )
)
