"""Every page of the product, each at an address where it has something to show.

Whoever adds a page adds it here, or names it in ELSEWHERE with a reason: a test compares both with the resolver.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, resolve
from django.utils import timezone

from accord.access.models import Role
from accord.accounts.models import User
from accord.administration.kept import directories as kept_directories
from accord.analytics.jobs import take_income_snapshots
from accord.analytics.models import Snapshot
from accord.catalogue.models.prices import Price
from accord.contacts.models import PARTS, BankAccount, Employment
from accord.deals.models import Deal, DealLine
from accord.dictionaries.models import Source
from accord.exchange.models import FileImport
from accord.exchange.models.file_import import Outcome, State
from accord.files.attaching import attach
from accord.records import contents
from accord.records.declare import PANELS, RecordPages
from accord.records.models import BulkRun, Record, Undertaking
from accord.records.models.undertakings import State as UndertakingState
from accord.records.show import Property, PropertyGroup, RecordPage
from tests.matrix.records import record_in
from tests.office import Office

LONG = "Wartungs- und Instandhaltungsrahmenvertrag" * 2 + " für Hafenmobilkrane mit Verlängerungsoption 🚢🏗️"
RIGHT_TO_LEFT = "شركة الخليج للرافعات البحرية والمعدات الثقيلة"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
LARGEST = Decimal("899999999999999.9999")
THOROUGH = os.environ.get("ACCORD_TEST_THOROUGH") == "1"
FORMS_OF_DIRECTORIES = {"rate", "category", "source", "tax_rate"}
"""One form serves all directories: some of those that differ most."""

CAST = {
    "deal": "crane",
    "company": "acme",
    "contact": "rudi",
    "inquiry": "web_request",
    "lead": "mira",
    "payment": "advance",
    "product": "ring",
}

ELSEWHERE = {
    "healthz": "answers machines, in JSON",
    "live": "a stream of events; it never ends",
    "account_signup": "always 404: nobody signs up here",
    "files:download": "the file itself",
    "files:thumbnail": "a picture",
    "portrait": "a picture",
    "import_progress": "only the moving part of the import's page",
    "import_refused": "a file",
    "*:export": "a file",
    "*:owners": "the options of one field of a form",
    "*:drop": "what a board asks about a card, shown in its own dialog",
    "inquiry:next": "leads on to the next request that waits",
    "form_look": "a style sheet",
    "contact_form": "leads on to the form",
    "remove_demo": "shown only in a demonstration; the test of removing comes by",
    "welcome": "shown only while nobody administers; the journey of the first administrator comes by",
}


@dataclass(frozen=True)
class Place:
    """One page: how one comes there, who looks, and what the server answers."""

    address: str
    status: int = 200
    who: str = "ada"
    post: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who}: {'POST ' if self.post else ''}{self.address}"


class House:
    """The office with everything in it that pages show, and with names that break a careless layout."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.hostile()

    def hostile(self) -> None:
        """Long, unbroken, from right to left, and larger than anybody's column."""
        office, stage = self.office, self.office.stage("New")
        for name in (LONG, UNBROKEN, RIGHT_TO_LEFT):
            company = office.company(name)
            office.deal(name, company=company, amount=LARGEST, stage=stage, next_step=UNBROKEN[:120])
            office.contact(name[:60], UNBROKEN[:90], company=company, email=f"{'a' * 60}@{'b' * 60}.example")
            office.lead(name, company_name=UNBROKEN[:200], first_name=RIGHT_TO_LEFT, owner=office.anna)
            office.inquiry(name, first_name=UNBROKEN[:100], description=UNBROKEN)
            office.product(name, price=LARGEST)
        office.company("Acme Winches GmbH", parent=office.acme)
        big = Deal.objects.live().filter(name=UNBROKEN).get()
        office.payment(big, str(LARGEST), purpose=UNBROKEN[:120])

    def subject(self, kind: str) -> Any:
        """The record of each type whose pages are opened."""
        if kind not in CAST:
            return record_in(self.office, kind, "own")
        record = getattr(self.office, CAST[kind])
        if kind == "deal" and not record.lines.live().exists():
            self.fill(record)
        record.refresh_from_db()
        return record

    def fill(self, deal: Deal) -> None:
        """A deal at work: lines, a file, a comment in its history, a payment."""
        by = self.office.anna.acting()
        DealLine.objects.add(by=by, deal=deal, product=self.office.ring, quantity=Decimal(3), price=Decimal("1500"))
        dear = Decimal("1200000000000")
        DealLine.objects.add(by=by, deal=deal, name=UNBROKEN[:200], quantity=Decimal("0.5"), price=dear)
        attach(deal, f"{UNBROKEN[:120]}.pdf", [b"%PDF-1.7 offer"], by=by)
        deal.refresh_from_db()
        deal.change("changed", by=by, next_step="Call Rudi about the brakes", next_step_on=by.today())
        self.office.advance

    # ── what is no record ──

    def file(self, state: State, **values: Any) -> FileImport:
        given: dict[str, Any] = {"headers": ["account", "sector", "value"], "total": 2, "done": 1} | values
        name, now = f"{UNBROKEN[:150]}.csv", timezone.now()
        made = FileImport.objects.create(
            person=self.office.ada, kind="company", name=name, at=now, state=state, **given
        )
        made.keep_rows(1, [["Isdom", "technolgy", "12"], [UNBROKEN, RIGHT_TO_LEFT, "x"]])
        return made

    @cached_property
    def rehearsed(self) -> FileImport:
        mapping = {"columns": {"name": 0}, "unknown": {"industries": {"technolgy": 12, UNBROKEN: 1}}}
        made = self.file(State.REHEARSED, mapping=mapping)
        made.rows.filter(number=2).update(outcome=Outcome.PROBLEM, message=f"Industry: “{UNBROKEN}” is not known here.")
        return made

    @cached_property
    def imported(self) -> FileImport:
        made = self.file(State.DONE)
        made.rows.filter(number=2).update(outcome=Outcome.REFUSED, message="Name: This is required.")
        made.rows.filter(number=1).update(outcome=Outcome.MADE, record_id=self.subject("company").pk)
        return made

    @cached_property
    def discarded(self) -> Deal:
        gone = self.office.deal("Gone with the tide", owner=self.office.anna)
        gone.discard(by=self.office.anna.acting())
        return gone

    @cached_property
    def many(self) -> BulkRun:
        return BulkRun.objects.create(
            person=self.office.ada, kind="deal", verb="owner", total=400, done=120, refused=2, started_at=timezone.now()
        )

    def undertakings(self) -> Iterator[Undertaking]:
        """A large undo in each of its states, with what it left."""
        change = self.change_set(self.subject("deal"))
        for number, state in enumerate(UndertakingState.values):
            made = Undertaking.objects.create(
                person=self.office.ada,
                key=f"undo:{change + number}",
                work="undo",
                title="Taking it back",
                change_set_id=change,
                state=state,
                total=8800,
                done=3400,
                left=1,
                asked_at=timezone.now(),
            )
            made.left_out.create(kind="deal", record_id=self.subject("deal").pk, label=UNBROKEN, reason=LONG)
            yield made

    @cached_property
    def snapshot(self) -> Snapshot:
        take_income_snapshots()
        return Snapshot.objects.live().order_by("pk")[0]

    @cached_property
    def form(self) -> Source:
        return Source.objects.add(
            by=self.office.house, name="Ask for a quote", department=self.office.north, form_open=True
        )

    def change_set(self, record: Record) -> int:
        event = record.events.last()
        assert event is not None
        return event.change_set_id


