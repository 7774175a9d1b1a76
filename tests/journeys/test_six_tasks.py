"""Six things everybody does all day, without script, without a mouse, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from accord.deals.models import Deal
from accord.payments.models import Payment

MOST_TABS = 250


class Pointer:
    """Somebody with a mouse or a finger."""

    def __init__(self, page):
        self.page = page

    def press(self, target):
        target.click()

    def write(self, target, text):
        target.fill(text)

    def choose(self, target, label):
        target.select_option(label=label)


class Keyboard(Pointer):
    """Somebody who reaches everything by Tab; the mouse does not exist."""

    def reach(self, target):
        expect(target).to_be_visible()
        for _step in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by Tab.")

    def press(self, target):
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target, text):
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target, label):
        self.reach(target)
        self.page.keyboard.type(label)


WAYS = {
    "without script": (Pointer, {"java_script_enabled": False}),
    "keyboard only": (Keyboard, {}),
    "on a phone": (Pointer, {"viewport": {"width": 390, "height": 844}}),
}


@pytest.fixture(params=WAYS)
def hands(request, new_window):
    make, options = WAYS[request.param]
    return make(new_window(**options))


def sign_in(hands, person, password):
    page = hands.page
    page.goto("/accounts/login/")
    hands.write(page.locator("[name=login]"), person.username)
    hands.write(page.locator("[name=password]"), password)
    hands.press(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url(re.compile(r"://[^/]+/$"))


def find(hands, deal):
    page = hands.page
    page.goto("/deals/")
    search = page.get_by_role("searchbox", name=re.compile("Search in this list"))
    hands.write(search, "crane")
    search.press("Enter")
    expect(page).to_have_url(re.compile("q=crane"))
    hands.press(page.get_by_role("main").get_by_role("link", name=str(deal), exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(str(deal))


def create(hands, name):
    page = hands.page
    page.goto("/deals/")
    hands.press(page.get_by_role("main").get_by_role("link", name=re.compile("New deal", re.I)).first)
    hands.write(page.locator("[name=name]"), name)
    hands.write(page.locator("[name=amount]"), "1200")
    hands.press(page.get_by_role("button", name=re.compile("Save deal", re.I)))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return Deal.objects.get(name=name)


def change_stage(hands, stage):
    page = hands.page
    hands.press(page.get_by_role("main").locator("summary", has_text="Actions"))
    hands.press(page.get_by_role("link", name="Change stage"))
    hands.choose(page.locator("select[name=stage]"), str(stage))
    hands.press(page.get_by_role("button", name="Change stage"))
    expect(page.get_by_role("button", name=f"{stage}, current stage")).to_be_visible()


def add_payment(hands, deal):
    page = hands.page
    hands.press(page.locator(".tabs").get_by_role("link", name=re.compile("^Payments")))
    hands.press(page.get_by_role("link", name="New payment"))
    hands.press(page.get_by_role("button", name=re.compile("Save payment", re.I)))
    expect(page).to_have_url(re.compile(f"/deals/{deal.pk}/.*tab=payments"))
    return Payment.objects.get(deal=deal)


def undo(hands):
    page = hands.page
    hands.press(page.locator("[data-undo]"))
    expect(page.locator("#toasts")).to_contain_text(re.compile("taken back", re.I))


def test_six_daily_tasks_are_done(office, hands):
    crane, stage = office.crane, office.stage("Presentation")

    sign_in(hands, office.anna, office.password)
    find(hands, crane)
    made = create(hands, "Winch overhaul")
    change_stage(hands, stage)
    payment = add_payment(hands, made)
    undo(hands)

    made.refresh_from_db()
    assert made.stage == stage
    assert payment.amount == 1200
    assert not Payment.objects.live().filter(deal=made).exists()
