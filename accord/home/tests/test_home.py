"""The start page: what is late, what is for today, who waits, and the way to each of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client


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


@pytest.mark.parametrize("name", ["anna", "olga", "alba", "dora", "erik", "ada", "sven"])
def test_the_page_costs_the_same_for_five_deals_and_fifty(office, name, django_assert_max_num_queries):
    client = Client()
    client.force_login(getattr(office, name))
    client.get("/")
    for number in range(20):
        stepping(office, f"Deal {number}", number % 3 - 1)

    with django_assert_max_num_queries(16):
        assert client.get("/").status_code == 200


def test_health_is_answered_to_anybody_in_json(db):
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


@pytest.mark.parametrize("place", ["/", "/deals/", "/requests/1/", "/import/", "/settings/", "/nowhere/"])
def test_help_opens_the_page_of_this_screen(office, anna, place):
    answer = anna.get("/help/", {"from": place}, follow=True)

    assert answer.status_code == 200
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
