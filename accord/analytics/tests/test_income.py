"""The income summary: what came, what is promised, and never a sum of two currencies."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accord.analytics.income import SHOWN, IncomeSummary
from accord.analytics.scope import Scope
from accord.dictionaries.models import Rates
from accord.kit.dates import add_months
from accord.kit.money import Money
from accord.payments.models import Payment
from accord.preferences import switches

PAGE = "/analytics/income/"
DAY = date(2026, 11, 20)
RATE = Decimal("0.92345678")


def figures(client, **asked):
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.context["figures"]


def sections(page):
    """Heading → the text of each row of the table below it."""
    found = {}
    for heading, rest in re.findall(r"<h2>([^<]+)</h2>(.*?)</section>", page.text, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", rest, re.S)
        found[heading] = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]
    return found


@pytest.mark.covers("DC-314", "DC-225", "DC-312")
def test_what_was_paid_this_month_is_in_the_summary_without_typing_it_again(client, office, sales):
    sales.paid(office.crane, "1200.50", sales.today, order_number="A-17")
    sales.paid(office.crane, "999", sales.month(1))
    client.force_login(office.anna)

    page = client.get(PAGE)

    rows = sections(page)[f"Payments received in {sales.today:%B %Y}"]
    assert len(rows) == 3
    assert office.crane.name in rows[1]
    assert "Acme" in rows[1]
    assert "A-17" in rows[1]
    assert "Anna Lindqvist" in rows[1]
    assert rows[2] == "Total 1,200.50 EUR"


@pytest.mark.covers("DC-315")
def test_promises_stand_by_certainty_and_month_and_overdue_ones_in_this_month(client, office, sales):
    office.payment(office.crane, "100", planned_on=sales.month(3), certainty="guaranteed")
    office.payment(office.crane, "200", planned_on=sales.month(-1), certainty="guaranteed")
    office.payment(office.crane, "400", planned_on=sales.month(-2), certainty="low")
    office.payment(office.crane, "800", planned_on=sales.month(-3), certainty="low")
    office.payment(office.crane, "1600", planned_on=add_months(sales.month(-1), 12), certainty="guaranteed")
    client.force_login(office.anna)

    shown = figures(client)

    assert {each.certainty: each.totals for each in shown.promises} == {
        "guaranteed": (100, 200, 0),
        "high": (0, 0, 0),
        "low": (0, 0, 400),
    }
    assert shown.expected == 700


def test_only_what_is_outstanding_is_expected(client, office, sales):
    payment = office.payment(office.crane, "100", planned_on=sales.month(-1), certainty="high")
    payment.pay(by=office.alba.acting(), on=sales.today, amount=Decimal(30))
    client.force_login(office.anna)

    shown = figures(client)

    assert shown.expected == 70
    assert shown.this_month == 30


def test_drafts_and_cancelled_payments_promise_nothing(client, office, sales):
    office.payment(office.crane, "100", planned_on=sales.month(-1)).cancel(by=office.anna.acting(), comment="No")
    office.payment(office.crane, "100", planned_on=sales.month(-1), status="draft")
    client.force_login(office.anna)

    assert figures(client).expected == 0


@pytest.mark.covers("DC-316")
def test_the_charts_hold_twelve_months_the_twelve_before_and_the_running_year(client, office, sales):
    for ago in range(24):
        sales.paid(office.crane, str(100 + ago), sales.month(ago))
    sales.paid(office.crane, "5000", sales.month(24))
    client.force_login(office.anna)

    shown, page = figures(client), client.get(PAGE)

    assert shown.received == tuple(100 + ago for ago in reversed(range(24)))
    assert shown.total == sum(100 + ago for ago in range(12))
    assert shown.difference == -144
    assert shown.running[0] == sum(100 + ago for ago in range(11, 23))
    assert shown.running[-1] == shown.total
    assert page.text.count('class="c-past"') > 0
    assert len(sections(page)["Month by month"]) == 13


@pytest.mark.covers("DC-317", "DC-226")
def test_the_report_speaks_the_currency_of_the_books_or_that_of_the_reports(client, office, sales):
    switches.change({"reporting_currency": "USD"}, by=office.ada.acting())
    sales.rate("USD", sales.month(2), "0.8")
    sales.paid(office.crane, "100", sales.today)
    client.force_login(office.anna)

    assert (figures(client).currency, figures(client).this_month) == ("USD", 125)
    assert (figures(client, currency="EUR").currency, figures(client, currency="EUR").this_month) == ("EUR", 100)
    assert figures(client, currency="XAU").currency == "USD"
    assert 'aria-label="Currency"' in client.get(PAGE).text


@pytest.mark.covers("DC-226")
def test_one_currency_for_books_and_reports_needs_no_switch(client, office):
    client.force_login(office.anna)

    assert 'aria-label="Currency"' not in client.get(PAGE).text


def test_an_amount_without_a_rate_is_named_and_left_out(client, office, sales):
    sales.paid(office.crane, "100", sales.today, currency="AED")
    sales.paid(office.crane, "7", sales.today)
    client.force_login(office.anna)

    page = client.get(PAGE)

    assert page.context["figures"].this_month == 7
    assert "No rate to EUR is known for AED" in page.text


def test_the_rate_of_the_day_of_payment_counts_and_not_that_of_today(client, office, sales):
    sales.rate("USD", sales.month(3), "0.5")
    sales.rate("USD", sales.today, "2")
    sales.paid(office.crane, "100", sales.month(2), currency="USD")
    client.force_login(office.anna)

    assert figures(client).total == 50


def test_deals_won_in_the_year_are_counted_with_their_average(client, office, sales):
    for number in range(3):
        sales.won(f"Sold {number}")
    sales.won("Sold before", on=add_months(sales.today, -12))
    client.force_login(office.anna)

    assert "3 deals won in the year, 0.3 a month" in client.get(PAGE).text


def test_sellers_see_their_own_first_and_nobody_sees_what_is_not_theirs(client, office, sales):
    sales.paid(office.crane, "100", sales.today)
    sales.paid(office.deal("Boris sells", owner=office.boris), "10", sales.today)
    sales.paid(office.deal("Zoe sells", owner=office.zoe, department=office.south), "1", sales.today)

    seen = {}
    for name in ("anna", "boris", "zoe", "dora", "alba"):
        client.force_login(getattr(office, name))
        seen[name] = (figures(client).this_month, figures(client, owner="everybody").this_month)

    assert seen == {"anna": (100, 110), "boris": (10, 110), "zoe": (1, 1), "dora": (111, 111), "alba": (111, 111)}


def test_directors_ask_for_one_department(client, office, sales):
    sales.paid(office.crane, "100", sales.today)
    sales.paid(office.deal("Zoe sells", owner=office.zoe, department=office.south), "1", sales.today)
    client.force_login(office.dora)

    assert figures(client, department=office.south.pk).this_month == 1


def test_the_file_has_every_row_and_a_month_for_each_promise(client, office, sales):
    sales.paid(office.crane, "100", sales.today)
    office.payment(office.crane, "200", planned_on=sales.month(-1), certainty="guaranteed")
    client.force_login(office.anna)

    answer = client.get(PAGE, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert [(row[0], row[1], Decimal(row[7]), row[8]) for row in rows[1:]] == [
        ("Received", office.crane.name, 100, "EUR"),
        ("Guaranteed", office.crane.name, 200, "EUR"),
    ]
    with closing(client.get(PAGE, {"format": "xlsx"})) as sheet:
        assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_more_payments_cost_no_more_queries(office, client, sales):
    client.force_login(office.dora)
    counts = []
    for rows in (5, 45):
        for number in range(rows):
            deal = office.deal(f"Deal {rows} {number}", company=office.acme)
            sales.paid(deal, "5", sales.today)
            office.payment(deal, "5", planned_on=sales.today + timedelta(days=number % 20), certainty="low")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert len(figures(client).lines) == SHOWN
    assert figures(client).this_month == 250
    assert counts[0] == counts[1] <= 15


@given(st.lists(st.decimals("0.01", "99999999.99", places=2), max_size=30))
def test_a_day_is_converted_as_a_whole_and_loses_half_a_cent_at_most(dollars):
    """Not half a cent for each payment of the day."""
    rates = Rates.__new__(Rates)
    rates.base, rates.days, rates.rows = "EUR", {"USD": [DAY]}, {"USD": [(RATE, True)]}
    whole = sum(dollars, Decimal(0))

    worth = rates.convert(Money(whole, "USD"), to="EUR", on=DAY).money.amount

    assert abs(worth - whole * RATE) <= Decimal("0.005")


@pytest.mark.covers("DC-225")
def test_list_export_and_report_agree_to_the_cent(client, office, sales):
    for number in range(37):
        sales.paid(office.crane, f"{number + 1}.{number:02}", sales.today)
    client.force_login(office.anna)
    person = office.anna

    summary = IncomeSummary(Scope(person, client.get(PAGE).wsgi_request.GET), sales.today, switches.load())
    listed = sum(p.received for p in Payment.objects.visible_to(person).filter(paid_on=sales.today))
    answer = client.get(PAGE, {"format": "csv"})
    exported = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]

    assert summary.figures.this_month == listed == sum(Decimal(row[7]) for row in exported)


# ── through a representative office ──

SIGN = 'aria-label="Through a representative office"'


@pytest.fixture
def through_astana(office, sales):
    """The crane was paid and is to be paid through the office, the pumps straight."""
    straight = office.deal("Straight")
    sales.paid(office.crane, "100", sales.today, through_representation=True)
    sales.paid(straight, "50", sales.today)
    office.payment(office.crane, "200", planned_on=sales.month(-1), certainty="low", through_representation=True)
    office.payment(office.crane, "300", planned_on=sales.month(-2), certainty="low")
    office.payment(straight, "400", planned_on=sales.month(-1), certainty="low")


def exported(client) -> list[list[str]]:
    answer = client.get(PAGE, {"format": "csv"})
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def marked(page) -> list[tuple[str, bool]]:
    rows = re.findall(r'<div class="table__name">(.*?)</div>', page.text, re.S)
    return [(re.sub(r"<[^>]*>", "", row), SIGN in row) for row in rows]


@pytest.mark.covers("DC-224")
def test_the_report_marks_what_comes_through_a_representative_office(client, office, through_astana):
    switches.change({"through_representation": True}, by=office.ada.acting())
    client.force_login(office.anna)

    page = client.get(PAGE)
    header, *rows = exported(client)

    crane = "Harbour crane retrofitAcme Harbour GmbH"
    assert sorted(marked(page)) == [(crane, True), (crane, True), ("Straight", False), ("Straight", False)]
    assert header[-1] == "Via office"
    assert sorted((row[1], Decimal(row[7]), row[-1]) for row in rows) == [
        ("Harbour crane retrofit", 100, "yes"),
        ("Harbour crane retrofit", 200, "yes"),
        ("Harbour crane retrofit", 300, "no"),
        ("Straight", 50, "no"),
        ("Straight", 400, "no"),
    ]


@pytest.mark.covers("DC-224")
def test_a_snapshot_keeps_the_marks_and_shows_them_while_the_switch_is_on(client, office, through_astana):
    client.force_login(office.anna)
    address = client.post("/analytics/income/snapshots/").headers["Location"]

    off = client.get(address), client.get(PAGE), exported(client)
    switches.change({"through_representation": True}, by=office.ada.acting())
    on = client.get(address)

    assert SIGN not in off[0].text
    assert SIGN not in off[1].text
    assert "Via office" not in off[2][0]
    assert on.text.count(SIGN) == 2
