"""Making in passing what a form lacks: nothing typed is lost, and the new one stands chosen."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accord.history.models import model_of


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def sent(page: str) -> dict[str, str]:
    """What the form of this page would send, its boxes and choices as they stand."""
    form = page[page.index('class="form-page"') :]
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            values[unescape(name[1])] = unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        values[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        values[name] = unescape(inside).strip()
    return values


def test_a_company_is_made_while_a_deal_is_and_comes_back_chosen(office, anna):
    form = anna.get("/deals/new/").text
    begun = sent(form) | {"name": "Quay crane", "description": "Two\nlines", "company_text": "Quay GmbH"}

    left = anna.post("/deals/new/", begun | {"make": "company"})
    company_form = anna.get(left.url).text
    made = anna.post(left.url, sent(company_form))
    again = anna.get(made.url).text
    finished = anna.post(made.url, sent(again))

    assert "New company…" in form
    assert urlsplit(left.url).path == "/companies/new/"
    assert sent(company_form)["name"] == "Quay GmbH"
    assert urlsplit(made.url).path == "/deals/new/"
    assert "field__error" not in again
    assert sent(again)["description"] == "Two\nlines"
    deal = model_of("deal").objects.get(name="Quay crane")
    assert finished.url == deal.get_absolute_url()
    assert deal.company == model_of("company").objects.get(name="Quay GmbH")


def test_nothing_is_written_by_leaving_the_form(office, anna):
    begun = sent(anna.get("/deals/new/").text) | {"name": "Quay crane", "make": "company"}

    anna.post("/deals/new/", begun)

    assert not model_of("deal").objects.filter(name="Quay crane").exists()


def test_a_form_of_something_that_is_there_comes_back_too(office, anna):
    url = f"/deals/{office.crane.pk}/edit/"
    begun = sent(anna.get(url).text) | {"name": "Renamed crane", "contact_text": "", "make": "contact"}

    left = anna.post(url, begun)
    made = anna.post(left.url, sent(anna.get(left.url).text) | {"first_name": "Lena", "last_name": "Voss"})
    again = sent(anna.get(made.url).text)
    anna.post(made.url, again)

    office.crane.refresh_from_db()
    assert office.crane.name == "Renamed crane"
    assert str(office.crane.contact) == "Lena Voss"


def test_who_may_not_add_is_offered_nothing_and_refused(office, client):
    client.force_login(office.alba)
    page = client.get("/payments/new/").text
    refused = client.post("/payments/new/", {"make": "deal"})

    assert "New deal…" not in page
    assert refused.status_code == 403


@pytest.mark.parametrize("name", ["owner", "name", "nothing", "'", ""])
def test_only_links_to_records_are_made_in_passing(office, anna, name):
    assert anna.post("/deals/new/", {"make": name}).status_code == 403


def test_a_kept_form_opens_only_at_its_address_and_for_its_person(office, anna):
    left = anna.post("/deals/new/", {"name": "Secret plan", "make": "company"})
    word = parse_qs(urlsplit(parse_qs(urlsplit(left.url).query)["next"][0]).query)["draft"][0]
    other = Client()
    other.force_login(office.boris)

    assert "Secret plan" in anna.get("/deals/new/", {"draft": word}).text
    assert "Secret plan" not in anna.get("/contacts/new/", {"draft": word}).text
    assert "Secret plan" not in other.get("/deals/new/", {"draft": word}).text
