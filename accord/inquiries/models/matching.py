"""From whom a request may be, and why: exact matching by e-mail, phone and name, over everything live.

It runs as the product, not as a person, so that a customer of another department is recognised; what a reader sees
goes through the policy. Ties are shown, never guessed. An address at a public provider tells no company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from accord.accounts.models import User
from accord.contacts.models import Company, Contact, Identity, Key, What
from accord.contacts.models.company import site_domain
from accord.dictionaries.models import PublicDomain
from accord.history.models import Actor, Event, after
from accord.inquiries.models.candidate import AGAINST, MEDIUM, STRONG, Candidate, Evidence
from accord.inquiries.models.inquiry import Inquiry
from accord.kit.company_names import company_key
from accord.kit.countries import country_name
from accord.kit.emails import domain, normalise_email
from accord.kit.phones import phone_keys, show_phone
from accord.kit.text import normalise
from accord.leads.models import Lead
from accord.preferences import switches

Known = Company | Contact | Lead

MOST_HOLDERS = 30

PERSON_EVIDENCE = {
    What.EMAIL: (Evidence.EMAIL, STRONG),
    What.PHONE: (Evidence.PHONE, STRONG),
    What.NAME: (Evidence.PERSON, MEDIUM),
}
COMPANY_EVIDENCE = {
    What.EMAIL: (Evidence.EMAIL, STRONG),
    What.PHONE: (Evidence.PHONE, STRONG),
    What.NAME: (Evidence.COMPANY, STRONG),
    What.DOMAIN: (Evidence.DOMAIN, MEDIUM),
}


@dataclass
class Match:
    """One record a request may be from, with everything that speaks for it and against it."""

    record: Known
    reasons: list[Candidate] = field(default_factory=list)
    is_linked: bool = False

    def add(self, evidence: Evidence, value: str, strength: int) -> None:
        self.reasons.append(
            Candidate(
                kind=self.record.kind,
                record_id=self.record.pk,
                evidence=evidence,
                value=value[:300],
                strength=strength,
            )
        )

    @property
    def is_strong(self) -> bool:
        """Something tells who it is, and nothing speaks against it."""
        strengths = [reason.strength for reason in self.reasons]
        return STRONG in strengths and AGAINST not in strengths

    @property
    def weight(self) -> int:
        strengths = [reason.strength for reason in self.reasons]
        return sum(strengths) - (MEDIUM if AGAINST in strengths else 0)


# ── finding ──


def find(inquiry: Inquiry) -> list[Match]:
    """Everybody live who shares an exact key with the request, the weightiest first."""
    found: dict[tuple[str, int], list[tuple[Evidence, str, int]]] = defaultdict(list)
    for row in _holders(inquiry):
        table = COMPANY_EVIDENCE if row.kind == Company.kind else PERSON_EVIDENCE
        if What(row.what) in table:
            evidence, strength = table[What(row.what)]
            found[row.kind, row.record_id].append((evidence, row.key, strength))
    matches = [_match(record, found[record.kind, record.pk]) for record in _records(found)]
    for match in matches:
        _speak_against(match, inquiry)
    matches += _companies_of(matches)
    return sorted(matches, key=lambda match: (-match.weight, match.record.kind, match.record.pk))


def keys_of(inquiry: Inquiry) -> dict[str, set[Key]]:
    """What the request says that companies, and that contacts and leads, are known by."""
    region = inquiry.country or (inquiry.department.default_country if inquiry.department else "")
    email = normalise_email(inquiry.email)
    reach = {*Key.many(What.EMAIL, [email]), *Key.many(What.PHONE, phone_keys(inquiry.phone, region))}
    sites = {site_domain(inquiry.website), domain(email)}
    public = PublicDomain.objects.offered().filter(name__in=sites).values_list("name", flat=True)
    name = normalise(f"{inquiry.first_name} {inquiry.last_name}") if inquiry.last_name and inquiry.first_name else ""
    person = reach | Key.many(What.NAME, [name])
    return {
        Contact.kind: person,
        Lead.kind: person,
        Company.kind: reach
        | Key.many(What.NAME, [company_key(inquiry.company_name)])
        | Key.many(What.DOMAIN, sites - set(public)),
    }


def _holders(inquiry: Inquiry) -> Iterator[Identity]:
    """A key that very many hold tells nobody apart and is left out."""
    for kind, keys in keys_of(inquiry).items():
        for key in sorted(keys, key=lambda key: (key.what, key.key)):
            rows = list(Identity.objects.filter(kind=kind).holding([key]).order_by("pk")[: MOST_HOLDERS + 1])
            if len(rows) <= MOST_HOLDERS:
                yield from rows


def _records(found: Iterable[tuple[str, int]]) -> list[Known]:
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in found:
        ids[kind].append(pk)
    contacts = Contact.objects.live().filter(pk__in=ids[Contact.kind]).select_related("company")
    companies = Company.objects.live().filter(pk__in=ids[Company.kind])
    leads = Lead.objects.live().filter(pk__in=ids[Lead.kind])
    return [*contacts.order_by("pk"), *leads.order_by("pk"), *companies.order_by("pk")]


def _match(record: Known, reasons: list[tuple[Evidence, str, int]]) -> Match:
    match = Match(record)
    for evidence, value, strength in reasons:
        match.add(evidence, value, strength)
    return match


def _speak_against(match: Match, inquiry: Inquiry) -> None:
    """One mailbox may serve several people, and one name several companies."""
    record, evidence = match.record, {reason.evidence for reason in match.reasons}
    if isinstance(record, Contact | Lead):
        if inquiry.first_name and not _may_be_one_person(record, inquiry):
            match.add(Evidence.OTHER_NAME, str(record), AGAINST)
    elif _is_elsewhere(record, inquiry) and not evidence & {Evidence.EMAIL, Evidence.PHONE}:
        match.add(Evidence.OTHER_COUNTRY, record.country, AGAINST)


def _is_elsewhere(record: Known, inquiry: Inquiry) -> bool:
    return bool(inquiry.country and record.country) and inquiry.country != record.country


def _may_be_one_person(contact: Contact | Lead, inquiry: Inquiry) -> bool:
    """A last name decides where both are known; else the first name, and the first letter of it is enough."""
    ours, theirs = normalise(contact.last_name), normalise(inquiry.last_name)
    if ours and theirs:
        return ours == theirs
    ours, theirs = normalise(contact.first_name), normalise(inquiry.first_name)
    return ours[:1] == theirs[:1] or not ours


def _companies_of(matches: list[Match]) -> list[Match]:
    """Whoever's contact wrote, wrote."""
    known = {match.record.pk: match for match in matches if isinstance(match.record, Company)}
    new = []
    for match in matches:
        company = match.record.company if isinstance(match.record, Contact) else None
        if company is None or not match.is_strong:
            continue
        if company.pk not in known:
            known[company.pk] = Match(company)
            new.append(known[company.pk])
        known[company.pk].add(Evidence.COLLEAGUE, str(match.record), STRONG)
    return new


