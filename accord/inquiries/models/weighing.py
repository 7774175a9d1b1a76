"""What speaks for each of those who could have written a request, and what against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from accord.contacts.models import Company, Contact, Key, What
from accord.inquiries.models.candidate import AGAINST, MEDIUM, STRONG, Candidate, Evidence
from accord.inquiries.models.finding import Found, Known, find_known
from accord.inquiries.models.inquiry import Inquiry
from accord.kit.company_names import company_fold
from accord.kit.emails import domain
from accord.kit.names import Likeness, is_slip, likeness
from accord.kit.phones import country_of
from accord.kit.text import PersonName, normalise
from accord.leads.models import Lead

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

    def has(self, *evidence: Evidence) -> bool:
        return set(evidence) <= {reason.evidence for reason in self.reasons}

    @property
    def kinds(self) -> set[str]:
        """Of how many kinds the reasons are that speak for it."""
        return {reason.evidence for reason in self.reasons if reason.strength > AGAINST}

    @property
    def is_strong(self) -> bool:
        """Something tells who it is, or two hints agree, and nothing speaks against it."""
        strengths = [reason.strength for reason in self.reasons]
        hints = {reason.evidence for reason in self.reasons if reason.strength == MEDIUM}
        return AGAINST not in strengths and (STRONG in strengths or len(hints) > 1)

    @property
    def weight(self) -> int:
        strengths = [reason.strength for reason in self.reasons]
        return sum(strengths) - (MEDIUM if AGAINST in strengths else 0)


def find(inquiry: Inquiry) -> list[Match]:
    """Everybody who could have written it, the weightiest first."""
    found = find_known(inquiry)
    companies = {record.pk: _company(record, found, inquiry) for record in found.records if isinstance(record, Company)}
    people = [_person(record, found, inquiry) for record in found.records if not isinstance(record, Company)]
    _look_up_employments(people, companies)
    _weigh_colleagues(people, companies, inquiry)
    _bring_companies(people, companies, found)
    _look_up_employments(people, companies)
    matches = [match for match in (*people, *companies.values()) if match.reasons]
    return sorted(matches, key=lambda match: (-match.weight, match.record.kind, match.record.pk))


# ── people ──


def _person(record: Contact | Lead, found: Found, inquiry: Inquiry) -> Match:
    match = Match(record)
    for key in _in_order(found.of(record), PERSON_EVIDENCE):
        evidence, strength = PERSON_EVIDENCE[key.what]
        match.add(evidence, str(record) if evidence is Evidence.PERSON else key.key, strength)
    if match.reasons and _is_somebody_else(match, inquiry):
        match.add(Evidence.OTHER_NAME, str(record.name), AGAINST)
    if match.has(Evidence.PERSON) and not match.is_strong and (shared := _shared_domains(record, inquiry, found)):
        match.add(Evidence.DOMAIN, shared[0], STRONG)
    if isinstance(record, Lead) and match.has(Evidence.PERSON) and _is_named(record.company_name, inquiry):
        match.add(Evidence.AT_COMPANY, record.company_name, STRONG)
    return match


def _is_somebody_else(match: Match, inquiry: Inquiry) -> bool:
    """Another name; unless mail and telephone both agree with the first name, for people marry."""
    record = match.record
    assert isinstance(record, Contact | Lead)
    if likeness(inquiry.name, record.name) is not Likeness.OTHER:
        return False
    first = PersonName(record.first_name, "", "")
    married = likeness(PersonName(inquiry.first_name, "", ""), first) is Likeness.PART
    return not (married and match.has(Evidence.EMAIL, Evidence.PHONE))


def _shared_domains(record: Contact | Lead, inquiry: Inquiry, found: Found) -> list[str]:
    """The mail domain of both, unless it is one for everybody."""
    ours = domain(inquiry.email.lower())
    return [ours] if ours and ours not in found.keys.public and ours in map(domain, record.emails) else []


def _weigh_colleagues(people: list[Match], companies: dict[int, Match], inquiry: Inquiry) -> None:
    """A whole name that is like the sender's, at the company that the request names or writes from."""
    for match in people:
        record = match.record
        if match.is_strong or match.has(Evidence.OTHER_NAME):
            continue
        meant = _meant(record, companies)
        if meant and isinstance(record, Contact) and likeness(inquiry.name, record.name) is Likeness.SAME:
            match.add(Evidence.AT_COMPANY, str(meant[0].record), STRONG)


