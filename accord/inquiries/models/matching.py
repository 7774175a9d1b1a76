"""From whom a request may be: who is linked by itself, and when.

It runs as the product, not as a person, so that a customer of another department is recognised; what a reader sees
goes through the policy (`reading`). Ties are shown, never guessed. An address at a public provider tells no company.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accord.contacts.models import Company, Contact
from accord.history.models import Actor, Event, after
from accord.inquiries.models.candidate import Candidate, Evidence
from accord.inquiries.models.finding import Known
from accord.inquiries.models.inquiry import Inquiry
from accord.inquiries.models.weighing import Match, find
from accord.leads.models import Lead

# ── choosing ──


def choose(matches: list[Match]) -> Known | None:
    """The one it must be, or nobody: where two could be meant, a person decides."""
    strong = [match for match in matches if match.is_strong]
    companies = _companies(strong)
    contacts = [match for match in strong if isinstance(match.record, Contact)]
    if contacts:
        return _of_contacts(contacts, companies) or _of_company(strong, companies)
    leads = [match for match in strong if isinstance(match.record, Lead)]
    if leads and (lead := _surest(leads)):
        return lead.record
    return None if leads else _of_company(strong, companies)


def _of_contacts(contacts: list[Match], companies: set[int]) -> Known | None:
    """The one contact, unless something else says that it is another company."""
    surest = _surest(contacts)
    if surest is None:
        return None
    assert isinstance(surest.record, Contact)
    if companies <= {surest.record.company_id} or companies <= surest.record.company_ids:
        return surest.record
    return None


def _of_company(strong: list[Match], companies: set[int]) -> Known | None:
    """The one company, also where several of its people could be meant."""
    if len(companies) != 1 or any(_is_elsewhere(match.record, companies) for match in strong):
        return None
    return next(match.record for match in strong if isinstance(match.record, Company))


def _is_elsewhere(record: Known, companies: set[int]) -> bool:
    """A contact who works at none of these."""
    if not isinstance(record, Contact) or record.company_id in companies:
        return False
    return not record.company_ids & companies


def _companies(strong: list[Match]) -> set[int]:
    """Those that are meant. Of several that only bear the name, the one for which something else speaks too."""
    named = [match for match in strong if isinstance(match.record, Company)]
    backed = [match for match in named if len(match.kinds) > 1]
    rest = [match for match in named if match not in backed]
    only_named = all(match.kinds == {Evidence.COMPANY} for match in rest)
    return {match.record.pk for match in (backed if len(backed) == 1 and only_named else named)}


def _surest(matches: list[Match]) -> Match | None:
    """The only one; else the only one who agrees in both mail and phone, or in whole name and mail or phone."""
    for needed in ((), (Evidence.EMAIL, Evidence.PHONE), (Evidence.PERSON,)):
        left = [match for match in matches if match.has(*needed)]
        if len(left) == 1:
            return left[0]
    return None


# ── when it runs ──


@after(Inquiry, "*")
def match_again(inquiry: Any, event: Event, by: Actor) -> None:
    """On each save while the request is pending. What a person linked or unlinked by hand is left alone."""
    if not inquiry.is_pending or not inquiry.is_live or event.verb == "matched":
        return
    matches = find(inquiry)
    if not event.is_creation:
        Candidate.objects.filter(inquiry=inquiry).delete()
    Candidate.objects.bulk_create(_stored(inquiry, matches))
    if inquiry.is_linked or inquiry.spam_suspected or event.verb == "undone":
        return
    chosen = choose(matches)
    if chosen is not None and (event.is_creation or not _was_linked_before(inquiry)):
        inquiry.change("matched", by=by, **_links(inquiry, chosen, matches))


def _stored(inquiry: Inquiry, matches: Iterable[Match]) -> list[Candidate]:
    for match in matches:
        for reason in match.reasons:
            reason.inquiry = inquiry
    return [reason for match in matches for reason in match.reasons]


def _was_linked_before(inquiry: Inquiry) -> bool:
    """Somebody has said before that the match was wrong."""
    return any({"contact", "company", "lead"} & event.fields() for event in inquiry.events)


def _links(inquiry: Inquiry, chosen: Known, matches: list[Match]) -> dict[str, Any]:
    at = _company_meant(chosen, matches) if isinstance(chosen, Contact) else None
    values = {**inquiry.linked_values(chosen, at=at), "verification_required": True}
    if not inquiry.subsequent and _has_asked_before(inquiry, chosen):
        values["subsequent"] = True
    at_home = chosen.department_id == inquiry.department_id
    if inquiry.owner_id is None and at_home and chosen.owner and chosen.owner.is_active:
        values["owner"] = chosen.owner
    return values


def _company_meant(contact: Contact, matches: list[Match]) -> Company | None:
    """Of several where the contact works the weightiest."""
    found = (match.record for match in matches if match.is_strong and isinstance(match.record, Company))
    return next((company for company in found if contact.works_at(company)), None)


def _has_asked_before(inquiry: Inquiry, known: Known) -> bool:
    earlier = Inquiry.objects.live().filter(**{known.kind: known}).exclude(pk=inquiry.pk)
    return earlier.filter(spam_suspected=False).exists()