def areas() -> dict[str, Callable[[House], Iterator[Place]]]:
    """The product in parts, each walked by one test."""
    types = {pages.record.kind: partial(of_a_type, kind=pages.record.kind) for pages in contents.every()}
    return types | {
        "everywhere": everywhere,
        "reports": reports,
        "imports": imports,
        "settings": settings,
        "directories": directories,
        "account": account,
        "strangers": strangers,
        "errors": errors,
    }


PAGES_OF_A_RECORD = ("", "edit/", "delete/", "history/", "why/", "links/", "link/", "?tab=files")


def of_a_type(house: House, kind: str) -> Iterator[Place]:
    """What every type has, and each tab, panel, question and field of its own."""
    pages, record = contents.pages_of(kind), house.subject(kind)
    root, page = f"/{pages.path}/", record.get_absolute_url()
    yield from map(Place, (root, f"{root}?all=1", f"{root}?q=nowhere", f"{root}print/?all=1"))
    if pages.board:
        yield from map(Place, (f"{root}board/?all=1", f"{root}board/?q=nowhere"))
    if pages.offers_new(house.office.ada):
        yield Place(f"{root}new/")
    yield Place(f"{root}hints/?name=Harbour")
    yield from (Place(f"{page}{rest}") for rest in PAGES_OF_A_RECORD)
    yield from (Place(f"{page}merge/") for _once in [1] if pages.merges)
    shown = RecordPage(record, pages, house.office.ada)
    yield from (Place(tab.url) for tab in shown.tabs if tab.name not in ("", "files"))
    hung = [each for each in PANELS if isinstance(record, each.on) and each.place == "side"]
    yield from (Place(shown.address("panel", each.name)) for each in hung if each.offered(record, house.office.ada))
    yield from (Place(shown.address("ask", verb.name)) for verb in shown.verbs if verb.asks)
    groups = [*shown.property_groups, PropertyGroup("", shown.ownership)]
    named = [line for group in groups for line in group.properties if line.edit_url]
    yield from (
        Place(line.edit_url) for line in (one_of_each_sort(named, type(record)) if kind == "deal" else named[:1])
    )
    yield Place(f"{page}edit/?field={pages.fields[-1].names[0]}")
    yield Place(f"{root}bulk/delete/", post={"pick": f"{record.pk}.{record.version}", "list": "all=1"})
    yield from OWN_PAGES.get(kind, lambda house: ())(house)


