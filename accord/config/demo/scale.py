"""Data of a size, for measuring: companies, contacts, leads, requests, deals and payments with fixed distributions.

Everything follows from the seed and the day alone, and goes through the same set forms as an import, so that history,
search and identities are there as they would be in a house that has worked for three years. It is written a batch of
companies at a time, with what hangs on them, so that a million companies need no more memory than a thousand.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and change as words

from __future__ import annotations

import math
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from accord.access import shipped as roles
from accord.accounts.models import Department, User
from accord.catalogue.models import Category, Product
from accord.contacts.models import Company, Contact
from accord.deals import shipped as pipelines
from accord.deals.models import Deal, Stage, State
from accord.dictionaries import shipped as directories
from accord.dictionaries.models import ClosingReason, DisqualificationReason, Industry, Source
from accord.history.models import Actor, Door
from accord.inquiries.models import Inquiry
from accord.jobs.models import Job
from accord.kit.inserting import insert, made
from accord.kit.sqlite3.filling import filling
from accord.leads.models import Lead
from accord.leads.models.status import Status
from accord.payments.models import Payment
from accord.preferences import switches

Progress = Callable[[str, int, int], None]

DAYS = 1095
BATCH = 200
TOGETHER = 10


@dataclass(frozen=True)
class Size:
    companies: int
    contacts: int
    deals: int
    leads: int
    outlier: int  # contacts of the last company


SIZES = {
    "tiny": Size(40, 100, 20, 10, 12),
    "s": Size(2_000, 5_000, 1_000, 250, 71),
    "m": Size(40_000, 100_000, 20_000, 5_000, 1_513),
    "l": Size(200_000, 500_000, 100_000, 25_000, 7_435),
    "xl": Size(1_000_000, 1_000_000, 1_000_000, 250_000, 20_000),
}

MATERIALS = (
    "Steel Stone Timber Copper Glass Carbon Marine Polar River Harbour Summit Valley Northern Southern Eastern Western "
    "Atlantic Baltic Alpine Delta Prime United Global Modern Silver Golden Amber Cedar Falcon Orion Vector Quantum "
    "Solar Hydro Thermal Electric Digital Precise Rapid Solid"
).split()
TRADES = (
    "Bearings Pumps Cranes Valves Motors Turbines Cables Sensors Drives Tools Gears Filters Presses Boilers Lifts "
    "Robotics Systems Logistics Foods Textiles Plastics Chemicals Paper Optics Medical Pharma Energy Mining Shipping "
    "Foundry Castings Coatings Packaging Furniture Windows Bridges Railways Aviation Security Software"
).split()
FORMS = ("GmbH", "Ltd", "Inc", "AG", "SA", "BV", "AB", "Oy")
COUNTRIES = (
    "DE US FR GB IT ES NL PL SE CH AT BE CZ DK NO FI PT RO HU GR TR IN CN JP KR BR MX CA AU ZA NG KE EG MA AE SA IL TH "
    "VN ID"
).split()
FIRST_NAMES = tuple(
    head + tail
    for head in "An Bor Car Dan El Fe Gus Han Iv Jul Kar Li".split()
    for tail in "a is la ina en on us o e ika".split()
)
SYLLABLES = (
    "Berg Lind Ham Kor Mar Nov Pet Ros Sand Tor Ul Vin Wal Zim Bran Dor Fal Gar Hol Jan Kel Lor Mil Nor Ost".split(),
    "berg quist son ova ski mann etti ez ard ing ow ler sen dal stein ini aux eli ikov ström feld wood ton".split(),
)
LAST_NAMES = tuple(head + tail for head in SYLLABLES[0] for tail in SYLLABLES[1])
POSITIONS = ("Buyer", "Head of purchasing", "Engineer", "Managing director", "Accountant", "")
PRODUCTS = tuple(f"{material} {trade.lower()}" for material in MATERIALS[:10] for trade in TRADES[:20])
STEPS = ("Call back", "Send the offer", "Visit the plant", "Ask for the drawings", "Agree on terms")
PROSE = "We are looking for a partner who delivers on time, keeps spare parts and speaks our language. "
OPEN_STAGES = ("new", "first-contact", "needs", "presentation", "offer", "prototype", "decision")
STATUSES = {
    Status.NEW: 15,
    Status.NURTURING: 20,
    Status.INTEREST: 15,
    Status.PAUSED: 10,
    Status.DISQUALIFIED: 25,
    Status.CONVERTED: 15,
}
CATEGORIES = TRADES[:20]
CITIES = tuple(f"{head}{tail}" for head in ("North", "South", "East", "West", "Old") for tail in ("port", "field"))


@dataclass(frozen=True)
class Passing(Actor):
    """Somebody at work, for whom a little time passes between one record and the next, up to the demo's evening."""

    clock: Callable[[], datetime] = datetime.now

    def now(self) -> datetime:
        return self.clock()


