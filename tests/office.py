"""The named cast of every test: a company of two sales departments, and what they work on.

Anna sells in the north, Boris is her colleague, Hanna heads them, Zoe sells in the south, Olga operates, Alba keeps the
accounts, Dora directs, Erik is the executive, Carla keeps the CRM, Ada administers, Sven packs boxes and holds no role,
Gustav has left. Acme is Anna's company, Rudi its buyer, the crane deal hers; Solar is Zoe's; nobody has taken the
request from the web yet. Mira of Baltic Terminals is Anna's lead, the quay in Gdynia is nobody's.
"""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accord.access import shipped as shipped_roles
from accord.accounts.models import Department, User
from accord.catalogue.models import Product
from accord.contacts.models import Company, Contact
from accord.deals import shipped as shipped_deals
from accord.deals.models import Deal, Pipeline, Stage
from accord.dictionaries import shipped as shipped_entries
from accord.dictionaries.models import ClosingReason, DisqualificationReason, TaxRate, Unit
from accord.history.models import Actor, Door
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.payments.models import Payment
from tests.database import AtRest

PASSWORD = "correct horse battery"
HASH = make_password(PASSWORD, hasher="argon2", salt="office-test-salt")


class Office:
    """Everybody and everything by name. People exist from the start; records are made when a test first names them."""

    password = PASSWORD
    north: Department
    south: Department
    anna: User
    boris: User
    hanna: User
    zoe: User
    olga: User
    alba: User
    dora: User
    erik: User
    carla: User
    ada: User
    sven: User
    gustav: User

    everybody: bytes = b""
    """As they were when the office was founded: reading them anew for each test took as long as what it does."""

    def __init__(self) -> None:
        self.house = Actor.house(Door.CONSOLE)
        if not self._come_in():
            self._found()
            Office.everybody = pickle.dumps(self._read())
            self._come_in()

    def _come_in(self) -> bool:
        """Whether the office was furnished before this test: everybody is there already."""
        everybody = pickle.loads(self.everybody) if self.everybody else {}
        if not everybody or not User.objects.filter(pk=everybody["gustav"].pk).exists():
            return False
        vars(self).update(everybody)
        return True

    def _read(self) -> dict[str, Department | User]:
        people = {person.username: person for person in User.objects.select_related("department")}
        return people | {department.name.lower(): department for department in Department.objects.all()}

    def _found(self) -> None:
        shipped_roles.install(by=self.house)
        shipped_entries.install(by=self.house)
        shipped_deals.install(by=self.house)
        self.north = self._department("North", default_country="DE", default_currency="EUR")
        self.south = self._department("South", default_country="IN", default_currency="USD")
        self.anna = self.person("Anna Lindqvist", "sales_manager", self.north, time_zone="Europe/Berlin")
        self.boris = self.person("Boris Petrov", "sales_manager", self.north)
        self.hanna = self.person("Hanna Weiss", "sales_manager", self.north)
        self.zoe = self.person("Zoe Okafor", "sales_manager", self.south)
        self.olga = self.person("Olga Novak", "operator", self.north)
        self.alba = self.person("Alba Ferreira", "accountant", None)
        self.dora = self.person("Dora Castellan", "commercial_director", None)
        self.erik = self.person("Erik Sand", "executive", None)
        self.carla = self.person("Carla Bruni", "crm_administrator", None)
        self.ada = self.person("Ada Byron", "administrator", None)
        self.sven = self.person("Sven Holm", None, self.north)
        self.gustav = self.person("Gustav Adler", "sales_manager", self.north)
        self.north.change("edited", by=self.house, head=self.hanna)
        self.gustav.deactivate(by=self.house)

    # ── builders ──

    def person(self, name: str, role: str | None, department: Department | None, **values: Any) -> User:
        first, last = name.split()
        person = User.objects.add(
            by=Actor.house(Door.CONSOLE),
            username=first.lower(),
            email=f"{first.lower()}@office.example",
            first_name=first,
            last_name=last,
            department=department,
            password=HASH,
            **values,
        )
        if role:
            shipped_roles.give(person.pk, role, by=Actor.house(Door.CONSOLE))
        person.refresh_from_db()
        return person

    def company(self, name: str, owner: User | None = None, **values: Any) -> Company:
        return Company.objects.add(by=(owner or self.anna).acting(), name=name, **values)

    def contact(self, first: str, last: str, owner: User | None = None, **values: Any) -> Contact:
        return Contact.objects.add(by=(owner or self.anna).acting(), first_name=first, last_name=last, **values)

    def product(self, name: str, owner: User | None = None, **values: Any) -> Product:
        given: dict[str, Any] = {"price": Decimal("1500"), "currency": "EUR"} | values
        return Product.objects.add(by=(owner or self.anna).acting(), name=name, **given)

    def deal(self, name: str, owner: User | None = None, **values: Any) -> Deal:
        given: dict[str, Any] = {"pipeline": self.pipeline, "stage": self.stage("New"), "currency": "EUR"} | values
        return Deal.objects.add(by=(owner or self.anna).acting(), name=name, **given)

    def payment(self, deal: Deal, amount: str, **values: Any) -> Payment:
        given: dict[str, Any] = {
            "currency": deal.currency,
            "status": "planned",
            "planned_on": date(2026, 12, 18),
        } | values
        return Payment.objects.add(by=self.house.consequence(), deal=deal, amount=Decimal(amount), **given)

    def inquiry(self, subject: str, **values: Any) -> Inquiry:
        given: dict[str, Any] = {
            "department": self.north,
            "first_name": "Karl",
            "email": "karl@unknown.example",
        } | values
        return Inquiry.objects.add(by=Actor.house(Door.FORM), subject=subject, **given)

    def lead(self, subject: str, owner: User | None = None, **values: Any) -> Lead:
        return Lead.objects.add(by=(owner or self.anna).acting(), subject=subject, **values)

    # ── what they work with ──

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline.objects.live().order_by("pk")[0]

    @cached_property
    def standard(self) -> Pipeline:
        """The other pipeline that comes with the product."""
        return Pipeline.objects.get(code="standard")

    def stage(self, name: str) -> Stage:
        return Stage.objects.live().get(pipeline=self.pipeline, name=name)

    @cached_property
    def signed(self) -> ClosingReason:
        """The reason for closing as won."""
        return ClosingReason.objects.live().filter(success=True).order_by("pk")[0]

    @cached_property
    def too_dear(self) -> ClosingReason:
        """A reason for closing as lost."""
        return ClosingReason.objects.live().filter(success=False).order_by("pk")[0]

    @cached_property
    def no_answer(self) -> DisqualificationReason:
        """No contact at all: a reason for giving a lead up."""
        return DisqualificationReason.objects.live().order_by("pk")[0]

    @cached_property
    def piece(self) -> Unit:
        return Unit.objects.get(name="Piece")

    @cached_property
    def vat(self) -> TaxRate:
        """19 % of Germany."""
        return TaxRate.objects.get(name="19 %", country="DE")

    @cached_property
    def ring(self) -> Product:
        """A product of the north: € 1,500 the piece, 19 % tax."""
        return self.product("Slewing ring", code="SR-100", unit=self.piece, tax_rate=self.vat)

    @cached_property
    def acme(self) -> Company:
        return self.company("Acme Harbour GmbH", country="DE")

    @cached_property
    def rudi(self) -> Contact:
        return self.contact("Rudi", "Hakimi", company=self.acme, email="rudi@acme.example", phone="+49 40 123456")

    @cached_property
    def crane(self) -> Deal:
        return self.deal("Harbour crane retrofit", company=self.acme, contact=self.rudi, amount=Decimal("486000"))

    @cached_property
    def advance(self) -> Payment:
        return self.payment(self.crane, "48600")

    @cached_property
    def solar(self) -> Company:
        return self.company("Solar Pumps Ltd", owner=self.zoe, country="IN")

    @cached_property
    def pumps(self) -> Deal:
        return self.deal("Pump station", owner=self.zoe, company=self.solar, amount=Decimal("12000"), currency="USD")

    @cached_property
    def mira(self) -> Lead:
        """Anna's lead: Mira Holt of Baltic Terminals wants lights."""
        return self.lead(
            "Terminal lighting",
            first_name="Mira",
            last_name="Holt",
            email="mira@baltic.example",
            phone="+48 58 555 0101",
            company_name="Baltic Terminals",
            country="PL",
        )

    @cached_property
    def quay(self) -> Lead:
        """A lead that nobody has taken yet."""
        return Lead.objects.add(
            by=Actor.house(Door.FORM), subject="Quay in Gdynia", company_name="Port Gdynia", department=self.north
        )

    @cached_property
    def web_request(self) -> Inquiry:
        return self.inquiry("Spare slewing rings")

    def _department(self, name: str, **values: Any) -> Department:
        return Department.objects.add(by=self.house, name=name, **values)


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, at_rest: AtRest, django_db_blocker: Any) -> None:
    """The cast is hired once for all tests of a session; what a test does with them is rolled back or laid back."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            Office()
        if at_rest.kept:
            at_rest.keep()


@pytest.fixture
def office(furnished: None, db: None) -> Office:
    return Office()