def one_of_each_sort(lines: list[Property], model: type[Record]) -> list[Property]:
    """A form of one field looks as its kind of field does: one of each kind is enough."""
    sorts = {type(model._meta.get_field(line.name)): line for line in lines}
    return list(sorts.values())


def deals(house: House) -> Iterator[Place]:
    deal = house.subject("deal")
    yield Place(f"/deals/{deal.pk}/lines/")
    yield Place(f"/files/on/deal/{deal.pk}/")
    yield Place(f"/deals/lines/choose/?deal={deal.pk}")


def companies(house: House) -> Iterator[Place]:
    company = house.subject("company")
    for kind in PARTS:
        yield Place(f"/companies/{company.pk}/requisites/{kind}/new/")
    account = BankAccount.objects.add(by=house.office.anna.acting(), company=company, account="DE89370400440532013000")
    yield Place(f"/companies/{company.pk}/requisites/bank_account/{account.pk}/")
    yield Place(f"/companies/{company.pk}/picture/")
    elsewhere = house.office.contact("Eva", "Elsewhere", company=house.office.company("Elsewhere Lifting"))
    employed = Employment.objects.employ(elsewhere, company, by=house.office.house, position=LONG[:100])
    yield Place(f"/companies/{company.pk}/employments/new/")
    yield Place(f"/companies/{company.pk}/employments/{employed.pk}/")
    yield Place(f"/contacts/{elsewhere.pk}/employments/new/")
    yield Place(f"/contacts/{elsewhere.pk}/employments/{employed.pk}/")


def contacts(house: House) -> Iterator[Place]:
    yield Place(f"/contacts/{house.subject('contact').pk}/picture/")


def leads(house: House) -> Iterator[Place]:
    yield Place(f"/leads/{house.subject('lead').pk}/picture/")


