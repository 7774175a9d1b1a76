"""The same money wherever one looks: list, board, page, totals, report, files and print, to the last cent."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accord.deals.models import Deal
from accord.dictionaries.models import Rate, Rates
from accord.kit.errors import RuleBroken
from accord.kit.money import Money, minor_places
from accord.payments.models import Payment

LARGEST = Decimal(9 * 10**14)
CURRENCIES = ("EUR", "USD", "JPY", "KWD")
AS_FOUND = [Phase.explicit, Phase.generate]
"""Each example asks a dozen pages: a failing one is shown as it is, not made smaller for minutes."""

a_few = settings(
    max_examples=6, phases=AS_FOUND, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
many = settings(a_few, max_examples=60)

everyday = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
enormous = st.integers(9 * 10**18 - 10**6, 9 * 10**18).map(lambda parts: Decimal(parts).scaleb(-4))
amounts = st.one_of(everyday, enormous, st.sampled_from([Decimal("0.0001"), Decimal("0.005"), LARGEST]))
money = st.tuples(amounts, st.sampled_from(CURRENCIES))


class Back(Exception):
    """Takes an example back."""


@pytest.fixture
def dora(office, client):
    client.force_login(office.dora)
    return client


def summed(pairs):
    found = defaultdict(Decimal)
    with localcontext(prec=60):
        for amount, currency in pairs:
            found[currency] += amount
    return {currency: amount for currency, amount in found.items() if amount}


def number(cell):
    return Decimal(cell.replace(",", ""))


def exported(client, path):
    text = b"".join(client.get(path).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def printed(client, path):
    """The cells of the printed list, row by row, below their headings."""
    table = client.get(path).text.split("<table", 1)[1].split("</table>", 1)[0]
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in table.split("<tr>")[1:]]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@given(made=st.lists(money, min_size=1, max_size=6))
@a_few
def test_list_board_files_and_print_agree_on_every_deal(office, dora, made):
    stages = [office.stage("New"), office.stage("Presentation")]
    try:
        with transaction.atomic():
            for place, (amount, currency) in enumerate(made):
                office.deal(f"Deal {place}", amount=amount, currency=currency, stage=stages[place % 2])
            expected = summed(made)

            listed = dora.get("/deals/?all=1").context["listing"].figures.sums["amount"]
            board = dora.get("/deals/board/?all=1").context["page"].columns
            file = exported(dora, "/deals/export/?all=1&format=csv")
            paper = printed(dora, "/deals/print/?all=1")

            assert {currency: amount for amount, currency in listed} == expected
            assert summed(pair for column in board for pair in column.sums) == expected
            assert summed((Decimal(row["Amount"]), row["Amount: currency"]) for row in file) == expected
            assert summed((number(row["Amount"]), row["Amount: currency"]) for row in paper) == expected
            raise Back
    except Back:
        pass


@given(made=money)
@a_few
def test_the_page_of_a_deal_shows_its_amount_to_the_smallest_coin(office, dora, made):
    amount, currency = made
    try:
        with transaction.atomic():
            deal = office.deal("Lighthouse", amount=amount, currency=currency)
            coins = amount.quantize(Decimal(1).scaleb(-minor_places(currency)), ROUND_HALF_UP)

            page = dora.get(deal.get_absolute_url()).text

            assert f"{coins:,}" in page
            raise Back
    except Back:
        pass


@given(made=st.lists(amounts.filter(bool), min_size=1, max_size=6), whole=st.booleans())
@a_few
def test_report_totals_and_list_agree_on_every_payment_also_beyond_what_64_bits_hold(office, dora, made, whole):
    today = office.dora.acting().today()
    try:
        with transaction.atomic():
            for amount in made:
                payment = office.payment(office.crane, str(amount), planned_on=today)
                if whole:
                    payment.pay(by=office.house, on=today)
            expected = sum(made, Decimal(0))

            figures = dora.get("/analytics/income/").context["figures"]
            totals = dora.get("/payments/totals/?all=1").context["totals"]
            listed = dora.get("/payments/?all=1").context["listing"].figures.sums["amount"]
            promised = sum((promise.total for promise in figures.promises), Decimal(0))

            cents = Decimal("0.01")
            assert listed == [(expected, "EUR")]
            assert totals[0].money.amount.quantize(cents, ROUND_HALF_UP) == expected.quantize(cents, ROUND_HALF_UP)
            shown = figures.this_month if whole else promised
            assert shown.quantize(cents, ROUND_HALF_UP) == expected.quantize(cents, ROUND_HALF_UP)
            raise Back
    except Back:
        pass


rates = st.integers(1, 10**12).map(lambda parts: Decimal(parts).scaleb(-8))
DAY = date(2026, 1, 31)


@given(
    rows=st.lists(st.tuples(st.integers(0, 40), rates), min_size=1, max_size=5, unique_by=lambda row: row[0]),
    asked=st.integers(-5, 50),
    amount=everyday,
)
@many
def test_a_dated_rate_is_the_newest_up_to_its_day_and_converts_half_up_to_the_cent(office, rows, asked, amount):
    try:
        with transaction.atomic():
            for ahead, rate in rows:
                Rate.objects.add(by=office.house, currency="USD", on=DAY + timedelta(ahead), rate=rate)
            before = [row for row in sorted(rows) if row[0] <= asked]
            rate = (before[-1] if before else min(rows))[1]

            found = Rates({"USD"}).convert(Money(amount, "USD"), to="EUR", on=DAY + timedelta(asked))

            exact = Fraction(amount) * Fraction(rate)
            assert found.money.amount == Decimal(int(exact * 100 + Fraction(1, 2))) / 100
            raise Back
    except Back:
        pass


@pytest.mark.parametrize("amount", ["900000000000000.0001", "-0.01", "9e40", "1" * 40])
def test_an_amount_that_does_not_fit_is_refused_at_its_field_and_nothing_is_written(office, dora, amount):
    deal = office.crane
    form = {"amount": amount, "version": deal.version}

    answer = dora.post(f"{deal.get_absolute_url()}field/amount/", form, headers={"HX-Request": "true"})

    deal.refresh_from_db()
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert deal.amount == Decimal(486000)


@pytest.mark.parametrize(("amount", "fits"), [(LARGEST, True), (LARGEST + Decimal("0.0001"), False)])
def test_the_table_holds_nine_hundred_trillion_and_not_a_ten_thousandth_more(office, amount, fits):
    if fits:
        made = office.deal("Everything", amount=amount)
        assert Deal.objects.get(pk=made.pk).amount == LARGEST
    else:
        with pytest.raises(RuleBroken, match="too large"):
            office.deal("Everything and more", amount=amount)


def test_a_spreadsheet_gets_as_text_what_it_cannot_hold_as_a_number(office, dora):
    from python_calamine import CalamineWorkbook

    office.deal("Small", amount=Decimal("1234.56"))
    office.deal("Great", amount=Decimal("899999999999999.9999"))

    raw = b"".join(dora.get("/deals/export/?all=1&format=xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    place = rows[0].index("Amount")

    assert {row[place] for row in rows[1:]} == {1234.56, "899,999,999,999,999.9999"}


def test_a_payment_in_two_parts_leaves_what_is_left_to_the_last_ten_thousandth(office):
    payment = office.payment(office.crane, "0.0003")

    payment.pay(by=office.house, amount=Decimal("0.0001"), on=office.house.today())

    payment = Payment.objects.get(pk=payment.pk)
    assert payment.outstanding.amount == Decimal("0.0002")
