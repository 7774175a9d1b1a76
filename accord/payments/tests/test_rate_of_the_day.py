"""The rate of the day on which money came."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accord.dictionaries.models import Rate
from accord.history.models import ChangeSet


@pytest.mark.covers("DC-228")
def test_paying_keeps_the_rate_of_the_day_until_the_official_one_is_entered(office, client):
    yesterday = date.today() - timedelta(days=1)
    Rate.objects.add(by=office.house, currency="USD", on=yesterday - timedelta(days=30), rate=Decimal("0.9"))
    payment = office.payment(office.crane, "100", currency="USD")
    client.force_login(office.alba)

    client.post(f"/payments/{payment.pk}/pay/", {"paid_on": yesterday.isoformat(), "amount": "100"})
    kept = Rate.objects.get(on=yesterday)
    client.force_login(office.dora)
    page = client.get("/directories/rate/").content.decode()
    form = {"currency": "USD", "on": yesterday.isoformat(), "rate": "0.93", "source": "official", "version": "1"}
    client.post(f"/directories/rate/{kept.pk}/", form)

    official = Rate.objects.get(on=yesterday)
    assert (kept.rate, kept.source) == (Decimal("0.9"), "approximate")
    assert "Approximate" in page
    assert (official.rate, official.source) == (Decimal("0.93"), "official")


def test_taking_the_payment_back_takes_its_rate_along(office):
    Rate.objects.add(by=office.house, currency="USD", on=date(2026, 1, 2), rate=Decimal("0.9"))
    payment = office.payment(office.crane, "100", currency="USD")

    payment.pay(by=office.alba.acting(), on=date.today())
    before = Rate.objects.live().count()
    ChangeSet.objects.latest("pk").undo(by=office.alba.acting())

    assert (before, Rate.objects.live().count()) == (2, 1)


def test_money_of_the_state_currency_and_of_unknown_ones_is_paid_without_a_rate(office):
    for currency in ("EUR", "JPY"):
        office.payment(office.crane, "100", currency=currency).pay(by=office.alba.acting(), on=date.today())

    assert not Rate.objects.exists()
