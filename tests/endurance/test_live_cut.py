"""The web process dies under an open page: the page comes back by itself and is told what it missed."""

from playwright.sync_api import expect

from tests.endurance.house import WEB
from tests.journeys.test_live import TOLD, go, move


def test_a_page_whose_server_was_killed_hears_of_what_happened_meanwhile(
    office, house, new_window, sign_in, complaints
):
    complaints.expect("ERR_|Failed to load resource|network error|SSE|fetch")
    page = new_window(base_url=house.url)
    sign_in(page, office.boris)
    go(page, office.crane.get_absolute_url())

    house.kill(WEB)
    move(office)

    expect(page.locator(TOLD)).to_be_visible(timeout=60_000)