# ── choosing ──


def choose(matches: list[Match]) -> Known | None:
    """The one it must be, or nobody: where two could be meant, a person decides."""
    contacts = [match for match in matches if match.is_strong and isinstance(match.record, Contact)]
    companies = {match.record.pk for match in matches if match.is_strong and isinstance(match.record, Company)}
    contact = _only(contacts) or _only([match for match in contacts if _has_both(match)])
    if contact is not None:
        assert isinstance(contact.record, Contact)
        return contact.record if companies <= {contact.record.company_id} else None
    leads = [match for match in matches if match.is_strong and isinstance(match.record, Lead)]
    if lead := None if contacts else _only(leads) or _only([match for match in leads if _has_both(match)]):
        return lead.record
    if leads or len(companies) != 1:
        return None
    return next(match.record for match in matches if match.record.pk in companies and isinstance(match.record, Company))


def _only(matches: list[Match]) -> Match | None:
    return matches[0] if len(matches) == 1 else None


def _has_both(match: Match) -> bool:
    return {Evidence.EMAIL, Evidence.PHONE} <= {Evidence(reason.evidence) for reason in match.reasons}


# ── when it runs ──


@after(Inquiry, "*")
def match_again(inquiry: Any, event: Event, by: Actor) -> None:
    """On each save while the request is pending. What a person linked or unlinked by hand is left alone."""
    if not inquiry.is_pending or not inquiry.is_live or event.verb == "matched":
        return
    matches = find(inquiry)
    Candidate.objects.filter(inquiry=inquiry).delete()
    Candidate.objects.bulk_create(_stored(inquiry, matches))
    if inquiry.is_linked or inquiry.spam_suspected or event.verb == "undone":
        return
    chosen = choose(matches)
    if chosen is not None and not _was_linked_before(inquiry):
        inquiry.change("matched", by=by, **_links(inquiry, chosen))


def _stored(inquiry: Inquiry, matches: list[Match]) -> list[Candidate]:
    for match in matches:
        for reason in match.reasons:
            reason.inquiry = inquiry
    return [reason for match in matches for reason in match.reasons]


def _was_linked_before(inquiry: Inquiry) -> bool:
    """Somebody has said before that the match was wrong."""
    return any({"contact", "company", "lead"} & event.fields() for event in inquiry.events)


def _links(inquiry: Inquiry, chosen: Known) -> dict[str, Any]:
    values = {**inquiry.linked_values(chosen), "verification_required": True}
    if not inquiry.subsequent and _has_asked_before(inquiry, chosen):
        values["subsequent"] = True
    at_home = chosen.department_id == inquiry.department_id
    if inquiry.owner_id is None and at_home and chosen.owner and chosen.owner.is_active:
        values["owner"] = chosen.owner
    return values


def _has_asked_before(inquiry: Inquiry, known: Known) -> bool:
    earlier = Inquiry.objects.live().filter(**{known.kind: known}).exclude(pk=inquiry.pk)
    return earlier.filter(spam_suspected=False).exists()


# ── reading ──


@dataclass
class Matches:
    """What one reader sees: the matches they may see, and whether there are more."""

    seen: list[Match]
    elsewhere: int = 0

    def __bool__(self) -> bool:
        return bool(self.seen or self.elsewhere)


def matches(inquiry: Inquiry, person: User) -> Matches:
    """The stored candidates of a request, for this reader; linked ones first. A constant number of queries."""
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
    return Matches(seen, hidden if switches.load().hint_other_departments else 0)


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
    owner = known.owner if known else None
    if known is None or owner is None or owner in (reader, inquiry.owner):
        return None
    return owner if type(known).objects.visible_to(reader).filter(pk=known.pk).exists() else None


def said(reason: Candidate) -> str:
    """What stands behind the reason, as a reader knows it."""
    ways = {Evidence.OTHER_COUNTRY: country_name, Evidence.PHONE: show_phone}
    return ways.get(Evidence(reason.evidence), str)(reason.value)
