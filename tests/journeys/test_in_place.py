"""What stands in a list or beside a record is changed there: with the pointer, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from accord.deals.models import Deal
from tests.journeys.test_every_page import AXE
from tests.office import Office

LIST = "/deals/?all=1"
FOUND = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" | ").slice(0, 300)}`)
}"""


@pytest.fixture
def office(live):
    office = Office()
    office.crane
    return office


@pytest.fixture
def window(new_window, sign_in, office):
    """A window of Anna's."""

    def open_window(address=LIST, **options):
        page = new_window(**options)
        sign_in(page, office.anna)
        page.goto(address)
        return page

    return open_window


def row_of(page, record):
    return page.locator(f"[data-row='{record.pk}']")


def begin(page, cell):
    """Double-click beside what stands in the cell, once the script has seen the pointer come."""
    cell.hover()
    expect(page.locator("table[role=grid]")).to_be_attached()
    cell.dblclick(position={"x": 4, "y": 4})
    return page.locator(".cell-editor form")


def typed(page, name):
    return page.locator(f".cell-editor [name={name}]")


def stored(record):
    return Deal.objects.get(pk=record.pk)


@pytest.mark.covers("CK-069")
def test_a_cell_is_changed_by_a_double_click_and_taken_back_from_the_toast(window, office):
    page = window()

    begin(page, row_of(page, office.crane).locator(".cell--name"))
    typed(page, "name").fill("Harbour crane, new drive")
    page.keyboard.press("Enter")

    expect(row_of(page, office.crane)).to_contain_text("Harbour crane, new drive")
    expect(page.locator(".cell-editor form")).to_have_count(0)
    assert stored(office.crane).name == "Harbour crane, new drive"

    page.get_by_role("button", name="Undo").click()

    expect(row_of(page, office.crane)).to_contain_text(office.crane.name)
    assert stored(office.crane).name == office.crane.name


def test_the_pencil_of_the_cell_under_the_pointer_opens_it(window, office):
    page = window()
    cell = row_of(page, office.crane).locator(".cell--company")

    cell.hover()
    page.get_by_role("button", name="Change", exact=True).click()

    expect(page.locator(".cell-editor form")).to_be_visible()
    expect(row_of(page, office.crane).locator(".cell--stage button")).to_have_count(0)


def test_everything_in_a_list_is_done_by_keyboard(window, office):
    page = window()
    row = row_of(page, office.crane)
    row.get_by_role("link", name=office.crane.name).focus()
    expect(page.locator("table[role=grid]")).to_be_attached()

    page.keyboard.press("F2")
    typed(page, "name").fill("Never mind")
    page.keyboard.press("Escape")
    expect(row.get_by_role("link", name=office.crane.name)).to_be_focused()

    page.keyboard.press("F2")
    typed(page, "name").fill("Harbour crane, brakes")
    page.keyboard.press("Tab")
    expect(typed(page, "company_text")).to_be_focused()
    page.keyboard.press("Tab")
    expect(typed(page, "next_step")).to_be_focused()
    typed(page, "next_step").fill("Call Rudi")
    page.keyboard.press("Enter")

    expect(row.locator(".cell--step")).to_be_focused()
    expect(row).to_contain_text("Call Rudi")
    assert (stored(office.crane).name, stored(office.crane).next_step) == ("Harbour crane, brakes", "Call Rudi")

    page.keyboard.press("ArrowRight")
    expect(row.locator(".cell--sum")).to_be_focused()
    page.keyboard.press("Enter")
    typed(page, "amount").fill("7500")
    page.keyboard.press("Enter")
    expect(row.locator(".cell--sum")).to_contain_text("7,500")


def test_a_grid_is_one_stop_for_tab_and_says_what_may_be_changed(window, office):
    page = window()
    page.locator(".cell--sum").last.hover()
    grid = page.get_by_role("grid")

    expect(grid).to_have_attribute("aria-readonly", "true")
    assert grid.locator("tbody [tabindex='0']").count() == 1
    assert grid.locator("td[aria-readonly=false]").count() == 5
    assert "arrow keys" in page.locator("#cells-help").inner_text()


def test_a_choice_made_with_the_pointer_is_saved_at_once(window, office):
    page = window(f"{LIST}&columns=name,source,company")
    entry = office.crane._meta.get_field("source").related_model.objects.live().first()

    begin(page, row_of(page, office.crane).locator("[data-edit]").nth(1))
    page.locator(".cell-editor select").select_option(str(entry.pk))

    expect(row_of(page, office.crane)).to_contain_text(str(entry))
    assert stored(office.crane).source == entry


