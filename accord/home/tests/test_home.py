"""The start page: what is late, what is for today, who waits, and the way to each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accord.history.models import ChangeSet
from accord.home.day import Day
from accord.home.sums import running_of
from accord.inquiries.models import waiting
from accord.notifications.jobs import tell
from accord.preferences import switches


class Here:
    """What the worker gives a job, without a worker."""

    @contextmanager
    def step(self) -> Iterator[None]:
        yield


def tell_all() -> None:
    """What the worker does: tell the people whom the changes concern."""
    for change_set in ChangeSet.objects.order_by("pk"):
        tell(Here(), change_set.pk)  # type: ignore[arg-type]


@pytest.fixture
def anna(office: Any) -> Client:
    client = Client()
    client.force_login(office.anna)
    return client


def stepping(office: Any, name: str, days: int) -> Any:
    by = office.anna.acting()
    deal = office.deal(name)
    deal.change("step planned", by=by, next_step=f"Step of {name}", next_step_on=by.today() + timedelta(days=days))
    return deal


def test_late_today_and_tomorrow_stand_in_their_places_and_the_day_after_does_not(office, anna):
    for name, days in (("Late one", -2), ("Due one", 0), ("Next one", 1), ("Far one", 2)):
        stepping(office, name, days)

    page = anna.get("/").content.decode()

    places = [page.index(f"Step of {name}") for name in ("Late one", "Due one", "Next one")]
    assert places == sorted(places)
    assert "Step of Far one" not in page
    assert "1 step is late." in page


def test_other_peoples_steps_are_not_my_day(office):
    stepping(office, "Late one", -2)
    boris = Client()
    boris.force_login(office.boris)

    assert "Step of Late one" not in boris.get("/").content.decode()


def test_the_week_leads_to_the_steps_of_a_day(office, anna):
    stepping(office, "Due one", 0)
    stepping(office, "Next one", 1)

    link = re.search(r'class="week__day" href="([^"]+)" aria-current', anna.get("/").content.decode())
    assert link
    there = anna.get(link[1].replace("&amp;", "&")).content.decode()

    assert "Due one" in there
    assert "Next one" not in there


def test_a_request_nobody_took_can_be_taken_from_here(office, anna):
    request = office.web_request
    assert request.subject in anna.get("/").content.decode()

    anna.post(f"/requests/{request.pk}/take/", {"version": request.version})

    request.refresh_from_db()
    assert request.owner == office.anna


def busy(office: Any, often: int) -> None:
    """Steps, payments, requests and notices of every kind."""
    today = office.anna.acting().today()
    for number in range(often):
        deal = stepping(office, f"Deal {often} {number}", number % 3 - 1)
        deal.change("changed", by=office.dora.acting(), description=f"Seen {number}")
        office.payment(deal, "100", planned_on=today + timedelta(days=number % 3))
        office.inquiry(f"Request {often} {number}")
        office.company(f"Company {often} {number}")


@pytest.mark.parametrize("name", ["anna", "olga", "alba", "dora", "erik", "ada", "carla", "sven"])
def test_the_page_costs_the_same_for_five_deals_and_fifty(office, name, django_assert_max_num_queries):
    client = Client()
    client.force_login(getattr(office, name))
    client.get("/")
    busy(office, 1)
    client.get("/")
    busy(office, 9)

    with django_assert_max_num_queries(12):
        assert client.get("/").status_code == 200


def day_of(person: Any) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/").content.decode()


@pytest.mark.covers("DC-034")
def test_what_others_did_and_what_one_worked_on_stand_on_the_start_page(office, anna):
    office.crane.change("changed", by=office.dora.acting(), product="Slewing gear")
    tell_all()

    page = anna.get("/").content.decode()

    told, worked = page.index("While you were away"), page.index("What you worked on")
    assert page.index("Dora Castellan changed this", told) < worked
    assert page.index("Harbour crane retrofit", worked) < page.index("Acme Harbour GmbH", worked)


@pytest.mark.covers("DC-034")
def test_the_start_page_names_nothing_that_its_reader_no_longer_sees(office, anna):
    office.crane.change("changed", by=office.dora.acting(), product="Slewing gear")
    tell_all()

    office.crane.change("handed over", by=office.house, owner=office.zoe, department=office.south)
    page = anna.get("/").content.decode()

    assert "A record you can no longer see" in page
    assert "Harbour crane" not in page
    assert "Slewing gear" not in page


def test_a_director_sees_the_steps_of_everybody_and_a_seller_their_own(office):
    stepping(office, "Late one", -2)

    assert "Step of Late one" in day_of(office.dora)
    assert "Step of Late one" in day_of(office.erik)
    assert "Step of Late one" not in day_of(office.zoe)


def test_an_accountant_begins_with_the_payments_that_are_late_and_near(office):
    today = office.alba.acting().today()
    office.payment(office.crane, "100", purpose="Advance", planned_on=today - timedelta(days=1), status="overdue")
    office.payment(office.crane, "200", purpose="Delivery", planned_on=today + timedelta(days=3))
    office.payment(office.crane, "300", purpose="Last part", planned_on=today + timedelta(days=30))

    page = day_of(office.alba)

    assert page.index("Advance") < page.index("Within a week") < page.index("Delivery")
    assert "Last part" not in page


def test_an_operator_begins_with_the_requests_that_wait(office):
    office.web_request

    page = day_of(office.olga)

    assert page.index("Requests that wait") < page.index(office.web_request.subject)
    assert "Requests to take" not in page


def test_somebody_without_a_role_is_told_who_gives_one(office):
    assert "You hold no role so far." in day_of(office.sven)


def test_the_first_steps_are_read_from_the_data_until_an_administrator_puts_them_away(office):
    ada = Client()
    ada.force_login(office.ada)
    before = ada.get("/").content.decode()
    office.crane

    during = ada.get("/").content.decode()
    dora = Client()
    dora.force_login(office.dora)
    refused = dora.post("/first-steps/done/")
    ada.post("/first-steps/done/")

    assert "2 of 6 done" in before
    assert "3 of 6 done" in during
    assert "First steps" not in ada.get("/").content.decode()
    assert "First steps" not in day_of(office.dora)
    assert refused.status_code == 403


def test_health_is_answered_to_anybody_in_json(db):
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


SCREENS = {
    "/": "start",
    "/notifications/": "start",
    "/nowhere/": "start",
    "/profile/": "profile",
    "/navigation/": "profile",
    "/people/1/": "profile",
    "/requests/": "requests",
    "/leads/board/": "leads",
    "/deals/1/": "deals",
    "/companies/new/": "companies",
    "/contacts/": "contacts",
    "/products/": "products",
    "/payments/": "payments",
    "/analytics/": "analytics",
    "/import/": "import",
    "/trash/": "trash",
    "/directories/": "directories",
    "/directories/industry/": "directories",
    "/directories/pipelines/1/": "pipelines",
    "/settings/": "settings",
    "/settings/people/1/": "settings",
    "/settings/jobs/": "settings",
}


@pytest.mark.covers("DC-041", "DC-043")
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_question_mark_of_every_screen_opens_its_page_of_the_manual(office, anna, language):
    anna.post("/profile/settings/", {"language": language})

    opened = {place: anna.get("/help/", {"from": place}, follow=True) for place in SCREENS}

    asked = {place: answer.redirect_chain[-1][0].strip("/").split("/")[-1] for place, answer in opened.items()}
    assert asked == SCREENS
    assert {answer.status_code for answer in opened.values()} == {200}
    assert 'href="/help/?from=/profile/"' in anna.get("/profile/").content.decode()
    assert anna.get("/help/../secret/").status_code == 404


@pytest.mark.covers("CK-021")
def test_the_navigation_shows_what_the_roles_allow(office):
    def sections(person: Any) -> str:
        client = Client()
        client.force_login(person)
        return client.get("/").content.decode()

    assert 'href="/deals/"' in sections(office.anna)
    assert 'href="/settings/"' not in sections(office.anna)
    assert 'href="/deals/"' not in sections(office.sven)
    assert 'href="/settings/"' in sections(office.ada)


@pytest.mark.covers("DC-032")
def test_a_section_that_somebody_does_not_need_is_hidden_for_them_alone(office, anna):
    anna.post("/navigation/", {"shown": ["deal", "inquiry", "company"]})

    mine = anna.get("/").content.decode().split('id="sidebar"', 1)[1].split("</nav>", 1)[0]
    boris = day_of(office.boris)
    assert 'href="/deals/"' in mine
    assert 'href="/leads/"' not in mine
    assert 'href="/analytics/"' not in mine
    assert 'href="/leads/"' in boris
    assert anna.get("/leads/").status_code == 200


@pytest.mark.covers("DC-032", "DC-336")
def test_an_administrator_hides_sections_for_an_executive_who_may_bring_them_back(office):
    ada, erik = Client(), Client()
    ada.force_login(office.ada)
    erik.force_login(office.erik)
    page = f"/navigation/{office.erik.pk}/"

    assert ada.post(page, {"shown": ["deal"]}).status_code == 302
    hidden = 'href="/payments/"' not in erik.get("/").content.decode()
    erik.post("/navigation/", {"shown": ["deal", "payment"]})

    assert hidden
    assert 'href="/payments/"' in erik.get("/").content.decode()
    assert erik.post(f"/navigation/{office.anna.pk}/", {"shown": []}).status_code == 404
    assert ada.post(page, {"shown": ["nonsense"]}).status_code == 422


def selling(office: Any) -> None:
    """Deals of two currencies and payments that came, come and are late."""
    today = office.anna.acting().today()
    for number, currency in enumerate(("EUR", "EUR", "USD")):
        deal = office.deal(f"Deal {number}", amount=1000 + number, currency=currency)
        office.payment(deal, "40", planned_on=today).plan(by=office.anna.acting())
        office.payment(deal, "7", planned_on=today).pay(by=office.anna.acting(), on=today)
    office.deal("Boris's", owner=office.boris, amount=77)


def figures_of(html: str) -> list[str]:
    """What stands in the two panels of sums."""
    return re.findall(r"(?:plan__row|<li><span class=\"steps)[^\n]+", html)


def test_long_sums_follow_the_page_and_are_the_same(office, anna, monkeypatch):
    selling(office)
    at_once = anna.get("/").content.decode()

    monkeypatch.setattr("accord.records.counts.COUNTED_TO", 2)
    first = anna.get("/").content.decode()
    later = anna.get("/?part=sums", headers={"HX-Request": "true"}).content.decode()
    by_link = anna.get("/?part=sums").content.decode()

    assert len(figures_of(at_once)) > 3
    assert figures_of(first) == []
    assert 'hx-get="/?part=sums"' in first
    assert "<html" not in later
    assert figures_of(later) == figures_of(by_link) == figures_of(at_once)


def test_sums_are_those_of_the_reader_and_never_across_currencies(office):
    selling(office)
    sums = Day(office.anna, by=office.anna.acting(), switches=switches.load()).sums

    plans = {str(each["received"].currency): each for each in sums.money}

    assert {currency: plan["received"].amount for currency, plan in plans.items()} == {"EUR": 14, "USD": 7}
    assert {currency: plan["whole"].amount for currency, plan in plans.items()} == {"EUR": 94, "USD": 47}
    assert {currency: plan["near"] for currency, plan in plans.items()} == {"EUR": 2, "USD": 1}
    assert {each.currency for each in sums.standing} == {"EUR", "USD"}
    assert sum(each.number for each in sums.standing) == running_of(office.anna).count()


def test_many_waiting_requests_are_counted_to_the_end_of_the_badge(office, anna, monkeypatch):
    for number in range(4):
        office.inquiry(f"New {number}")
    monkeypatch.setattr("accord.inquiries.models.waiting.COUNTED_TO", 3)
    monkeypatch.setattr("accord.home.counters.COUNTED_TO", 3)
    waiting._words.cache_clear()

    page = anna.get("/").content.decode()

    waiting._words.cache_clear()
    assert re.search(r'nav__count--late"><span class="visually-hidden">today: </span>3\+</span>', page)