def products(house: House) -> Iterator[Place]:
    ring = house.subject("product")
    price = Price.objects.add(by=house.office.anna.acting(), product=ring, price=Decimal("1650"), currency="USD")
    yield from map(Place, (f"/products/{ring.pk}/prices/new/", f"/products/{ring.pk}/prices/{price.pk}/"))
    attachment = attach(ring, "drawing.pdf", [b"%PDF-1.7 drawing"], by=house.office.anna.acting())
    yield Place(f"/files/{attachment.pk}/point/")


def payments(house: House) -> Iterator[Place]:
    yield Place("/payments/totals/")


OWN_PAGES: dict[str, Callable[[House], Iterator[Place]]] = {
    "deal": deals,
    "company": companies,
    "contact": contacts,
    "lead": leads,
    "payment": payments,
    "product": products,
}


def everywhere(house: House) -> Iterator[Place]:
    """The start page of different people, the palette, the manual, the trash, one change."""
    for who in ("anna", "olga", "alba", "dora", "sven"):
        yield Place("/", who=who)
    yield from map(Place, ("/people/", f"/people/{house.office.anna.pk}/", "/navigation/"))
    yield from map(Place, ("/notifications/", "/find/", "/find/?q=crane", "/find/?q=xyzzyx", "/help/"))
    house.discarded
    yield from map(Place, ("/trash/", "/help/deals/", "/pick/company/?q=harbour", "/pick/person/?q=a"))
    change = house.change_set(house.subject("deal"))
    yield from map(Place, (f"/changes/{change}/", f"/undo/{change}/", f"/bulk/{house.many.pk}/"))
    for undertaking in house.undertakings():
        yield Place(f"/undertakings/{undertaking.pk}/")


def reports(house: House) -> Iterator[Place]:
    house.subject("deal")
    yield from map(Place, ("/analytics/", "/analytics/income/", "/analytics/funnel/"))
    yield Place(f"/analytics/income/snapshots/{house.snapshot.pk}/")
    yield Place("/analytics/income/", who="anna")


def imports(house: House) -> Iterator[Place]:
    yield Place("/import/")
    for file in (
        house.file(State.READING),
        house.file(State.READ, mapping={"columns": {"name": 0}}),
        house.rehearsed,
        house.file(State.RUNNING),
        house.imported,
        house.file(State.FAILED, problem="This file is damaged: it cannot be opened."),
    ):
        yield Place(f"/import/{file.pk}/")


def settings(house: House) -> Iterator[Place]:
    yield from map(Place, ("/settings/", "/settings/people/", "/settings/people/new/", "/settings/roles/"))
    yield from map(Place, (f"/settings/people/{house.office.anna.pk}/", "/settings/roles/new/", "/settings/jobs/"))
    yield Place(f"/settings/people/{house.office.boris.pk}/deactivate/")
    yield from map(Place, ("/settings/departments/", "/settings/departments/new/", "/settings/log/"))
    yield Place("/settings/exports/")
    yield Place(f"/settings/departments/{house.office.north.pk}/")
    sellers = Role.objects.get(code="sales_manager")
    yield from map(Place, (f"/settings/roles/{sellers.pk}/", f"/navigation/{house.office.boris.pk}/"))


def directories(house: House) -> Iterator[Place]:
    yield Place("/directories/")
    for kept in kept_directories():
        yield Place(f"/directories/{kept.kind}/")
        if kept.kind in FORMS_OF_DIRECTORIES or THOROUGH:
            yield Place(f"/directories/{kept.kind}/new/")
    yield Place(f"/directories/source/{house.form.pk}/")
    yield from pipelines(house)


def pipelines(house: House) -> Iterator[Place]:
    stage = house.office.stage("New")
    pipeline = f"/directories/pipelines/{stage.pipeline_id}/"
    yield from map(Place, ("/directories/pipelines/", "/directories/pipelines/new/", pipeline, f"{pipeline}edit/"))
    yield from map(Place, (f"{pipeline}stages/new/", f"{pipeline}stages/{stage.pk}/"))
    yield Place(f"{pipeline}stages/{stage.pk}/retire/")
    yield from map(Place, (f"{pipeline}groups/new/", f"{pipeline}groups/{stage.group_id}/"))


