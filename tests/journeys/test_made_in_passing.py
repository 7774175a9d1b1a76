"""A form that lacks something lets one make it in passing, and stands there again as it was left."""

import pytest
from playwright.sync_api import expect

from accord.deals.models import Deal


@pytest.mark.browser
def test_a_company_nobody_knows_is_made_while_a_deal_is_being_made_by_keyboard_alone(office, page, live, sign_in):
    sign_in(page, office.anna)
    page.goto(f"{live.url}/deals/new/")
    page.locator("[name=name]").fill("Boilers for the ferry")
    page.get_by_label("Company").focus()
    page.keyboard.type("Kessel & <b>Söhne</b> AG")
    offer = page.get_by_role("option", name="New company… Kessel & <b>Söhne</b> AG")
    expect(offer).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="New company")).to_be_visible()
    page.get_by_label("Full name").press("Enter")
    expect(page.locator("[name=name]")).to_have_value("Boilers for the ferry")
    page.get_by_role("button", name="Save deal").press("Enter")

    expect(page.get_by_role("heading", name="Boilers for the ferry")).to_be_visible()
    deal = Deal.objects.get(name="Boilers for the ferry")
    assert deal.company.name == "Kessel & <b>Söhne</b> AG"


@pytest.mark.browser
def test_known_companies_come_before_the_offer_to_make_one(office, page, live, sign_in):
    assert office.acme.name
    sign_in(page, office.anna)
    page.goto(f"{live.url}/deals/new/")
    page.get_by_label("Company").focus()
    page.keyboard.type(office.acme.name)

    company = page.locator(".picker", has=page.get_by_role("combobox", name="Company", exact=True))
    options = company.locator("[role=option]")
    expect(options.first).to_contain_text(office.acme.name)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.last).to_contain_text("New company…")