def _meant(record: Known, companies: dict[int, Match]) -> list[Match]:
    """Where the contact works, of the companies that something speaks for by itself: first of all the contact's own."""
    strong = {pk for pk, match in companies.items() if match.is_strong}
    if not strong or not isinstance(record, Contact):
        return []
    if record.company_id in strong:
        return [companies[record.company_id]]
    return [companies[pk] for pk in sorted(record.company_ids & strong)]


def _look_up_employments(people: list[Match], companies: dict[int, Match]) -> None:
    """In one question, and only of those who have some, and whose own company is not the one that is meant."""
    contacts = [match.record for match in people if isinstance(match.record, Contact) and match.record.works_further]
    if companies and (others := [contact for contact in contacts if contact.company_id not in companies]):
        prefetch_related_objects(others, "employments")


def _is_named(name: str, inquiry: Inquiry) -> bool:
    return bool(name) and company_fold(name) == company_fold(inquiry.company_name)


# ── companies ──


def _company(record: Company, found: Found, inquiry: Inquiry) -> Match:
    match = Match(record)
    for key in _in_order(found.of(record), COMPANY_EVIDENCE):
        evidence, strength = COMPANY_EVIDENCE[key.what]
        if key.what is What.NAME and key not in found.keys.companies:
            evidence, strength = Evidence.NEAR_COMPANY, MEDIUM
        if key.what is What.DOMAIN and found.is_alone(record, key) and _may_be_named(record, inquiry):
            strength = STRONG
        match.add(evidence, str(record) if key.what is What.NAME else key.key, strength)
    if (
        match.has(Evidence.NEAR_COMPANY)
        and normalise(record.city)
        and normalise(record.city) == normalise(inquiry.city)
    ):
        match.add(Evidence.PLACE, record.place, MEDIUM)
    if _is_elsewhere(record, inquiry) and not (match.has(Evidence.EMAIL) or match.has(Evidence.PHONE)):
        match.add(Evidence.OTHER_COUNTRY, record.country, AGAINST)
    return match


def _may_be_named(company: Company, inquiry: Inquiry) -> bool:
    """The request names no company, or this one as people write it: shorter, longer, with a slip."""
    said = company_fold(inquiry.company_name)
    names = [company_fold(name) for name in company.all_names]
    return not said or any(name and (name in said or said in name or is_slip(name, said)) for name in names)


def _is_elsewhere(company: Company, inquiry: Inquiry) -> bool:
    """In another country than the request says or is called from."""
    said = inquiry.country or country_of(inquiry.phone)
    return bool(said and company.country) and said != company.country


def _bring_companies(people: list[Match], companies: dict[int, Match], found: Found) -> None:
    """Whoever's contact wrote, wrote; and a mailbox of a company's own is the company's, whoever writes from it."""
    meant = {id(match): _meant(match.record, companies) for match in people}
    for match in people:
        if match.reasons and (match.is_strong or _wrote_from_its_mailbox(match, found)):
            for company in meant[id(match)] or _own(match.record, companies):
                company.add(Evidence.COLLEAGUE, str(match.record), STRONG)


def _own(record: Known, companies: dict[int, Match]) -> list[Match]:
    company = record.company if isinstance(record, Contact) else None
    return [companies.setdefault(company.pk, Match(company))] if company else []


def _wrote_from_its_mailbox(match: Match, found: Found) -> bool:
    mails = [reason.value for reason in match.reasons if reason.evidence == Evidence.EMAIL]
    return any(domain(mail) not in found.keys.public for mail in mails)


def _in_order(keys: Iterable[Key], table: dict[What, tuple[Evidence, int]]) -> list[Key]:
    return sorted((key for key in keys if key.what in table), key=lambda key: (-table[key.what][1], key.what, key.key))
