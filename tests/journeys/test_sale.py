"""The main job from end to end: a stranger writes, an operator recognises him, a seller wins the deal and is paid."""

import re

import pytest
from playwright.sync_api import expect

from accord.deals.models import Deal
from accord.dictionaries.models import Source
from accord.inquiries.models import Inquiry
from accord.payments.models import Payment

TYPING_MS = 40
MESSAGE = "One of the two brakes slips when the load is at eighty per cent."


@pytest.fixture
def web_form(live, office):
    """A form on the company's site, and a customer who is known already."""
    office.rudi
    return Source.objects.add(by=office.house, name="Ask for a quote", department=office.north, form_open=True)


def ask(page, web_form):
    """Fill the form in at the pace of a person: what comes faster is taken for a robot's."""
    page.goto(f"/form/{web_form.form_key}/")
    page.get_by_label("Your name").fill("Rudi Hakimi")
    page.get_by_label("E-mail").fill("rudi@acme.example")
    page.get_by_label("What is it about?").fill("Service brakes")
    page.get_by_label("Your message").press_sequentially(MESSAGE, delay=TYPING_MS)
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/thanks/$"))


def open_deal(page):
    """The operator finds the request, agrees with the match and opens the deal."""
    page.goto("/requests/")
    page.get_by_role("link", name="Service brakes").click()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    page.get_by_role("button", name="Confirm match").click()
    expect(page.get_by_role("button", name="Confirm match")).to_have_count(0)
    page.get_by_role("button", name="Open a deal").click()
    expect(page).to_have_url(re.compile(r"/deals/\d+/"))


def carry_on_board(page):
    """One column further, without the mouse."""
    page.goto("/deals/board/?all=1")
    card = page.locator(".deal-card", has_text="Service brakes")
    expect(page.locator("accord-board:defined")).to_have_count(1)
    card.press(" ")
    expect(page.locator("#live-region")).to_contain_text("is lifted from New")
    card.press("ArrowRight")
    with page.expect_response(re.compile("/drop/")) as answer:
        card.press(" ")
    assert answer.value.ok
    expect(page.get_by_role("region", name="First contact").locator(".deal-card")).to_have_count(1)


def win(page):
    page.get_by_role("link", name="Won", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("900")
    expect(dialog.get_by_label("Closing reason")).not_to_have_value("")
    dialog.get_by_role("button", name="Won").click()
    expect(page.get_by_role("link", name="Reopen").or_(page.get_by_role("button", name="Reopen"))).to_be_visible()


def add_payment(page):
    page.locator(".tabs").get_by_role("link", name=re.compile("^Payments")).click()
    page.get_by_role("link", name="New payment").click()
    page.get_by_label("Amount").fill("900")
    page.get_by_role("button", name="Save payment").click()
    expect(page).to_have_url(re.compile("tab=payments"))


def pay(page, payment):
    page.goto(payment.get_absolute_url())
    page.get_by_role("link", name="Record the payment").click()
    page.get_by_role("dialog").get_by_role("button", name="Record the payment").click()
    expect(page.get_by_role("link", name="Record the payment")).to_have_count(0)


def test_a_request_of_a_stranger_ends_as_paid_money(office, web_form, page, new_window, sign_in):
    operator, seller = new_window(), new_window()
    sign_in(operator, office.olga)
    sign_in(seller, office.anna)

    ask(page, web_form)
    asked = Inquiry.objects.get()
    assert asked.contact == office.rudi
    assert not asked.spam_suspected

    open_deal(operator)
    deal = Deal.objects.get()
    assert deal.company == office.acme

    carry_on_board(seller)
    deal.refresh_from_db()
    assert deal.stage == office.stage("First contact")

    seller.goto(deal.get_absolute_url())
    win(seller)
    deal.refresh_from_db()
    assert deal.is_won
    assert deal.closing_reason == office.signed

    add_payment(seller)
    payment = Payment.objects.get(deal=deal)
    pay(seller, payment)
    payment.refresh_from_db()
    assert payment.is_paid

    seller.locator("[data-undo]").last.click()
    expect(seller.get_by_role("link", name="Record the payment")).to_be_visible()
    payment.refresh_from_db()
    assert not payment.is_paid
