"""A seller's week: a lead becomes a company and a deal, is offered something new, pays in parts, and signs."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from accord.catalogue.models import Product
from accord.contacts.models import Company
from accord.deals.models import Deal
from accord.leads.models import Lead
from accord.payments.models import Payment


def write_down_the_lead(page):
    page.goto("/leads/new/")
    page.locator("[name=subject]").fill("Lights for the quay")
    page.locator("[name=company_name]").fill("Baltic Terminals")
    page.locator("[name=first_name]").fill("Mira")
    page.locator("[name=last_name]").fill("Holt")
    page.locator("[name=email]").fill("mira@baltic.example")
    page.get_by_role("button", name="Save lead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lights for the quay")


def make_a_deal_of_it(page):
    page.get_by_role("link", name="Make a deal of it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Make the company Baltic Terminals")).to_be_checked()
    dialog.get_by_role("button", name="Make a deal of it").click()
    expect(page).to_have_url(re.compile(r"/deals/\d+/"))


def offer_something_new(page, tax):
    """A line that is in no catalogue yet, with a discount and tax; it is kept there for the next time."""
    page.locator(".tabs").get_by_role("link", name=re.compile("^Products")).click()
    page.get_by_role("link", name="Add products and services").click()
    page.get_by_role("button", name="Add a line").click()
    expect(page.locator(".line-row")).to_have_count(2)
    row = page.locator(".line-row").last
    row.get_by_label("Product or service").fill("Floodlight 400 W")
    row.get_by_label("Quantity").fill("3")
    row.get_by_label("Price without tax").fill("333.33")
    row.get_by_label("Discount, %").fill("2.5")
    row.get_by_label("Tax rate").select_option(str(tax.pk))
    row.get_by_label("Also add it to the catalogue").check()
    expect(page.locator("#line-totals .line-totals__sum").last).to_contain_text("1,160.24")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("tab=lines"))


def expect_half_now(page, deal):
    page.locator(".tabs").get_by_role("link", name=re.compile("^Payments")).click()
    page.get_by_role("link", name="New payment").click()
    page.get_by_label("Amount").fill("487.49")
    page.get_by_role("button", name="Save payment").click()
    expect(page).to_have_url(re.compile("tab=payments"))
    return Payment.objects.get(deal=deal)


def record(page, payment):
    page.goto(payment.get_absolute_url())
    page.get_by_role("link", name="Record the payment").click()
    page.get_by_role("dialog").get_by_role("button", name="Record the payment").click()
    expect(page.get_by_role("link", name="Record the payment")).to_have_count(0)


def sign(page, deal):
    page.goto(deal.get_absolute_url())
    page.get_by_role("link", name="Won", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Closing reason")).not_to_have_value("")
    dialog.get_by_role("button", name="Won").click()
    expect(page.get_by_role("link", name="Reopen").or_(page.get_by_role("button", name="Reopen"))).to_be_visible()


def test_a_lead_is_worked_to_a_signed_deal_and_the_signature_taken_back(office, page, sign_in):
    sign_in(page, office.anna)

    write_down_the_lead(page)
    make_a_deal_of_it(page)
    lead, deal = Lead.objects.get(), Deal.objects.get()
    assert lead.is_converted
    assert deal.company == Company.objects.get(name="Baltic Terminals")
    assert deal.contact.email == "mira@baltic.example"

    offer_something_new(page, office.vat)
    deal.refresh_from_db()
    line = deal.lines.live().get()
    assert (line.net, line.tax) == (Decimal("974.99"), Decimal("185.25"))
    assert deal.amount == line.net
    assert line.product == Product.objects.get(name="Floodlight 400 W")

    payment = expect_half_now(page, deal)
    record(page, payment)
    sign(page, deal)
    deal.refresh_from_db()
    payment.refresh_from_db()
    assert deal.is_won
    assert payment.is_paid

    page.locator("[data-undo]").last.click()
    expect(page.get_by_role("link", name="Won", exact=True)).to_be_visible()
    deal.refresh_from_db()
    assert deal.is_open
    assert deal.amount == line.net