def test_a_company_is_searched_for_in_its_cell(window, office):
    office.company("Kieler Kranbau")
    page = window()

    begin(page, row_of(page, office.crane).locator(".cell--company"))
    typed(page, "company_text").fill("Kieler")
    page.get_by_role("option", name="Kieler Kranbau").click()

    expect(row_of(page, office.crane)).to_contain_text("Kieler Kranbau")
    assert str(stored(office.crane).company) == "Kieler Kranbau"


def test_pressing_elsewhere_saves_and_loses_nothing(window, office):
    page = window()

    begin(page, row_of(page, office.crane).locator(".cell--name"))
    typed(page, "name").fill("Harbour crane, new drive")
    page.get_by_role("link", name="New deal").click()

    expect(row_of(page, office.crane)).to_contain_text("Harbour crane, new drive")
    assert "/new/" not in page.url


def test_what_is_wrong_is_said_at_the_cell(window, office, complaints):
    complaints.expect("422")
    page = window(f"{LIST}&columns=name,next_step_on")

    begin(page, row_of(page, office.crane).locator("[data-edit]").nth(1))
    page.locator(".cell-editor input[type=date]").fill("2001-01-01")
    page.keyboard.press("Enter")

    expect(page.locator(".cell-editor")).to_contain_text("The next step cannot lie in the past.")
    page.keyboard.press("Escape")
    expect(page.locator(".cell-editor form")).to_have_count(0)
    assert stored(office.crane).next_step_on is None


@pytest.mark.parametrize(("choice", "name"), [("Store mine", "By Anna"), ("Keep what is stored", "By Dora")])
def test_a_second_person_is_met_at_the_cell(window, office, complaints, choice, name):
    complaints.expect("409")
    page = window()
    begin(page, row_of(page, office.crane).locator(".cell--name"))
    expect(typed(page, "name")).to_be_focused()
    stored(office.crane).change("changed", by=office.dora.acting(), name="By Dora")

    typed(page, "name").fill("By Anna")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-editor")).to_contain_text("By Dora")
    page.locator(".cell-editor").get_by_text(choice).click()

    expect(row_of(page, office.crane)).to_contain_text(name)
    expect(page.locator(".cell-editor form")).to_have_count(0)
    assert stored(office.crane).name == name


def test_what_others_change_meanwhile_does_not_wipe_what_one_types(window, office):
    page = window()
    begin(page, row_of(page, office.crane).locator(".cell--name"))
    typed(page, "name").fill("Half a sen")

    stored(office.crane).change("changed", by=office.dora.acting(), product="Brakes")
    page.evaluate(
        "detail => document.dispatchEvent(new CustomEvent('accord:changed', { detail }))",
        {"kind": "deal", "id": office.crane.pk, "version": 99},
    )

    expect(page.locator(".changed")).to_be_visible()
    expect(typed(page, "name")).to_have_value("Half a sen")


def test_a_property_is_changed_beside_the_record(window, office):
    page = window(office.crane.get_absolute_url())
    line = page.locator("#prop-expected_on")

    line.hover()
    line.locator(".prop__edit").click()
    expect(line.locator("input[type=date]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(line.locator(".prop__edit")).to_be_focused()
    page.keyboard.press("Enter")
    line.locator("input[type=date]").fill("2999-02-03")
    page.keyboard.press("Enter")

    expect(line).to_contain_text("2999")
    expect(line.locator(".prop__edit")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def test_a_property_is_changed_on_a_phone(window, office):
    page = window(
        office.crane.get_absolute_url(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    line = page.locator("#prop-expected_on")

    line.locator(".prop__edit").tap()
    line.locator("input[type=date]").fill("2999-02-03")
    line.get_by_role("button", name="Save").tap()

    expect(line).to_contain_text("2999")
    assert str(stored(office.crane).expected_on) == "2999-02-03"


def test_without_script_the_pencil_leads_to_the_field(window, office):
    page = window(office.crane.get_absolute_url(), java_script_enabled=False)

    page.locator("#prop-expected_on .prop__edit").click()
    page.locator("input[type=date]").fill("2999-02-03")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#prop-expected_on")).to_contain_text("2999")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_in_a_grid_with_an_open_cell(window, office, look):
    page = window(color_scheme=look)
    page.evaluate(AXE)

    begin(page, row_of(page, office.crane).locator(".cell--sum"))
    expect(typed(page, "amount")).to_be_focused()

    assert page.evaluate(FOUND) == []