def account(house: House) -> Iterator[Place]:
    passwords = ("/accounts/password/change/", "/accounts/password/set/", "/accounts/reauthenticate/")
    yield from map(Place, ("/profile/", "/accounts/logout/", *passwords))


def strangers(house: House) -> Iterator[Place]:
    """What nobody has to sign in for."""
    anna, token = house.office.anna, EmailAwarePasswordResetTokenGenerator().make_token(house.office.anna)
    reset = f"/accounts/password/reset/key/{user_pk_to_url_str(anna)}-{token}/"
    addresses = (
        "/accounts/login/",
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        reset,
        reset.replace("-", "-x"),
        "/accounts/password/reset/key/done/",
        f"/form/{house.form.form_key}/",
        f"/form/{house.form.form_key}/thanks/",
    )
    yield from (Place(address, who="") for address in addresses)
    yield Place("/accounts/login/", 200, who="", post={"login": "anna", "password": "wrong"})
    yield Place("/nowhere/", 404, who="")


def errors(house: House) -> Iterator[Place]:
    """What a person meets who may not, who comes too late, who mistypes."""
    office, deal = house.office, house.subject("deal")
    page, old = deal.get_absolute_url(), {"version": deal.version, "name": "Another name"}
    yield Place("/nowhere/", 404)
    yield Place(page, 404, who="zoe")
    yield Place(f"{page}edit/", 403, who="boris")
    yield Place("/import/", 403, who="sven")
    yield Place(f"{page}take/", 409, who="anna", post={"version": "1"})
    deal.change("renamed", by=office.house, name="Harbour crane, both brakes")
    yield Place(f"{page}edit/", 409, who="anna", post=old)
    yield Place(f"{page}edit/", 422, who="anna", post={"version": deal.version, "name": ""})


# ── is the list complete? ──


def unlisted(places: list[Place], person: User) -> list[str]:
    """Names of pages that answer GET and that nobody opens, with their addresses as the resolver writes them."""
    opened = {resolve(urlsplit(place.address).path).route for place in places if place.address != "/nowhere/"}
    return [
        f"{name} {route}"
        for name, route, pattern in patterns()
        if route not in opened and not is_elsewhere(name) and is_there(name) and answers_get(pattern, person)
    ]


def is_there(name: str) -> bool:
    """Whether the type has such a page at all: every type has the address of a board, and few have a board."""
    kind, _colon, page = name.partition(":")
    return not contents.knows(kind) or page not in HAVING or HAVING[page](contents.pages_of(kind))


HAVING: dict[str, Callable[[RecordPages[Any]], bool]] = {
    "board": lambda pages: pages.board is not None,
    "merge": lambda pages: pages.merges,
    "ask": lambda pages: any(verb.asks for verb in pages.verbs),
    "panel": lambda pages: any(issubclass(pages.record, each.on) and each.place == "side" for each in PANELS),
}


def patterns(
    found: Iterable[Any] | None = None, route: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for each in get_resolver().url_patterns if found is None else found:
        here = route + str(each.pattern)
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.callback.__name__}", here, each
        else:
            yield from patterns(each.url_patterns, here, f"{each.namespace}:" if each.namespace else space)


def is_elsewhere(name: str) -> bool:
    return name in ELSEWHERE or f"*:{name.rpartition(':')[2]}" in ELSEWHERE


def answers_get(pattern: URLPattern, person: User) -> bool:
    """Views say what they take: who is asked in a way that nothing takes answers with the list of ways."""
    request = RequestFactory().generic("PROPFIND", "/")
    request.user = person
    names = [*pattern.pattern.converters, *getattr(pattern.pattern.regex, "groupindex", {})]
    answer = pattern.callback(request, **dict.fromkeys(names, 0), **pattern.default_args)
    assert answer.status_code == 405, f"{pattern} takes any method."
    return "GET" in answer["Allow"]
