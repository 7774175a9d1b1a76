"""A product has prices in several currencies; a line takes that of its deal's currency, else says that it converts."""

from datetime import date
from decimal import Decimal

import pytest

from accord.catalogue.models import Price
from accord.deals.models import Deal, DealLine
from accord.dictionaries.models import Rate
from accord.kit.errors import RuleBroken


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


@pytest.fixture
def dollars(office):
    """The ring in dollars."""
    return Price.objects.add(by=office.anna.acting(), product=office.ring, price=Decimal("1700"), currency="USD")


def row_of(anna, office, currency):
    return anna.post("/deals/lines/rows/", {"pick": office.ring.pk, "currency": currency}).text


def test_a_price_in_another_currency_is_added_changed_and_taken_away_on_the_products_page(office, anna):
    where = f"/products/{office.ring.pk}"

    added = anna.post(f"{where}/prices/new/", {"price": "1,700", "currency": "USD"})
    price = Price.objects.get()
    changed = anna.post(f"{where}/prices/{price.pk}/", {"price": "1,750", "currency": "USD", "version": price.version})
    shown = anna.get(f"{where}/?tab=prices").text
    told = anna.get(f"{where}/history/").text
    anna.post(f"{where}/prices/{price.pk}/remove/")

    assert added.status_code == changed.status_code == 302
    assert "1,750" in shown
    assert "added: <bdi>1700.00 USD</bdi>" in told
    assert not Price.objects.live().exists()


def test_each_currency_has_one_price(office, anna, dollars):
    again = anna.post(f"/products/{office.ring.pk}/prices/new/", {"price": "1", "currency": "USD"})
    own = anna.post(f"/products/{office.ring.pk}/prices/new/", {"price": "1", "currency": "EUR"})

    assert again.status_code == own.status_code == 422
    assert "has a price in this currency already" in again.text
    with pytest.raises(RuleBroken):
        Price.objects.add(by=office.house, product=office.ring, price=Decimal(1), currency="EUR")


def test_a_line_takes_the_price_of_the_currency_of_its_deal(office, anna, dollars):
    row = row_of(anna, office, "USD")

    assert 'value="1700"' in row
    assert "Converted" not in row


def test_without_such_a_price_the_line_is_converted_and_says_so(office, anna):
    Rate.objects.add(by=office.house, currency="USD", on=date(2020, 1, 1), rate=Decimal("0.5"))

    row = row_of(anna, office, "USD")

    assert 'value="3000"' in row
    assert "Converted from" in row


def test_without_a_rate_the_line_asks_for_the_price(office, anna):
    row = row_of(anna, office, "JPY")

    assert "No rate is known for" in row
    assert "say the price" in row


def test_what_a_request_wants_takes_the_price_of_the_deals_currency_too(office, dollars):
    office.north.change("edited", by=office.house, default_currency="USD")
    asked = office.inquiry("Rings", products="Slewing ring")

    deal = Deal.objects.open_from(asked, by=office.olga.acting())

    assert DealLine.objects.get(deal=deal).price == (1700 if deal.currency == "USD" else 1500)


@pytest.mark.parametrize(("who", "status"), [("boris", 403), ("zoe", 404), ("erik", 403), ("dora", 302)])
def test_who_may_set_a_price(office, client, who, status):
    client.force_login(getattr(office, who))

    answer = client.post(f"/products/{office.ring.pk}/prices/new/", {"price": "5", "currency": "USD"})

    assert answer.status_code == status


def test_each_of_many_deals_gets_what_its_own_department_sells(office):
    ours, theirs = office.ring, office.product("Slewing ring", owner=office.zoe)
    homes = (office.north, office.south, office.north)
    asked = [office.inquiry("Rings", products="Slewing ring\nAdvice", department=home) for home in homes]
    deals = [Deal(name="Rings", inquiry=request, department=request.department) for request in asked]

    Deal.objects.add_all(deals, by=office.house.consequence(), verb="opened")

    assert [line.product for deal in deals for line in deal.lines.all()] == [ours, theirs, ours]
