"""Who could have written a request: everybody live who shares an exact key with it, found by few indexed look-ups.

The number of queries does not depend on how many companies and contacts there are, nor on how many could be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import phonenumbers

from accord.contacts.models import Company, Contact, Identity, Key, What
from accord.contacts.models.company import site_domain
from accord.dictionaries.models import PublicDomain
from accord.inquiries.models.inquiry import Inquiry
from accord.kit.company_names import company_fold, company_key
from accord.kit.countries import country_name
from accord.kit.emails import domain, normalise_email
from accord.kit.names import is_slip, person_fold
from accord.kit.phones import digits, phone_keys
from accord.kit.text import normalise, transliterate
from accord.leads.models import Lead
from accord.search import spelling

Known = Company | Contact | Lead

MOST_HOLDERS = 30
MOST_COLLEAGUES = 300
MOST_SPELLINGS = 12
SHORTEST_NEAR = 5

ONE_KEY = "SELECT * FROM contacts_identity WHERE kind = %s AND what = %s AND key = %s LIMIT %s"
"""Whoever holds one key. Written out: to have it put together for each of a dozen keys took longer than to ask."""

# What people add to the name of a company without meaning another company.
ADDED = """
    group gruppe holding international global company firm firma corporation the branch division office
    компания фирма группа холдинг филиал завод офис представительство тд
"""


@dataclass(frozen=True)
class Keys:
    """What a request says that people and companies are known by, and which mail domains say nothing."""

    people: frozenset[Key]
    companies: frozenset[Key]
    public: frozenset[str]

    def every(self) -> set[tuple[str, Key]]:
        people = {(kind, key) for kind in (Contact.kind, Lead.kind) for key in self.people}
        return people | {(Company.kind, key) for key in self.companies}


@dataclass
class Found:
    """Whoever shares keys with a request, and which ones."""

    keys: Keys
    shared: dict[tuple[str, int], set[Key]] = field(default_factory=dict)
    records: list[Known] = field(default_factory=list)
    holders: dict[tuple[str, Key], int] = field(default_factory=dict)

    def take(self, rows: Iterable[Identity]) -> None:
        """Note who holds which key; what very many share tells nobody apart."""
        by_key: dict[tuple[str, Key], list[int]] = defaultdict(list)
        for row in rows:
            by_key[row.kind, Key(What(row.what), row.key)].append(row.record_id)
        for (kind, key), ids in by_key.items():
            if len(ids) <= MOST_HOLDERS:
                self.holders[kind, key] = len(ids)
                for pk in ids:
                    self.shared.setdefault((kind, pk), set()).add(key)

    def knows_name(self) -> bool:
        """Some company bears the name that was said."""
        return any(kind == Company.kind and key.what is What.NAME for kind, key in self.holders)

    def knows_sender(self) -> bool:
        """Somebody has the very mail or telephone."""
        return any(kind == Contact.kind and key.what in (What.EMAIL, What.PHONE) for kind, key in self.holders)

    def of(self, record: Known) -> set[Key]:
        return self.shared.get((record.kind, record.pk), set())

    def is_alone(self, record: Known, key: Key) -> bool:
        """No other record of the type holds the key."""
        return self.holders.get((record.kind, key)) == 1


def find_known(inquiry: Inquiry) -> Found:
    """The holders of its keys, and of the companies found so the people whose names are like the sender's."""
    found = Found(keys_of(inquiry))
    found.take(_holders(found.keys.every()))
    if inquiry.company_name and not found.knows_name():
        near = Key.many(What.NAME, _near_names(inquiry))
        found.take(_holders({(Company.kind, key) for key in near}))
    found.records = _records(found.shared)
    if not found.knows_sender():
        found.records += _colleagues(inquiry, found)
    return found


# ── keys ──


def keys_of(inquiry: Inquiry) -> Keys:
    email = normalise_email(inquiry.email)
    reach = {*Key.many(What.EMAIL, _mailboxes(email)), *Key.many(What.PHONE, _phones(inquiry))}
    sites = {site_domain(inquiry.website), domain(email)} - {""}
    public = frozenset(_public(sites))
    names = Key.many(What.NAME, _whole_names(inquiry))
    company = reach | Key.many(What.NAME, [company_fold(inquiry.company_name)])
    return Keys(
        people=frozenset(reach | names),
        companies=frozenset(company | Key.many(What.DOMAIN, sites - public)),
        public=public,
    )


def _public(sites: set[str]) -> Iterable[str]:
    return PublicDomain.objects.offered().filter(name__in=sites).values_list("name", flat=True) if sites else ()


