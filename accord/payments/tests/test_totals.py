"""The totals of a list of payments, in the currency of the reports and in that of the books."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from accord.dictionaries.models import Rate, RateSource
from accord.preferences import switches

PAGE = "/payments/totals/"


@pytest.fixture
def rates(office):
    today = office.anna.acting().today()
    for currency, on, rate in (("USD", today, "0.8"), ("USD", today - timedelta(days=400), "0.5")):
        Rate.objects.add(by=office.house, currency=currency, on=on, rate=Decimal(rate), source=RateSource.OFFICIAL)
    return today


def told(client, **asked):
    page = client.get(PAGE, {"all": "1", **asked}).text
    return {
        label: " ".join(re.sub(r"<[^>]+>", " ", rest).split())
        for label, rest in re.findall(r'stat__label">(.*?)</dt>(.*?)</div>', page, re.S)
    }


@pytest.mark.covers("DC-221")
def test_all_currencies_come_together_at_the_rate_of_their_day(office, client, rates):
    office.payment(office.crane, "100", planned_on=rates)
    office.payment(office.crane, "100", currency="USD", planned_on=rates)
    office.payment(office.crane, "100", currency="USD", planned_on=rates - timedelta(days=400))
    client.force_login(office.anna)

    assert told(client) == {"In EUR, without tax": "230.00 EUR at official rates of each day"}


@pytest.mark.covers("DC-221", "DC-336")
def test_two_currencies_and_the_tax_are_shown_where_the_house_has_them(office, client, rates):
    switches.change({"reporting_currency": "USD", "tax_percent": 19}, by=office.ada.acting())
    office.payment(office.crane, "80", planned_on=rates)
    client.force_login(office.anna)

    assert told(client) == {
        "In USD, without tax": "100.00 USD at official rates of each day",
        "In USD, with 19 % tax": "119.00 USD",
        "In EUR, without tax": "80.00 EUR at official rates of each day",
        "In EUR, with 19 % tax": "95.20 EUR",
    }


@pytest.mark.covers("DC-221")
def test_they_follow_the_filters_of_the_list_and_the_list_leads_there(office, client, rates):
    office.payment(office.crane, "100", planned_on=rates, certainty="low")
    office.payment(office.crane, "7", planned_on=rates, certainty="guaranteed")
    client.force_login(office.anna)

    url = re.search(r'href="(/payments/totals/[^"]*)"', client.get("/payments/", {"certainty": "low"}).text)[1]

    assert "certainty=low" in url
    assert told(client, certainty="low") == {"In EUR, without tax": "100.00 EUR at official rates of each day"}


def test_a_rate_of_another_day_is_approximate_and_a_missing_one_is_named(office, client, rates):
    office.payment(office.crane, "100", currency="USD", planned_on=rates - timedelta(days=10))
    office.payment(office.crane, "5", currency="AED", planned_on=rates)
    client.force_login(office.anna)

    assert told(client) == {"In EUR, without tax": "50.00 EUR at approximate rates · without AED: no rate is known"}


def test_totals_are_of_what_one_sees_alone(office, client, rates):
    office.payment(office.crane, "100", planned_on=rates)

    client.force_login(office.zoe)
    zoes = told(client)
    client.force_login(office.sven)

    assert zoes == {"In EUR, without tax": "0.00 EUR at official rates of each day"}
    assert client.get(PAGE).status_code == 404
