"""A director's Monday: how the year stands, who brings it in, and the rows behind each figure."""

import csv
import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

PAID = {"anna": ["1200.50", "0.01"], "boris": ["899.99"], "zoe": ["7000.07"]}


@pytest.fixture
def year(office):
    """Three sellers have been paid this month, all in the currency of the report; two deals are closed."""
    today = office.dora.acting().today()
    for name, amounts in PAID.items():
        seller = getattr(office, name)
        for amount in amounts:
            deal = office.deal(f"Sale of {name} for {amount}", owner=seller, amount=Decimal(amount))
            payment = office.payment(deal, amount, planned_on=today)
            payment.pay(by=office.house, on=today)
            deal.win(by=seller.acting(), reason=office.signed)
    lost = office.deal("Lost crane", stage=office.stage("Presentation"))
    lost.lose(by=office.anna.acting(), reason=office.too_dear)
    office.payment(office.crane, "48600", planned_on=today)
    return office


def sum_of(*names):
    return sum((Decimal(amount) for name in names for amount in PAID[name]), Decimal(0))


def spelled(amount):
    return f"{amount:,.2f}"


def received_this_month(page):
    section = page.locator("section", has=page.get_by_role("heading", name=re.compile("^Payments received in")))
    return section.locator("tfoot td").last


def test_each_figure_of_the_report_leads_to_rows_that_come_to_it(year, page, sign_in, tmp_path):
    everybody = sum_of(*PAID)
    sign_in(page, year.dora)

    page.goto("/analytics/funnel/")
    first = page.locator("tbody tr").first
    expect(first.locator("td").nth(1)).to_have_text("5")
    first.get_by_role("link").click()
    expect(page.locator(".page-head__count").first).to_have_text("5")

    page.goto("/analytics/income/")
    expect(received_this_month(page)).to_contain_text(spelled(everybody))

    page.locator("section.chart").first.locator("svg:visible a").last.press("Enter")
    expect(page).to_have_url(re.compile(r"/payments/\?.*paid_on"))
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator("tfoot")).to_contain_text(f"{everybody:,.0f}")

    with page.expect_download() as sent:
        page.locator("a[href*='format=csv']").first.evaluate("link => link.click()")
    rows = list(csv.DictReader(sent.value.path().read_text("utf-8-sig").splitlines()))
    assert sum(Decimal(row["Amount"]) for row in rows) == everybody
    assert {row["Amount: currency"] for row in rows} == {"EUR"}


def test_the_report_of_one_department_leads_to_its_own_rows(year, page, sign_in):
    sign_in(page, year.dora)

    page.goto("/analytics/income/")
    page.get_by_label("Department").select_option(label="North")
    page.get_by_role("button", name="Show").click()

    north = sum_of("anna", "boris")
    expect(page).to_have_url(re.compile("department="))
    expect(received_this_month(page)).to_contain_text(spelled(north))
    page.get_by_role("link", name="the payments", exact=True).last.click()
    expect(page.locator("tfoot")).to_contain_text("48,600")
