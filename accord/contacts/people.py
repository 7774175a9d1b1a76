"""Who works where, as pages show it: contact and company together, with the position there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accord.accounts.models import User
from accord.contacts.models import Company, Contact, Employment

MOST = 50


@dataclass(frozen=True)
class Place:
    """A contact at a company. Without an employment it is the contact's own company."""

    contact: Contact
    company: Company | None
    employment: Employment | None
    is_main: bool

    @property
    def position(self) -> str:
        return (self.employment or self.contact).position

    @property
    def detail(self) -> str:
        at = self.employment or self.contact
        return ", ".join(filter(None, (at.position, at.division)))


def people_of(company: Company, person: User, most: int = MOST) -> list[Place]:
    """The people of a company whom the person sees, the main one first."""
    rows = Contact.objects.visible_to(person).at(company).main_first(company.pk)
    return at_company(rows[:most], company)


def at_company(contacts: Iterable[Contact], company: Company | None) -> list[Place]:
    """These contacts as they stand at the company; one more query where some belong to another one."""
    people = list(contacts)
    others = [contact.pk for contact in people if company and contact.company_id != company.pk]
    further = Employment.objects.of(company).filter(contact__in=others) if others else ()
    employments = {employment.contact_id: employment for employment in further}
    main = company.main_contact_id if company else None
    return [Place(contact, company, employments.get(contact.pk), contact.pk == main) for contact in people]


def at_companies(ids: Sequence[int]) -> Q:
    """Who belongs to one of these companies, or works there as well."""
    own, further = Contact.objects.branches_at(*ids)
    return Q(pk__in=own.union(further, all=True))


def companies_of(contact: Contact, person: User) -> list[Place]:
    """Where a contact works as far as the person sees the companies, its own first."""
    rows = Company.objects.visible_to(person)
    own = list(rows.filter(pk=contact.company_id)) if contact.company_id else []
    employments = Employment.objects.of(contact).visible_to(person)
    further = [(row.company, row) for row in employments.order_by("company__sort_key", "pk")[:MOST]]
    return [
        Place(contact, company, employment, company.main_contact_id == contact.pk)
        for company, employment in [*((company, None) for company in own), *further]
    ]
