"""Somebody who sees only what is theirs: twelve records of each type among all those of the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accord.access.models import Grant, Membership, Role
from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.deals.models import Deal, Stage
from accord.history.models import Actor
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.payments.models import Payment

OWNED = 12


def narrow(*, by: Actor) -> User:
    """Made with the first measurement of a database."""
    found = User.objects.filter(username="assistant").first()
    if found is not None:
        return found
    home = User.objects.get(username="manager1").department
    person: User = User.objects.add(by=by, username="assistant", first_name="Nar", last_name="Row", department=home)
    role = Role.objects.introduce(by=by, name="Own only")
    Grant.objects.add_all([Grant(role=role, type="*", right=r, reach="own") for r in ("view", "add", "change")], by=by)
    Membership.objects.add(by=by, role=role, person=person)
    person.refresh_from_db()
    _give_work(person)
    return person


def _give_work(person: User) -> None:
    by, numbers = Actor(person=person, trusted=True), range(OWNED)
    worth: dict[str, Any] = {"amount": Decimal(1000), "currency": "EUR"}
    stage = Stage.objects.live().order_by("pk")[0]
    companies = [Company(name=f"Narrow Works {n}", country="DE") for n in numbers]
    Company.objects.add_all(companies, by=by)
    contacts = [Contact(first_name="Ina", last_name=f"Narrow {n}", company=companies[n]) for n in numbers]
    Contact.objects.add_all(contacts, by=by)
    Lead.objects.add_all([Lead(subject=f"Narrow hope {n}", first_name="Ina") for n in numbers], by=by)
    wishes = [Inquiry(subject=f"Narrow wish {n}", first_name="Ina", received_on=by.today()) for n in numbers]
    for wish in wishes:
        wish.owner = person
    Inquiry.objects.add_all(wishes, by=by)
    deals = [
        Deal(name=f"Narrow deal {n}", company=companies[n], contact=contacts[n], stage=stage, **worth) for n in numbers
    ]
    Deal.objects.add_all(deals, by=by)
    payments = [Payment(deal=deal, status="planned", planned_on=by.today(), **worth) for deal in deals]
    Payment.objects.add_all(payments, by=by)
