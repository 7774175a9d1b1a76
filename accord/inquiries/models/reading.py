"""What a reader sees of the matches of a request: those they may see, and whether there are more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.inquiries.models.candidate import Candidate, Evidence
from accord.inquiries.models.finding import Known
from accord.inquiries.models.inquiry import Inquiry
from accord.inquiries.models.weighing import Match
from accord.kit.countries import country_name
from accord.kit.phones import show_phone
from accord.leads.models import Lead
from accord.preferences import switches


@dataclass
class Matches:
    """What one reader sees: the matches they may see, and whether there are more."""

    seen: list[Match]
    elsewhere: int = 0

    def __bool__(self) -> bool:
        return bool(self.seen or self.elsewhere)


def matches(inquiry: Inquiry, person: User) -> Matches:
    """The stored candidates of a request, for this reader; linked ones first. Read once for the request as it is."""
    key = (person.pk, inquiry.version)
    if inquiry.__dict__.get("_matches", ((), None))[0] != key:
        inquiry.__dict__["_matches"] = (key, _matches(inquiry, person))
    found: Matches = inquiry.__dict__["_matches"][1]
    return found


def _matches(inquiry: Inquiry, person: User) -> Matches:
    """A constant number of queries."""
    reasons: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for reason in Candidate.objects.filter(inquiry=inquiry).order_by("-strength", "pk"):
        reasons[reason.kind, reason.record_id].append(reason)
    linked = {
        (Contact.kind, inquiry.contact_id),
        (Company.kind, inquiry.company_id),
        (Lead.kind, inquiry.lead_id),
    }
    wanted = {*reasons, *((kind, pk) for kind, pk in linked if pk)}
    seen = [
        Match(record, reasons[record.kind, record.pk], (record.kind, record.pk) in linked)
        for record in _visible(wanted, person)
    ]
    seen.sort(
        key=lambda match: (not match.is_linked, match.record.kind == Company.kind, -match.weight, match.record.pk)
    )
    hidden = len(wanted) - len(seen)
    return Matches(seen, hidden if hidden and switches.load().hint_other_departments else 0)


def asked_by_customer(inquiry: Inquiry, reader: User) -> tuple[int, str]:
    """How many requests of the linked customer this reader sees, and the filter that shows them."""
    name = next((name for name in ("company", "contact", "lead") if getattr(inquiry, f"{name}_id")), "")
    if not name:
        return 0, ""
    pk = getattr(inquiry, f"{name}_id")
    return Inquiry.objects.visible_to(reader).filter(**{name: pk}).count(), f"{name}={pk}"


def _visible(wanted: Iterable[tuple[str, int]], person: User) -> list[Known]:
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in wanted:
        ids[kind].append(pk)
    contacts = Contact.objects.visible_to(person).filter(pk__in=ids[Contact.kind]).select_related("company", "owner")
    companies = Company.objects.visible_to(person).filter(pk__in=ids[Company.kind]).select_related("owner")
    leads = (
        Lead.objects.visible_to(person).filter(pk__in=ids[Lead.kind]).select_related("owner") if ids[Lead.kind] else []
    )
    return [*contacts, *leads, *companies]


def another_owner(inquiry: Inquiry, reader: User) -> User | None:
    """The owner of the linked client, where that is neither the reader nor the owner of the request."""
    known = inquiry.contact or inquiry.company or inquiry.lead
    if known is None or known.owner_id in (None, reader.pk, inquiry.owner_id):
        return None
    return next((match.record.owner for match in matches(inquiry, reader).seen if match.record == known), None)


def said(reason: Candidate) -> str:
    """What stands behind the reason, as a reader knows it."""
    ways = {Evidence.OTHER_COUNTRY: country_name, Evidence.PHONE: show_phone}
    return ways.get(Evidence(reason.evidence), str)(reason.value)
