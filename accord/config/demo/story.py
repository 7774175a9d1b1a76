"""The story of Nordlift:

Written through the same verbs as everything else, by the people who did it, on the days they did it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from accord.access import shipped as roles
from accord.accounts.models import Department, User
from accord.config.demo import cast, clients, goods, prospects, years
from accord.contacts.models import Company, Contact
from accord.deals import shipped as pipelines
from accord.deals.models import Deal, Stage, State
from accord.dictionaries import shipped as directories
from accord.dictionaries.models import ClosingReason, Industry, Source
from accord.history.models import Actor, ChangeSet, Door
from accord.inquiries.models import Inquiry
from accord.notifications.models import Notification
from accord.notifications.telling import notices_of
from accord.payments.models import Payment
from accord.preferences import switches

WAY = ("new", "first-contact", "needs", "presentation", "offer", "prototype", "decision")


class Story:
    """Tells it once, into an empty database. `tick` is called after each chapter with its name."""

    def __init__(self, today: date, tick: Callable[[str], None]) -> None:
        self.today, self.tick = today, tick
        self.people: dict[str, User] = {}
        self.departments: dict[str, Department] = {}
        self.companies: dict[str, Company] = {}
        self.contacts: dict[str, Contact] = {}
        self.deals: list[Deal] = []

    def tell(self) -> None:
        for chapter in (
            self.furnish,
            self.hire,
            self.meet_companies,
            self.meet_contacts,
            self.describe_clients,
            self.keep_rates,
            self.offer,
            self.remember,
            self.meet_prospects,
            self.sell,
            self.get_paid,
            self.receive,
            self.read_the_news,
        ):
            chapter()
            self.tick(chapter.__name__)

    # ── who and when ──

    def house(self, days_ago: int = 860) -> Actor:
        return Actor(person=None, door=Door.CONSOLE, trusted=True, at=self.moment(days_ago))

    def by(self, username: str, days_ago: float) -> Actor:
        return Actor(person=self.people[username], trusted=True, at=self.moment(days_ago))

    def moment(self, days_ago: float, clock: time = time(9, 30)) -> datetime:
        """A working hour of that day; never later than now."""
        at = datetime.combine(self.today, clock, ZoneInfo("UTC")) - timedelta(days=days_ago)
        return min(at, datetime.now(ZoneInfo("UTC")))

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.today + timedelta(days=offset)

    # ── chapters ──

    def furnish(self) -> None:
        """Directories, roles and switches."""
        house = self.house()
        roles.install(by=house)
        directories.install(by=house)
        pipelines.install(by=house)
        switches.change({"company_name": "Nordlift", "demo": True}, by=self.house())

    def hire(self) -> None:
        for code, name, country, currency in (
            ("global", "Global sales", "DE", "EUR"),
            ("local", "Local sales", "NG", "USD"),
        ):
            self.departments[code] = Department.objects.add(
                by=self.house(),
                name=name,
                default_country=country,
                default_currency=currency,
                works_globally=code == "global",
            )
        for username, first, last, department, role, title, zone in cast.PEOPLE:
            self.people[username] = User.objects.add(
                by=self.house(),
                username=username,
                first_name=first,
                last_name=last,
                email=f"{username}@nordlift.example",
                department=self.departments.get(department or ""),
                job_title=title,
                time_zone=zone,
                password=make_password(None),
                is_demo=True,
            )
            if role:
                roles.give(self.people[username].pk, role, by=self.house())
        for username, manager in (
            ("anna", "hanna"),
            ("boris", "hanna"),
            ("hanna", "dora"),
            ("zoe", "dora"),
            ("mateo", "zoe"),
        ):
            self.people[username].change("hired", by=self.house(), manager=self.people[manager])
        self.departments["global"].change("edited", by=self.house(), head=self.people["hanna"])
        self.departments["local"].change("edited", by=self.house(), head=self.people["zoe"])
        for person in self.people.values():
            person.refresh_from_db()

    def meet_companies(self) -> None:
        known: Any = Industry.objects
        industries = {industry.name: industry for industry in known.live()}
        for number, (key, name, country, city, site, phone, industry, owner) in enumerate(cast.COMPANIES):
            self.companies[key] = Company.objects.add(
                by=self.by(owner, 840 - 6 * number),
                name=name,
                country=country,
                city=city,
                website=site,
                phone=phone,
                email=f"office@{site}",
                industries=[industries[industry]],
                department=self.people[owner].department,
            )

    def meet_contacts(self) -> None:
        for number, (key, first, last, position, main) in enumerate(cast.CONTACTS):
            company = self.companies[key]
            by = self.by(self._owner_of(company), 780 - 7 * number)
            contact: Contact = Contact.objects.add(
                by=by,
                first_name=first,
                last_name=last,
                position=position,
                company=company,
                email=f"contact{number}@{company.website}",
                phone=company.phone,
            )
            if main:
                contact.make_main(by=by)
            self.contacts.setdefault(key, contact)

    def sell(self) -> None:
        stages = {stage.code: stage for stage in Stage.objects.live().select_related("group", "pipeline")}
        for key, name, amount, currency, owner, code, age, step, step_on, important in cast.DEALS:
            deal = Deal.objects.add(
                by=self.by(owner, age),
                name=name,
                company=self.companies[key],
                contact=self.contacts.get(key),
                pipeline=stages["new"].pipeline,
                stage=stages["new"],
                product=goods.product_of(name),
                amount=Decimal(amount),
                currency=currency,
                started_on=self.day(-age),
                expected_on=self.day(30 + age % 40),
                department=self.people[owner].department,
            )
            goods.itemise(deal, by=self.by(owner, age))
            self._walk(deal, stages, code, owner, age)
            if step:
                deal.change("step planned", by=self.by(owner, age / 10), next_step=step, next_step_on=self.day(step_on))
            if important:
                deal.mark_important(True, by=self.by("erik", age / 12))
            self.deals.append(deal)

    def _walk(self, deal: Deal, stages: dict[str, Stage], code: str, owner: str, age: int) -> None:
        """Through the stages on the way to where the deal stands, a few days each."""
        goal = stages[code]
        on_the_way = WAY[1 : WAY.index(code) + 1] if code in WAY else WAY[1:5]
        for number, step in enumerate(on_the_way, start=1):
            deal.move_to(stages[step], by=self.by(owner, age - age * number / (len(on_the_way) + 2)))
        if goal.state == State.PAUSED:
            deal.move_to(goal, by=self.by(owner, age / 6))
        elif goal.state != State.OPEN:
            reason = ClosingReason.objects.live().filter(success=goal.state == State.WON).order_by("pk").first()
            deal.enter(goal, by=self.by(owner, age / 6), reason=reason)

    def describe_clients(self) -> None:
        clients.enrich(self)

    def meet_prospects(self) -> None:
        prospects.tell(self)

    def offer(self) -> None:
        goods.offer(self)

    def keep_rates(self) -> None:
        years.keep_rates(self)

    def remember(self) -> None:
        years.remember(self)

    def get_paid(self) -> None:
        for beginning, purpose, share, offset, status, certainty in cast.PAYMENTS:
            deal = next(deal for deal in self.deals if deal.name.startswith(beginning))
            deal.refresh_from_db()
            owner = next(name for name, person in self.people.items() if person.pk == deal.owner_id)
            began = max(-offset, 0) + 10
            payment = Payment.objects.add(
                by=self.by(owner, began),
                deal=deal,
                purpose=purpose,
                amount=(deal.amount * share / 100).quantize(Decimal("0.01")),
                currency=deal.currency,
                payer=deal.company,
                certainty=certainty,
                planned_on=self.day(offset),
                status="planned",
                order_number=f"{self.today:%y}-{deal.pk:04}",
            )
            if status == "confirmed":
                payment.confirm(by=self.by("alba", began / 2))
            if status == "paid":
                payment.pay(by=self.by("alba", -offset), on=self.day(offset))
        Payment.objects.all().mark_overdue(on=self.today, by=self.house(0))

    def receive(self) -> None:
        source = Source.objects.live().filter(name="Web form").first()
        for subject, first, last, email, phone, company, country, city, hours, text, department in cast.REQUESTS:
            Inquiry.objects.add(
                by=Actor(person=None, door=Door.FORM, trusted=True, at=self.moment(hours / 24)),
                subject=subject,
                first_name=first,
                last_name=last,
                email=email,
                phone=phone,
                company_name=company,
                country=country,
                city=city,
                description=text,
                source=source,
                department=self.departments[department],
                received_on=self.moment(hours / 24).date(),
            )

    def read_the_news(self) -> None:
        """Everybody has been told, on the day, of what came to pass before yesterday, and has read it."""
        yesterday = self.moment(1, time(0))
        notices: list[Notification] = []
        for change_set in ChangeSet.objects.filter(at__lt=yesterday):
            for notice in notices_of(change_set):
                notice.created_at = notice.read_at = change_set.at
                notices.append(notice)
        Notification.objects.bulk_create(notices)

    def name_of(self, person_id: int | None) -> str:
        """The user name of a person of the story."""
        return next(name for name, person in self.people.items() if person.pk == person_id)

    def _owner_of(self, company: Company) -> str:
        return self.name_of(company.owner_id)