def _mailboxes(email: str) -> list[str]:
    """rudi+crm@acme.example is read by rudi@acme.example."""
    return [email, re.sub(r"\+[^@]*@", "@", email)]


def home_of(inquiry: Inquiry) -> str:
    return inquiry.country or (inquiry.department.default_country if inquiry.department else "")


def _phones(inquiry: Inquiry) -> list[str]:
    """As its country writes them; also as international numbers without the plus, which many people leave out."""
    home = home_of(inquiry)
    keys = phone_keys(inquiry.phone, home)
    figures = digits(inquiry.phone)
    if figures.startswith("00"):  # not every country begins international numbers so, and everybody writes them so
        return keys + phone_keys(f"+{figures[2:]}")
    code = str(phonenumbers.country_code_for_region(home)) if home else ""
    if 9 <= len(figures) <= 15 and "+" not in inquiry.phone and (not code or figures.startswith(code)):
        keys += phone_keys(f"+{figures}")
    return keys


def _whole_names(inquiry: Inquiry) -> list[str]:
    """First and last name, in both orders."""
    first, last = inquiry.first_name, inquiry.last_name
    return [person_fold(first, last), person_fold(last, first)]


def _near_names(inquiry: Inquiry) -> set[str]:
    """What else the name of the company may be: without what was added to it, and with slips of the finger mended."""
    words = company_key(inquiry.company_name).split()
    if not words:
        return set()
    whole = " ".join(words)
    bare = _without_additions(words, inquiry)
    ways = [bare, re.sub("([aou])e", r"\1", whole).split(), *_spellings(bare)]
    near = {company_fold(" ".join(way)) for way in ways}
    return {name for name in near if len(name) >= SHORTEST_NEAR} - {company_fold(whole)}


def _without_additions(words: list[str], inquiry: Inquiry) -> list[str]:
    places = normalise(f"{inquiry.city} {country_name(inquiry.country) if inquiry.country else ''}").split()
    return [word for word in words if word not in ADDED.split() and word not in places]


def _spellings(words: list[str]) -> list[tuple[str, ...]]:
    """The name with words that are known and nearly the same, each word as typed first."""
    latin = [transliterate(word) for word in words]
    meant = spelling.meant(latin)
    ways = [[word, *(near for near in meant.get(word, []) if near != word and is_slip(near, word))] for word in latin]
    return list(product(*(way[:4] for way in ways[:4])))[1:MOST_SPELLINGS] if len(ways) <= 4 else []


# ── holders ──


def _holders(keys: set[tuple[str, Key]]) -> list[Identity]:
    """One query; each key is a short range of the index, cut off where it is known to be too many."""
    if not keys:
        return []
    ordered = sorted((kind, str(key.what), key.key) for kind, key in keys)
    ranges = " UNION ALL ".join(f"SELECT * FROM ({ONE_KEY}) AS range_{number}" for number in range(len(ordered)))  # noqa: S608
    return list(Identity.objects.raw(ranges, [value for one in ordered for value in (*one, MOST_HOLDERS + 1)]))


def _records(shared: Iterable[tuple[str, int]]) -> list[Known]:
    """People first. The company of a contact comes with it, and only the others are asked for."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, pk in shared:
        ids[kind].add(pk)
    people = Contact.objects.knowing_who_works_further().select_related("company", "owner")
    contacts = _among(people, ids[Contact.kind])
    leads = _among(Lead.objects.select_related("owner"), ids[Lead.kind])
    here = {contact.company_id: contact.company for contact in contacts if contact.company_id in ids[Company.kind]}
    others = _among(Company.objects.select_related("owner"), ids[Company.kind] - here.keys())
    employers = [company for company in here.values() if company.is_live]
    return [*contacts, *leads, *sorted([*employers, *others], key=lambda company: company.pk)]


def _among(records: Any, ids: set[int]) -> list[Any]:
    return list(records.live().filter(pk__in=ids).order_by("pk")) if ids else []


def _colleagues(inquiry: Inquiry, found: Found) -> list[Contact]:
    """The people of the companies that were found, where the sender said a whole name; who is like them is weighed."""
    companies = [record.pk for record in found.records if isinstance(record, Company)]
    if not companies or not (inquiry.first_name and inquiry.last_name):
        return []
    people = Contact.objects.knowing_who_works_further().live().at(*companies[:MOST_HOLDERS])
    known = [record.pk for record in found.records if isinstance(record, Contact)]
    return list(people.exclude(pk__in=known).select_related("company", "owner").order_by()[:MOST_COLLEAGUES])
