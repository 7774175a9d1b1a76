"""What one changes, others are told where they are; nothing is lost while nobody looked."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accord.history.models import Event
from tests.office import Office

BOARD = "/deals/board/?all=1"
TOLD = ".changed:has-text('Somebody changed this.')"


@pytest.fixture
def office(live):
    """The crane is of yesterday: pages hear of what happened since they were made."""
    office = Office()
    office.crane
    Event.objects.update(at=timezone.now() - timedelta(days=1))
    return office


@pytest.fixture
def window(new_window, sign_in, office):
    """A window of Boris's, with the stream open."""

    def open_window(address, page=None):
        page = page or new_window()
        sign_in(page, office.boris)
        go(page, address)
        return page

    return open_window


def go(page, address):
    """Open the page and wait until its stream is open."""
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto(address)


def hide(page, hidden):
    """As a browser does it to a tab that goes behind another one."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true })
            document.dispatchEvent(new Event("visibilitychange"))
        }""",
        hidden,
    )


def move(office, name="Needs"):
    stage = next(
        stage for stage in office.pipeline.in_order if stage.pk != office.crane.stage_id and not stage.is_closed
    )
    office.crane.enter(stage, by=office.anna.acting())
    return stage


def test_a_move_in_one_browser_moves_the_card_on_the_board_of_another(office, window):
    board = window(BOARD)
    card = "Harbour crane retrofit"
    expect(board.get_by_role("region", name=office.crane.stage.name).get_by_text(card)).to_be_visible()

    stage = move(office)

    column = board.get_by_role("region", name=stage.name)
    expect(column.get_by_text(card)).to_be_visible()


def test_a_hidden_tab_is_told_when_it_is_looked_at_again(office, window):
    page = window(office.crane.get_absolute_url())
    hide(page, True)
    move(office)
    expect(page.locator(TOLD)).to_be_hidden()

    hide(page, False)

    expect(page.locator(TOLD)).to_be_visible()


def test_ten_tabs_are_all_told_though_a_browser_holds_six_lines_at_most(office, window):
    first = window(office.crane.get_absolute_url())
    tabs = [first]
    for _number in range(9):
        hide(tabs[-1], True)
        tabs.append(window(office.crane.get_absolute_url(), first.context.new_page()))

    move(office)

    for tab in reversed(tabs):
        hide(tab, False)
        expect(tab.locator(TOLD)).to_be_visible()
        hide(tab, True)