def make(scale: str, *, today: date, seed: int, progress: Progress) -> None:
    """Fill an empty database; `progress` is told what is being made, how many are there, and of how many."""
    _Maker(SIZES[scale], today, seed, progress).run()


class _Maker:
    def __init__(self, size: Size, today: date, seed: int, progress: Progress) -> None:
        self.size, self.today, self.progress = size, today, progress
        self.random = Random(seed)
        self.managers: list[User] = []
        self.extra_contacts = max(size.contacts - size.companies - size.outlier + 1, 0)
        self.weights = [1 / rank**0.8 for rank in range(1, len(COUNTRIES) + 1)]

    def run(self) -> None:
        with filling(connection):
            with transaction.atomic():
                self.furnish()
                self.hire()
                self.offer()
            batch = max(min(BATCH, self.size.companies // 20), 10)  # at least two batches for each of the ten managers
            for start in range(0, self.size.companies, TOGETHER * batch):
                self.work_on(range(start, min(start + TOGETHER * batch, self.size.companies), batch))
                if not start:
                    self.count()  # without any figures, databases choose an index that names a type and nothing else
            with transaction.atomic():
                self.swell_outlier()
                self.keep_quiet()
            self.count()

    def count(self) -> None:
        """Have the database know what is frequent."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def work_on(self, starts: range) -> None:
        """Some batches in one transaction: the full-text index is written once for all of them."""
        with transaction.atomic():
            for start in starts:
                self.work(start, min(start + starts.step, self.size.companies))
                self.progress("companies", min(start + starts.step, self.size.companies), self.size.companies)
            self.keep_quiet()

    def keep_quiet(self) -> None:
        """Nobody is told of years gone by."""
        Job.objects.filter(unique_key__startswith="tell-").delete()

    # ── who and when ──

    def moment(self, days_ago: float) -> datetime:
        return datetime.combine(self.today, time(9, 30), ZoneInfo("UTC")) - timedelta(days=max(days_ago, 0))

    def by(self, person: User, days_ago: float, count: int = 1, span: float = 1.0) -> Passing:
        """`count` records of that person, evenly over `span` days from then on."""
        first, step, end = self.moment(days_ago), timedelta(days=span) / max(count, 1), self.moment(0)
        passed = iter(range(10**9))
        return Passing(person=person, door=Door.WEB, trusted=True, clock=lambda: min(first + next(passed) * step, end))

    def house(self) -> Actor:
        return Actor(door=Door.CONSOLE, trusted=True, at=self.moment(DAYS + 5))

    # ── the house ──

    def furnish(self) -> None:
        roles.install(by=self.house())
        directories.install(by=self.house())
        pipelines.install(by=self.house())
        switches.change({"company_name": "Nordlift", "demo": True}, by=self.house())
        self.stages = {stage.code: stage for stage in Stage.objects.live().select_related("group", "pipeline")}
        reasons = list(ClosingReason.objects.live().order_by("pk"))
        self.reasons = {True: [r for r in reasons if r.success], False: [r for r in reasons if r.success is False]}
        self.source = Source.objects.live().order_by("pk").first()
        self.given_up = list(DisqualificationReason.objects.live().order_by("pk"))

    def hire(self) -> None:
        """An administrator, ten sales managers (manager1 is the measured one), an operator."""
        departments = [
            Department.objects.add(
                by=self.house(), name=name, default_country=country, default_currency=currency, works_globally=globally
            )
            for name, country, currency, globally in (
                ("Global sales", "DE", "EUR", True),
                ("Local sales", "US", "USD", False),
            )
        ]
        self.person("admin", "administrator", None)
        for number in range(1, 11):
            self.managers.append(self.person(f"manager{number}", "sales_manager", departments[number > 6]))
        self.person("operator", "operator", departments[0])

    def person(self, username: str, role: str, department: Department | None) -> User:
        person = User.objects.add(
            by=self.house(),
            username=username,
            first_name=self.random.choice(FIRST_NAMES),
            last_name=self.random.choice(LAST_NAMES),
            email=f"{username}@nordlift.example",
            department=department,
            password=make_password(None),
            is_demo=True,
        )
        roles.give(person.pk, role, by=self.house())
        person.refresh_from_db()
        return person

    def offer(self) -> None:
        """Two hundred products in twenty categories, half of each department."""
        known: Any = Category.objects
        categories = [known.add(by=self.house(), name=trade) for trade in CATEGORIES]
        prices: list[Any] = [Decimal(self.random.randint(50, 9_000)) for _ in range(10 * len(categories))]
        products = [
            Product(
                name=f"{material} {category.name.lower()}, series {number}",
                code=f"P-{category.pk:03}-{number}",
                category=category,
                price=prices.pop(),
                currency="EUR",
                department=self.managers[number % 10].department,
            )
            for category in categories
            for number, material in enumerate(self.random.sample(MATERIALS, 10))
        ]
        Product.objects.add_all(products, by=self.house())

    # ── a batch of companies and all that hangs on them ──

    def work(self, start: int, end: int) -> None:
        """The last batch is the measured manager's; each manager has a tenth."""
        size, total = self.size, self.size.companies
        batch_number = (total - end) // max(end - start, 1)
        person = self.managers[batch_number % 10]
        age = DAYS * (1 - start / total)
        span = min(DAYS * (end - start) / total, age)
        self.span = span
        companies = [self.company(number) for number in range(start, end)]
        Company.objects.add_all(companies, by=self.by(person, age, end - start, span))
        self.tag(companies)
        more = self.extra_contacts * end // total - self.extra_contacts * start // total
        hosts = companies + self.random.choices(companies, k=more)
        contacts = [self.contact(company, main=place < len(companies)) for place, company in enumerate(hosts)]
        Contact.objects.add_all(contacts, by=self.by(person, age, len(contacts), span))
        self.name_main(companies)
        self.hope(person, age, size.leads * end // total - size.leads * start // total)
        wanted = size.deals * end // total - size.deals * start // total
        self.sell(person, age, companies, {c.company_id: c for c in contacts[: len(companies)]}, wanted)

    def company(self, number: int) -> Company:
        pick = self.random
        country = pick.choices(COUNTRIES, self.weights)[0]
        name = f"{pick.choice(MATERIALS)} {pick.choice(TRADES)} {pick.choice(FORMS)} {number + 1}"
        return made(
            Company,
            name=name,
            country=country,
            city=pick.choice(CITIES),
            website=f"company{number + 1}.example",
            email=f"office@company{number + 1}.example",
            phone=self.phone(),
            description=(PROSE * 3)[:220] if pick.random() < 0.4 else "",
            takes_mailings=pick.random() < 0.9,
            disqualified=pick.random() < 0.03,
        )

    def phone(self) -> str:
        spelling = self.random.choice(("+49 {} {}", "0049 {}{}", "+49-{}-{}", "+49({}){}"))
        return spelling.format(self.random.randint(30, 99), self.random.randint(1_000_000, 9_999_999))

    def tag(self, companies: Sequence[Company]) -> None:
        """One or two industries each, in one statement."""
        if not hasattr(self, "industries"):
            self.industries = list(Industry._default_manager.order_by("pk").values_list("pk", flat=True))
        through = Company.industries.through
        links = [
            made(through, company_id=company.pk, industry_id=pk)
            for company in companies
            for pk in self.random.sample(self.industries, self.random.randint(1, 2))
        ]
        insert(links)

    def contact(self, company: Company, *, main: bool = False) -> Contact:
        pick = self.random
        first, last = pick.choice(FIRST_NAMES), pick.choice(LAST_NAMES)
        self.made = getattr(self, "made", 0) + 1
        return made(
            Contact,
            first_name=first,
            last_name=last,
            company=company,
            main=main,
            position=pick.choice(POSITIONS),
            country=company.country,
            city=company.city,
            email=f"{first}.{last}.{self.made}@{company.website}".lower().replace("ö", "o"),
            mobile=self.phone() if pick.random() < 0.5 else "",
        )

    def name_main(self, companies: Sequence[Company]) -> None:
        """The contact of each company that bears the mark, in one statement."""
        marked = Contact.objects.filter(company=OuterRef("pk"), main=True).order_by("pk").values("pk")[:1]
        rows = Company.objects.filter(pk__in=[company.pk for company in companies])
        rows.derive(main_contact=Subquery(marked))

    def hope(self, person: User, age: float, wanted: int) -> None:
        leads = [self.lead(person) for _ in range(wanted)]
        if leads:
            Lead.objects.add_all(leads, by=self.by(person, age, wanted, self.span))

    def lead(self, person: User) -> Lead:
        pick = self.random
        self.hopes = getattr(self, "hopes", 0) + 1
        first, last, status = (
            pick.choice(FIRST_NAMES),
            pick.choice(LAST_NAMES),
            pick.choices([*STATUSES], [*STATUSES.values()])[0],
        )
        return made(
            Lead,
            subject=f"{pick.choice(PRODUCTS)} {self.hopes}",
            first_name=first,
            last_name=last,
            company_name=f"{pick.choice(MATERIALS)} {pick.choice(TRADES)} {self.hopes}",
            email=f"{first}.{last}.{self.hopes}@lead{self.hopes}.example".lower().replace("ö", "o"),
            phone=self.phone(),
            country=pick.choices(COUNTRIES, self.weights)[0],
            source=self.source,
            status=status,
            disqualification_reason=pick.choice(self.given_up) if status == Status.DISQUALIFIED else None,
            owner=None if status == Status.NEW else person,
            department=person.department,
        )

    # ── selling ──

    def sell(self, person: User, age: float, companies: list[Company], known: dict[Any, Contact], wanted: int) -> None:
        if not wanted:
            return
        buyers = self.random.sample(companies, max(len(companies) // 3, 1))
        chosen = [self.random.choice(buyers) for _ in range(wanted)]
        ages = [age - self.span * place / wanted for place in range(wanted)]
        inquiries = [
            self.inquiry(company, known[company.pk], person, old) for company, old in zip(chosen, ages, strict=True)
        ]
        extra = [self.stray(person, age) for _ in range(wanted // 4 + (self.random.random() < wanted % 4 / 4))]
        every = inquiries + extra
        Inquiry.objects.add_all(every, by=self.by(person, age, len(every), self.span))
        deals = [self.deal(inquiry, person, old) for inquiry, old in zip(inquiries, ages, strict=True)]
        Deal.objects.add_all(deals, by=self.by(person, age, len(deals), self.span), verb="opened")
        self.walk(person, deals, ages)

    def inquiry(self, company: Company, contact: Contact, person: User, age: float, **values: Any) -> Inquiry:
        given: dict[str, Any] = {
            "subject": f"{self.random.choice(PRODUCTS)} for {company.name}",
            "status": "processed",
            "company": company if company.pk else None,
            "contact": contact if contact.pk else None,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "email": contact.email,
            "company_name": company.name,
            "country": company.country,
            "city": company.city,
        }
        return made(
            Inquiry,
            **{**given, **values},
            ticket=self.ticket(),
            owner=person,
            department=person.department,
            received_on=self.today - timedelta(days=int(age)),
            source=self.source,
            products="\n".join(self.random.sample(PRODUCTS, self.random.randint(1, 2)))
            if self.random.random() < 0.9
            else "",
            description=(PROSE * 4)[:300],
        )

    def stray(self, person: User, age: float) -> Inquiry:
        """Of the quarter that led to no deal: a fifth waits, not longer than a month; the others asked before."""
        pending = self.random.random() < 0.2
        first, last = self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES)
        unknown = made(
            Contact, first_name=first, last_name=last, email=f"{self.random.randrange(10**9)}@unknown.example"
        )
        stray = made(Company, name="", country=self.random.choice(COUNTRIES))
        subject = self.random.choice(PRODUCTS)
        age = self.random.uniform(0, 30) if pending else age
        status = "pending" if pending else "duplicate"
        asked = self.inquiry(stray, unknown, person, age, status=status, subject=subject)
        if pending:
            asked.owner = None
        return asked

    def ticket(self) -> str:
        return "A" + urlsafe_b64encode(self.random.randbytes(6)).decode().replace("-", "x").replace("_", "y") + "0" * 2

    def deal(self, inquiry: Inquiry, person: User, age: float) -> Deal:
        value = math.exp(self.random.gauss(math.log(8_200), 1.09))
        amount: Any = Decimal(f"{value:.2f}")
        return made(
            Deal,
            name=inquiry.subject,
            ticket=inquiry.ticket,
            inquiry=inquiry,
            company=inquiry.company,
            contact=inquiry.contact,
            owner=person,
            co_owner=self.random.choice(self.managers) if self.random.random() < 0.05 else None,
            department=person.department,
            stage=self.stages["new"],
            source=self.source,
            product=", ".join(inquiry.wants)[:250],
            important=self.random.random() < 0.05,
            amount=amount,
            currency=self.random.choice(("EUR", "USD")),
            started_on=self.today - timedelta(days=int(age)),
            expected_on=self.today + timedelta(days=self.random.randint(-10, 120) - int(age) // 4),
        )

    def walk(self, person: User, deals: list[Deal], ages: list[float]) -> None:
        """To where they stand today: open are most of the young, half of the middle, a tenth of the old ones."""
        fates: dict[str, list[tuple[Deal, dict[str, Any]]]] = {"moved": [], "won": [], "lost": [], "archived": []}
        for deal, age in zip(deals, ages, strict=True):
            verb, values = self.fate(age)
            fates[verb].append((deal, values))
        for verb, pairs in fates.items():
            later = max(ages[-1] - (2 if verb == "moved" else 50), 0.01)
            for start in range(0, len(pairs), BATCH):
                by = self.by(person, later, 2 * BATCH, min(1, later))
                Deal.objects.change_each(pairs[start : start + BATCH], verb, by=by)
        self.get_paid(person, ages[-1], [d for d, _ in fates["won"]], [d for d, _ in fates["moved"]])

    def fate(self, age: float) -> tuple[str, dict[str, Any]]:
        pick = self.random
        if pick.random() < (0.9 if age < 60 else 0.5 if age < 180 else 0.1):
            stage = self.stages[OPEN_STAGES[min(int(pick.expovariate(0.3)), len(OPEN_STAGES) - 1)]]
            due = self.today + timedelta(days=pick.randint(-20, 40))
            return "moved", {**self.into(stage), "next_step": pick.choice(STEPS), "next_step_on": due}
        lasted = min(pick.lognormvariate(math.log(50), 0.7), 400, age)
        values: dict[str, Any] = {
            "closed_on": self.today - timedelta(days=int(age - lasted)),
            "closed_from": self.stages[OPEN_STAGES[min(int(pick.expovariate(0.4)), len(OPEN_STAGES) - 1)]],
        }
        if pick.random() < 0.3:
            values |= {"won_on": values["closed_on"], "closed_from": self.stages["decision"]}
            values |= {"closing_reason": pick.choice(self.reasons[True])}
            return "won", {**self.into(self.stages["completed"]), **values}
        if pick.random() < 0.04:
            return "archived", {**self.into(self.stages["old"]), **values}
        values["closing_reason"] = pick.choice(self.reasons[False])
        return "lost", {**self.into(self.stages["refusal"]), **values}

    def into(self, stage: Stage) -> dict[str, Any]:
        return {"stage": stage, "probability": stage.probability}

    def get_paid(self, person: User, age: float, won: list[Deal], running: list[Deal]) -> None:
        payments = [payment for deal in won for payment in self.received(deal)]
        payments += [self.expected(deal) for deal in running if self.random.random() < 0.4 and deal.state == State.OPEN]
        if payments:
            Payment.objects.add_all(payments, by=self.by(person, max(age - 50, 0), len(payments)))

    def received(self, deal: Deal) -> list[Payment]:
        parts = self.random.choices((1, 2, 3), (5, 3, 2))[0]
        share = max((deal.amount / parts).quantize(Decimal("0.01")), Decimal("0.01"))
        day = deal.closed_on or self.today
        return [
            made(
                Payment,
                deal=deal,
                purpose=f"Part {part + 1}",
                amount=share,
                received=share,
                currency=deal.currency,
                status="paid",
                paid_on=min(day + timedelta(days=20 * part), self.today),
                planned_on=day + timedelta(days=20 * part),
            )
            for part in range(parts)
        ]

    def expected(self, deal: Deal) -> Payment:
        due = self.today + timedelta(days=self.random.randint(-20, 100))
        return made(
            Payment,
            deal=deal,
            purpose="Advance",
            amount=max(deal.amount, Decimal("0.01")),
            currency=deal.currency,
            certainty=self.random.choice(("guaranteed", "high", "low")),
            planned_on=due,
            status="overdue" if due < self.today else "planned",
        )

    # ── the company that is too large ──

    def swell_outlier(self) -> None:
        """The last company, the measured manager's, with very many contacts."""
        last = Company.objects.select_related("owner", "department").order_by("-pk")[0]
        person, wanted = self.managers[0], self.size.outlier - Contact.objects.filter(company=last).count()
        for start in range(0, max(wanted, 0), BATCH):
            some = [self.contact(last) for _ in range(min(BATCH, wanted - start))]
            Contact.objects.add_all(some, by=self.by(person, 0))
            self.progress("contacts", min(start + BATCH, wanted), wanted)
