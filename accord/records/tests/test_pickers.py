"""Choosing a record: by name, e-mail, phone or ID, never beyond the policy."""

from __future__ import annotations

import pytest
from django.test import Client

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def options(client: Client, kind: str, q: str) -> str:
    answer = client.get(f"/pick/{kind}/", {"q": q}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("q", ["rudi", "Hakimi", "rudi@acme.example", "123456", "hakimi rudi"])
def test_a_contact_is_found_by_name_mail_and_phone(office, anna, q):
    office.rudi

    assert "Hakimi" in options(anna, "contact", q)


def test_a_record_is_found_by_its_id(office, anna):
    assert f'data-id="{office.acme.pk}"' in options(anna, "company", str(office.acme.pk))
    assert f'data-id="{office.acme.pk}"' in options(anna, "company", f"ID{office.acme.pk}")


def test_what_one_may_not_see_is_not_offered(office, anna):
    office.solar

    for q in ("solar", str(office.solar.pk), ""):
        assert "Solar" not in options(anna, "company", q)


def test_at_most_twenty_are_offered(office, anna):
    for number in range(25):
        office.company(f"Harbour {number}")

    assert options(anna, "company", "harbour").count("data-id=") == 20
    assert options(anna, "company", "").count("data-id=") == 20


def test_people_are_found_by_name(office, anna):
    assert "Boris Petrov" in options(anna, "person", "petr")
    assert "Gustav" not in options(anna, "person", "gustav")


@pytest.mark.parametrize("kind", ["role", "session", "nothing", "preference"])
def test_nothing_else_can_be_picked(office, anna, kind):
    assert anna.get(f"/pick/{kind}/").status_code == 404


def test_without_script_a_page_leads_back_with_the_choice(office, anna):
    office.acme

    page = anna.get("/pick/company/", {"q": "acme", "for": "company", "back": "/deals/?all=1"}).content.decode()

    assert f"/deals/?all=1&amp;company={office.acme.pk}" in page


def test_the_page_leads_nowhere_outside(office, anna):
    office.acme

    page = anna.get("/pick/company/", {"q": "acme", "for": "company", "back": "https://evil.example/"}).content.decode()

    assert "evil.example" not in page


@pytest.mark.parametrize("q", ["\x00", "'", "9" * 40, "*", '"', "😀" * 100, "ID99999999999999999999"])
def test_hostile_words_find_nothing_and_break_nothing(office, anna, q):
    assert anna.get("/pick/company/", {"q": q}, headers=HTMX).status_code == 200
