"""Payments on the deal, in their list and on their board."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accord.payments.models import Balance, Payment


def amounts(moneys):
    return [str(money) for money in moneys]


@pytest.mark.covers("DC-192")
def test_the_deal_says_what_is_paid_and_what_is_still_expected(office, client):
    office.advance.pay(by=office.anna.acting(), on=date.today())
    office.payment(office.crane, "24300")
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").content.decode()

    side = page.split('class="record__side"', 1)[1]
    assert "10 % of the deal is paid" in side
    assert "48,600.00" in side
    assert "24,300.00" in side
    assert "413,100.00" in side


def test_currencies_are_never_added_up(office):
    office.payment(office.crane, "100")
    office.payment(office.crane, "70", currency="USD")
    office.payment(office.crane, "30", currency="USD")

    balance = Balance.of(office.crane, to=office.anna)

    assert sorted(amounts(balance.expected)) == ["100.00 EUR", "100.00 USD"]
    assert str(balance.unplanned) == "485900.00 EUR"


def test_a_balance_shows_a_reader_no_more_than_they_may_see(office):
    office.payment(office.crane, "100")

    assert Balance.of(office.crane, to=office.zoe).payments == []


@pytest.mark.covers("DC-223")
def test_a_payment_says_its_share_of_the_deal_or_that_the_deal_has_no_amount(office, client):
    other = office.payment(office.deal("Without an amount"), "5")
    client.force_login(office.anna)

    share = client.get(f"/payments/{office.advance.pk}/").content.decode()
    unknown = client.get(f"/payments/{other.pk}/").content.decode()

    assert "10 % of the deal" in share
    assert "The deal has no amount" in unknown


@pytest.mark.covers("CK-240", "DC-220")
def test_a_payment_is_added_on_the_deal_with_what_the_deal_knows(office, client):
    Payment.objects.add(
        by=office.anna.acting(), deal=office.crane, amount=Decimal(86000), invoice_number="INV-7", order_number="O-3"
    )
    client.force_login(office.anna)
    tab = client.get(f"/deals/{office.crane.pk}/?tab=payments").content.decode()
    assert f"/payments/new/?deal={office.crane.pk}" in tab

    form = client.get(f"/payments/new/?deal={office.crane.pk}").content.decode()

    assert 'value="400000' in form
    assert 'value="INV-7"' in form
    assert 'value="O-3"' in form
    assert "Acme Harbour GmbH" in form


@pytest.mark.covers("CK-241")
def test_the_form_makes_a_planned_payment_and_opens_it(office, client):
    client.force_login(office.anna)

    answer = client.post(
        "/payments/new/",
        {"deal": office.crane.pk, "purpose": "Advance", "amount": "48,600", "currency": "EUR",
         "certainty": "guaranteed", "planned_on": "2027-01-15", "payer": office.acme.pk},
    )  # fmt: skip

    payment = Payment.objects.get(purpose="Advance")
    assert answer.headers["Location"] == f"/payments/{payment.pk}/"
    assert (payment.status, payment.certainty, payment.owner) == ("planned", "guaranteed", office.anna)


@pytest.mark.covers("DC-219")
def test_payments_are_found_by_their_numbers(office, client):
    office.payment(
        office.crane, "10", purpose="First", contract_number="C-9", invoice_number="INV-7", order_number="O-3"
    )
    office.payment(office.crane, "20", purpose="Second")
    client.force_login(office.anna)

    for query in ("q=C-9", "q=INV-7", "order_number=O-3"):
        page = client.get(f"/payments/?{query}").content.decode()
        assert ">First</a>" in page
        assert ">Second</a>" not in page


@pytest.mark.covers("CK-249")
def test_the_list_of_payments_and_the_status_of_many_changed_at_once(office, client):
    first, second = (
        office.payment(office.crane, "10", status="draft"),
        office.payment(office.crane, "20", status="draft"),
    )
    client.force_login(office.anna)
    page = client.get("/payments/").content.decode()
    assert "Harbour crane retrofit" in page
    assert "30" in page.split('class="totals"', 1)[1]

    picks = [f"{payment.pk}.{payment.version}" for payment in (first, second)]
    client.post("/payments/bulk/plan/", {"pick": picks, "confirmed": "1", "planned_on": "2027-02-01"})

    assert set(Payment.objects.values_list("status", flat=True)) == {"planned"}


@pytest.mark.covers("CK-080")
def test_the_board_of_payments_has_a_column_for_each_status(office, client):
    assert office.advance
    client.force_login(office.anna)

    page = client.get("/payments/board/").content.decode()

    columns = page.split('<section class="column')[1:]
    names = [column.split('<h2 title="', 1)[1].split('"', 1)[0] for column in columns]
    assert names == ["Draft", "Planned", "Confirmed", "Overdue", "Partially paid", "Paid", "Cancelled"]
    assert "48,600" in columns[1]


def test_the_deal_of_a_form_is_one_that_the_person_may_see(office, client):
    client.force_login(office.zoe)

    page = client.get(f"/payments/new/?deal={office.crane.pk}").content.decode()
    answer = client.post(
        "/payments/new/", {"deal": office.crane.pk, "amount": "1", "currency": "EUR", "certainty": "high"}
    )

    assert "Harbour crane" not in page
    assert answer.status_code == 422
    assert not Payment.objects.exists()


def days_of(page: str) -> dict[str, bool]:
    """The days that a page says, and whether it says them in red."""
    return {day: "due--late" in looks for looks, day in re.findall(r'<time class="([^"]*)" datetime="([^"]*)"', page)}


@pytest.fixture
def due_days(office):
    """One payment of each kind, each with a day of its own that has passed."""
    days = iter(date(2026, 1, day) for day in range(5, 30))
    expected = office.payment(office.crane, "10", purpose="Expected", planned_on=next(days))
    draft = office.payment(office.crane, "10", purpose="Draft", planned_on=next(days), status="draft")
    received = office.payment(office.crane, "10", purpose="Received", planned_on=next(days))
    received.pay(by=office.anna.acting(), on=next(days))
    in_part = office.payment(office.crane, "10", purpose="In part", planned_on=next(days))
    in_part.pay(by=office.anna.acting(), on=next(days), amount=Decimal(4))
    cancelled = office.payment(office.crane, "10", purpose="Cancelled", planned_on=next(days))
    cancelled.cancel(by=office.anna.acting(), comment="No longer wanted")
    return {each.purpose: each for each in (expected, draft, received, in_part, cancelled)}


def test_only_a_promised_day_that_has_passed_is_red_in_the_list(office, client, due_days):
    client.force_login(office.anna)

    days = days_of(client.get("/payments/?all=1").content.decode())

    assert {name: days[payment.day.isoformat()] for name, payment in due_days.items()} == {
        "Expected": True,
        "Draft": False,
        "Received": False,
        "In part": False,
        "Cancelled": False,
    }


@pytest.mark.parametrize("place", ["board", "deal", "own page"])
def test_what_is_outstanding_of_a_payment_is_red_by_its_planned_day(office, client, due_days, place):
    client.force_login(office.anna)

    days = {}
    for payment in due_days.values():
        address = {
            "board": "/payments/board/?all=1&open=paid&open=cancelled",
            "deal": f"/deals/{office.crane.pk}/?tab=payments",
            "own page": payment.get_absolute_url(),
        }[place]
        days |= days_of(client.get(address).content.decode().split('class="record__side"')[0])

    late = {day for day, is_late in days.items() if is_late}
    assert late == {due_days[name].planned_on.isoformat() for name in ("Expected", "In part")}
    assert due_days["Received"].paid_on.isoformat() in days
