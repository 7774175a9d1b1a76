"""What the product shows of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.contacts.pages import NAMES, entries
from accord.dictionaries.models import InquiryCategory, Source
from accord.history.models import Actor
from accord.inquiries.forms import InquiryForm
from accord.inquiries.models import Inquiry, Status
from accord.inquiries.models.inquiry import sells
from accord.kit.countries import read_country
from accord.leads.models import Lead
from accord.records.declare import Column, Fields, Filter, Mark, Panel, RecordPages, Verb, each_with_all, panel


def _sees_spam(person: User) -> bool:
    return policy.holds(person, Special.SEE_SPAM)


def _nobodys(person: User) -> Q:
    return Q(owner=None)


def _mine_or_nobodys(person: User) -> Q:
    return Q(owner=person) | Q(co_owner=person) | Q(owner=None)


def _may_take(inquiry: Inquiry, person: User) -> bool:
    return inquiry.is_pending and inquiry.owner_id is None


def _verb(name: str) -> Callable[[Inquiry, Actor, dict[str, Any]], None]:
    """A verb that needs no answers."""

    def run(inquiry: Inquiry, by: Actor, given: dict[str, Any]) -> None:
        getattr(inquiry, name)(by=by)

    return run


class InquiryPages(RecordPages[Inquiry]):
    record = Inquiry
    path = "requests"
    icon = "request"
    help = "requests"
    intro = _("Requests come from your web forms or are entered by hand. The first one can be a phone call of today.")

    columns = (
        Column("subject", show="link", sort="sort_key", narrow="title"),
        Column("sender", _("Customer"), narrow="what"),
        Column("company", show="record", with_=("company",), shown=False),
        Column("contact", show="record", with_=("contact",), shown=False),
        Column("lead", show="record", with_=("lead",), shown=False),
        Column("place", _("Place"), shown=False),
        Column("country", narrows="country", show="country", sort="country"),
        Column("products", shown=False),
        Column("received_on", show="date", sort="received_on", indexed=True, narrow="when"),
        Column("status", show="choice", sort="status"),
        Column("source", show="text", sort="source__name", nulls_last=True, with_=("source",)),
        Column("category", show="text", sort="category__name", nulls_last=True, with_=("category",), shown=False),
        Column("owner", show="person", sort="owner__last_name", nulls_last=True, with_=("owner",), narrow="who"),
        Column("department", show="text", sort="department__name", nulls_last=True, with_=("department",), shown=False),
        Column("email", shown=False),
        Column("phone", shown=False),
        Column("ticket", shown=False),
        Column("created_at", show="date", sort="created_at", shown=False),
        Column("changed_at", show="date", sort="changed_at", shown=False),
    )
    filters = (
        Filter("status", counted=True),
        Filter(
            "whose",
            _("Whose"),
            kind="states",
            states={
                "mine": (_("Mine or nobody’s"), _mine_or_nobodys),
                "nobody": (_("Nobody’s yet"), _nobodys),
            },
        ),
        Filter("owner", kind="person"),
        Filter("received_on", kind="date"),
        Filter("source", options=entries(Source), folded=True),
        Filter("category", options=entries(InquiryCategory), folded=True),
        Filter("products", kind="text", folded=True),
        Filter("company", kind="link", folded=True),
        Filter("contact", kind="link", folded=True),
        Filter("lead", kind="link", folded=True),
        Filter("country", kind="choice", folded=True),
        Filter("city", kind="text", folded=True),
        Filter("department", kind="department", folded=True),
        Filter("subsequent", kind="yes", folded=True),
        Filter("verification_required", kind="yes", folded=True),
        Filter("spam_suspected", _("Put aside as spam"), kind="yes", folded=True),
        Filter("changed_at", kind="date", folded=True),
        Filter("created_at", kind="date", folded=True),
    )
    marks = (
        Mark("alert", _("The match found needs checking"), lambda r: r.verification_required, tone="attention"),
        Mark("star", _("From a known client"), lambda r: r.subsequent, tone="positive"),
        Mark("product", _("Products are not stated yet"), lambda r: r.is_pending and not r.products, tone="attention"),
        Mark("stop", _("Put aside as suspected spam"), lambda r: r.spam_suspected, tone="late"),
        Mark("copy", _("Duplicate"), lambda r: r.status == Status.DUPLICATE),
    )
    sort = ("-received_on",)
    find = (
        "subject", "first_name", "middle_name", "last_name", "email", "phone", "company_name", "ticket", "products",
        "description", "translation",
    )  # fmt: skip
    views = (
        (_("Duplicates"), "?status=duplicate"),
        (_("Put aside as spam"), "?spam_suspected=yes"),
    )

    properties = (
        Fields(_("Request"), ["status", "received_on", "source", "category", "country", "city", "ticket"]),
        Fields(_("Relations"), ["contact", "company", "lead", "duplicate_of", "website"]),
    )
    told = {
        "received": _("{who} received this"),
        "taken": _("{who} took this request"),
        "matched": _("Accord recognised who wrote"),
        "linked": _("{who} said who wrote"),
        "unlinked": _("{who} took the link away"),
        "match confirmed": _("{who} confirmed the match"),
        "processed": _("{who} made a deal of it"),
        "made known": _("Accord noted down who asked"),
        "followed its lead": _("Followed its lead to the client that it became"),
        "marked as duplicate": _("{who} marked this as a duplicate"),
        "marked as irrelevant": _("{who} marked this as irrelevant"),
        "case closed": _("{who} closed the case"),
        "reopened": _("{who} reopened this request"),
        "put aside as spam": _("{who} put this aside as suspected spam"),
        "cleared of spam": _("{who} brought this back from the spam"),
    }
    header = "inquiries/_header.html"
    head_fields = (
        "subject", "status", "source", "received_on", "department", "owner", "co_owner", "private", "ticket", "lead",
        "products", "company", "contact", "spam_suspected", "spam_reason", "verification_required", "subsequent",
    )  # fmt: skip
    overview = "inquiries/_overview.html"
    related = ("contact", "company", "lead", "source", "category", "duplicate_of")
    decided_by = ("status",)
    verbs = (
        Verb(
            "take",
            _("Take"),
            "inquiry:take",
            run=_verb("take"),
            icon="check",
            primary=True,
            offered=_may_take,
            depends=("owner",),
        ),
        Verb(
            "confirm_match",
            _("Confirm match"),
            "inquiry:confirm_match",
            run=_verb("confirm_match"),
            icon="check",
            offered=lambda r, person: r.verification_required,
            depends=("contact", "company", "lead"),
        ),
        Verb(
            "mark_duplicate",
            _("Duplicate"),
            "inquiry:mark_duplicate",
            run=lambda inquiry, by, given: inquiry.mark_duplicate(by=by, of=given.get("duplicate_of")),
            icon="copy",
            offered=lambda r, person: r.is_pending,
            asks="accord.inquiries.forms.DuplicateForm",
        ),
        Verb(
            "mark_irrelevant",
            _("Irrelevant"),
            "inquiry:mark_irrelevant",
            run=_verb("mark_irrelevant"),
            icon="stop",
            offered=lambda r, person: r.is_pending,
            bulk=True,
        ),
        Verb(
            "close_case",
            _("Close case"),
            "inquiry:close_case",
            run=_verb("close_case"),
            icon="task",
            offered=lambda r, person: r.is_pending,
        ),
        Verb(
            "reopen",
            _("Reopen"),
            "inquiry:reopen",
            run=_verb("reopen"),
            icon="request",
            offered=lambda r, person: not r.is_pending,
        ),
        Verb(
            "unlink",
            _("Linked to the wrong one"),
            "inquiry:unlink",
            run=_verb("unlink"),
            icon="stop",
            offered=lambda r, person: r.is_linked and r.is_pending,
            depends=("contact", "company", "lead"),
        ),
        Verb(
            "clear_of_spam",
            _("Not spam"),
            "inquiry:clear_of_spam",
            run=_verb("clear_of_spam"),
            icon="check",
            primary=True,
            offered=lambda r, person: r.spam_suspected and _sees_spam(person),
            depends=("spam_suspected",),
        ),
        Verb(
            "put_aside",
            _("Put aside as spam"),
            "inquiry:put_aside",
            run=_verb("put_aside"),
            icon="stop",
            offered=lambda r, person: r.is_pending and not r.spam_suspected and _sees_spam(person),
            bulk=True,
            depends=("spam_suspected",),
        ),
    )

    form = InquiryForm
    together = {**RecordPages.together, **NAMES, **each_with_all("contact", "company", "lead")}
    fields = (
        Fields(_("Request"), ["subject", "description", "products", "category", "source", "received_on"]),
        Fields(_("Who wrote"), ["first_name", "middle_name", "last_name", "email", "phone", "company_name", "website"]),
        Fields(_("Place"), ["country", "city"]),
        Fields(_("Relations"), ["contact", "company", "lead"]),
        Fields(_("Translation and remark"), ["translation", "remark"], folded=True),
        Fields(_("Responsible"), ["owner", "co_owner", "department", "private", "watchers"]),
    )
    bulk_fields = ("owner", "category", "source")
    copies = True
    not_copied = frozenset({"received_on"})
    readers = {"country": read_country}

    def default_filters(self, person: User) -> dict[str, list[str]]:
        mine = {"whose": ["mine"]} if sells(person) else {}
        return {"status": [Status.PENDING.value], "spam_suspected": ["no"], **mine}


def _deciding(inquiry: Inquiry, person: User) -> bool:
    return inquiry.is_pending and inquiry.is_editable_by(person)


panel(
    Panel(
        on=Inquiry,
        name="decide",
        title=_("Without a deal"),
        template="inquiries/_decide.html",
        rows=_deciding,
        place="side",
        lazy=False,
        order=6,
    )
)


def _of(field: str) -> Any:
    def rows(record: Any, person: User) -> Any:
        found = _all_of(field)(record, person)
        return found.select_related("owner").order_by("-id")[:50]

    return rows


def _all_of(field: str) -> Any:
    return lambda record, person: Inquiry.objects.visible_to(person).filter(**{field: record})


for place, field in ((Company, "company"), (Contact, "contact"), (Lead, "lead")):
    panel(
        Panel(
            on=place,
            name="requests",
            title=_("Requests"),
            template="inquiries/_tab.html",
            rows=_of(field),
            counts=_all_of(field),
            order=30,
        )
    )
