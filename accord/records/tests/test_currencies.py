"""A currency is chosen, the company's own first; amounts are read as the person's language writes them."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accord.history.models import model_of

Deal = model_of("deal")


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def select(page, name):
    found = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', page, re.S)
    return found[0] if found else ""


@pytest.mark.parametrize(
    "url", ["/deals/new/", "/leads/new/", "/companies/new/", "/products/new/", "/payments/new/", "/deals/{}/edit/"]
)
def test_every_form_offers_currencies_and_takes_none_by_typing(office, client, url):
    client.force_login(office.dora)

    page = client.get(url.format(office.deal("Lights").pk)).text
    offered = select(page, "currency")

    assert "EUR – Euro" in offered
    assert offered.index("USD – ") < offered.index("All currencies") < offered.index("JPY – ")
    assert 'type="text" name="currency"' not in page


def test_those_with_a_rate_belong_to_the_company(office, anna):
    rate = model_of("rate")
    rate.objects.add(by=office.house, currency="PLN", on=date(2026, 11, 2), rate=Decimal("0.23"))

    offered = select(anna.get("/deals/new/").text, "currency")

    assert offered.index("PLN") < offered.index("All currencies")


def test_a_currency_that_is_gone_may_stay_and_a_made_up_one_is_refused_at_the_field(office, anna):
    deal = office.deal("Old", currency="DEM")
    values = {"name": deal.name, "version": deal.version}

    page = anna.get(f"/deals/{deal.pk}/edit/").text
    refused = anna.post(f"/deals/{deal.pk}/edit/", values | {"currency": "XQZ"})
    kept = anna.post(f"/deals/{deal.pk}/edit/", values | {"currency": "DEM"})

    assert '<option value="DEM" selected>' in select(page, "currency")
    assert kept.status_code == 302
    assert refused.status_code == 422
    assert "There is no currency with this code." in refused.text


def test_one_field_in_place_and_many_at_once_offer_the_same(office, client):
    client.force_login(office.dora)
    deal = office.deal("Lights")

    in_place = client.get(f"/deals/{deal.pk}/field/currency/").text

    assert "JPY – " in select(in_place, "currency")


def test_the_filter_of_a_list_offers_them_too(office, client):
    office.payment(office.crane, "10")
    client.force_login(office.dora)

    amount = client.get("/payments/?part=facet&facet=amount&all=1", headers={"HX-Request": "true"}).text
    currency = client.get("/payments/?part=facet&facet=currency&all=1", headers={"HX-Request": "true"}).text
    found = client.get("/payments/?all=1&currency=EUR").text
    none = client.get("/payments/?all=1&currency=JPY").text

    assert "JPY – " in select(amount, "amount.currency")
    assert 'value="EUR"' in currency
    assert "Harbour crane" in found
    assert "Harbour crane" not in none


def test_the_switches_offer_them_too(office, client):
    client.force_login(office.ada)

    page = client.get("/settings/").text

    assert '<option value="EUR" selected>' in select(page, "state_currency")


@pytest.mark.parametrize(("language", "typed"), [("de", "1.234,50"), ("en", "1,234.50"), ("ru", "1 234,50")])
def test_amounts_are_read_as_the_language_writes_them(office, anna, language, typed):
    office.anna.change("changed", by=office.anna.acting(), language=language)

    answer = anna.post("/deals/new/", {"name": "Lights", "amount": typed, "currency": "eur"})

    assert answer.status_code == 302
    made = Deal.objects.latest("pk")
    assert (made.amount, made.currency) == (Decimal("1234.50"), "EUR")
