"""A new installation: the first administrator sets it up, invites somebody, and that person wins a deal."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accord.access.models import Membership
from accord.accounts.models import Department, User
from accord.administration import first
from accord.config import shipped
from accord.deals.models import Deal, Pipeline
from accord.history.models import Actor
from accord.preferences import switches

PASSWORD = "a phrase that nobody guesses"


@pytest.fixture
def empty(live):
    """Nobody and nothing but what Accord brings along."""
    call_command("flush", interactive=False, verbosity=0)
    shipped.install(by=Actor.house())


def save(page):
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()


def introduce_oneself(page):
    page.goto(first.console_link())
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Sign-in name").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    save(page)
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    expect(page.get_by_text("0 of 6 done")).to_be_visible()


def name_the_company(page):
    page.get_by_role("link", name="Name the company").click()
    page.get_by_label("Name of the company").fill("Portwerk")
    page.get_by_label("State currency").select_option("PLN")
    save(page)
    expect(page.locator("#toasts")).to_contain_text("The switches are set.")


def make_department(page):
    page.get_by_role("link", name="Departments", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="New department").first.click()
    page.locator("[name=name]").fill("Service")
    page.get_by_label("Default currency").select_option("PLN")
    save(page)
    expect(page.get_by_role("link", name="Service", exact=True)).to_be_visible()


def hire(page):
    """The new colleague, and the link that lets them in."""
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="New person").click()
    page.get_by_label("First name").fill("Nina")
    page.get_by_label("Sign-in name").fill("nina")
    page.get_by_label("Main department").select_option(label="Service")
    save(page)
    page.get_by_role("button", name="Invitation link").click()
    return page.locator(".secret code").inner_text()


def make_role(page):
    """A copy of the sellers' role under a name of one's own, held by the new colleague."""
    page.goto("/settings/roles/")
    page.locator("summary", has_text="Sales manager").click()
    page.get_by_role("button", name="Copy Sales manager").click()
    page.locator("[name=name]").fill("Service manager")
    page.get_by_label("Nina", exact=True).check()
    save(page)
    expect(page.locator("summary", has_text="Service manager")).to_contain_text("1 person holds it.")


def make_pipeline(page):
    page.get_by_role("link", name="Pipelines", exact=True).click()
    page.get_by_role("link", name="New pipeline").click()
    page.locator("[name=name]").fill("Maintenance")
    page.get_by_label("Service", exact=True).check()
    save(page)
    for name, probability in (("Visit", "30"), ("Offer", "60")):
        page.get_by_role("link", name="New stage").click()
        page.locator("[name=name]").fill(name)
        page.get_by_label("Probability").fill(probability)
        save(page)


def order(page):
    return page.locator("accord-order").first.locator("[data-item] .order__text > a")


def arrange(page):
    """One stage is carried by the mouse, and carried back by the keyboard."""
    expect(order(page)).to_have_text(["New", "Visit", "Offer", "Won", "Lost"])
    rows = page.locator("accord-order").first.locator("[data-item]")
    page.locator("accord-order:defined").first.wait_for()
    place, target = rows.nth(2).locator("[data-grip]").bounding_box(), rows.nth(1).bounding_box()
    page.mouse.move(place["x"] + 4, place["y"] + 4)
    page.mouse.down()
    page.mouse.move(place["x"] + 4, target["y"] + 2, steps=5)
    with page.expect_response(re.compile("/arrange/")) as answer:
        page.mouse.up()
    answer.value.finished()
    expect(order(page)).to_have_text(["New", "Offer", "Visit", "Won", "Lost"])
    down = page.get_by_role("button", name="Move Offer down")
    down.focus()
    page.keyboard.press("Enter")
    expect(order(page)).to_have_text(["New", "Visit", "Offer", "Won", "Lost"])
    expect(down).to_be_focused()


def come_in(page, link):
    page.goto(link)
    page.get_by_label("Password").fill(PASSWORD)
    save(page)
    expect(page).to_have_url(re.compile(r"://[^/]+/$"))


def win_a_deal(page):
    page.goto("/deals/new/")
    page.locator("[name=name]").fill("Gearbox overhaul")
    page.locator("[name=amount]").fill("4200")
    page.get_by_role("button", name=re.compile("Save deal", re.I)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gearbox overhaul")
    page.get_by_role("link", name="Won", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Won").click()
    expect(page.get_by_role("button", name="Reopen").or_(page.get_by_role("link", name="Reopen"))).to_be_visible()


def test_an_empty_installation_ends_with_a_deal_that_is_won(empty, page, new_window):
    introduce_oneself(page)
    name_the_company(page)
    make_department(page)
    link = hire(page)
    make_role(page)
    make_pipeline(page)
    arrange(page)

    nina = new_window()
    come_in(nina, link)
    win_a_deal(nina)

    deal, person = Deal.objects.get(), User.objects.get(username="nina")
    assert (deal.owner, deal.department) == (person, Department.objects.get(name="Service"))
    assert (deal.pipeline, deal.stage.name, deal.state) == (Pipeline.objects.get(name="Maintenance"), "Won", "won")
    assert [each.role.name for each in Membership.objects.filter(person=person)] == ["Service manager"]
    assert switches.load().company_name == "Portwerk"
    page.goto("/")
    expect(page.get_by_text("5 of 6 done")).to_be_visible()
