"""Exchange rates: dated, never guessed, marked when they are only approximate."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accord.dictionaries.models import Rate, Rates
from accord.history.models import ChangeSet
from accord.kit.errors import NotAllowed, RuleBroken
from accord.kit.money import Money
from accord.preferences import switches

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)


@pytest.fixture
def dollars(office):
    return Rate.objects.add(by=office.dora.acting(), currency="USD", on=MONDAY, rate=Decimal("0.9"), source="official")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.covers("DC-226", "CK-322")
def test_dora_enters_a_rate_on_the_page_and_a_second_one_for_the_day_is_refused(office):
    client = client_of(office.dora)
    form = {"currency": "USD", "on": "2026-11-02", "rate": "0.9", "source": "official"}

    first = client.post("/directories/rate/new/", form)
    second = client.post("/directories/rate/new/", form | {"rate": "0.8"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert Rate.objects.get(currency="USD").base == "EUR"
    assert "0.9" in client.get("/directories/rate/").content.decode()


@pytest.mark.covers("DC-226")
def test_reporting_in_another_currency_than_the_books(office, dollars):
    converted = Rates({"USD"}).convert(Money(Decimal(90), "EUR"), to="USD", on=MONDAY)

    assert converted is not None
    assert converted.money == Money(Decimal(100), "USD")
    assert converted.official


def test_a_later_day_takes_the_newest_rate_before_it_as_approximate(dollars):
    converted = Rates({"USD"}).convert(Money(Decimal(100), "USD"), to="EUR", on=FRIDAY)

    assert converted is not None
    assert (converted.money, converted.official) == (Money(Decimal(90), "EUR"), False)


def test_without_a_rate_nothing_is_guessed(office):
    rates = Rates({"USD"})

    assert rates.convert(Money(Decimal(1), "USD"), to="EUR", on=MONDAY) is None
    assert rates.convert(Money(Decimal(1), "USD"), to="USD", on=MONDAY) is not None


def test_the_rate_of_a_day_is_kept_and_the_approximate_one_replaced_by_the_official(office, dollars):
    kept = Rate.objects.keep("USD", FRIDAY, by=office.anna.acting())

    kept.make_official(Decimal("0.95"), by=office.dora.acting())

    assert Rate.objects.keep("USD", FRIDAY, by=office.anna.acting()) == kept
    assert Rates({"USD"}).worth("USD", FRIDAY) == (Decimal("0.95"), True)
    assert [event.verb for event in kept.events] == ["created", "made official"]


def test_an_official_rate_can_be_taken_back(office, dollars):
    kept = Rate.objects.keep("USD", FRIDAY, by=office.anna.acting())
    kept.make_official(Decimal("0.95"), by=office.dora.acting())

    ChangeSet.objects.latest("pk").undo(by=office.dora.acting())

    assert Rates({"USD"}).worth("USD", FRIDAY) == (Decimal("0.9"), False)


def test_the_state_currency_has_no_rate_and_no_rate_is_nothing(office):
    with pytest.raises(RuleBroken, match="worth itself"):
        Rate.objects.add(by=office.house, currency="EUR", on=MONDAY, rate=Decimal(1))
    with pytest.raises(RuleBroken, match="more than nothing"):
        Rate.objects.add(by=office.house, currency="USD", on=MONDAY, rate=Decimal(0))


def test_rates_of_another_state_currency_are_not_mistaken(office, dollars):
    switches.change({"state_currency": "GBP"}, by=office.house)

    assert Rates({"USD"}).worth("USD", MONDAY) is None


def test_anna_enters_none(office):
    with pytest.raises(NotAllowed):
        Rate.objects.add(by=office.anna.acting(), currency="USD", on=TUESDAY, rate=Decimal(1))
