"""Screens as axe sees them: in light and dark, and from right to left. The window itself hears console and network."""

import pytest
from axe_playwright_python.sync_playwright import Axe

SCREENS = {
    "sign-in": "/accounts/login/",
    "home": "/",
    "deals": "/deals/",
    "board": "/deals/board/",
    "deal": "/deals/{office.crane.pk}/",
    "deal form": "/deals/{office.crane.pk}/edit/",
    "company": "/companies/{office.acme.pk}/",
    "company form": "/companies/{office.acme.pk}/edit/",
    "accounts of a company": "/companies/{office.acme.pk}/?tab=requisites",
    "account form": "/companies/{office.acme.pk}/requisites/bank_account/new/",
    "picture": "/contacts/{office.rudi.pk}/picture/",
    "rates": "/directories/rate/",
    "request": "/requests/{office.web_request.pk}/",
    "import": "/import/",
    "settings": "/settings/",
}
LOOKS = {"light": ("light", "ltr"), "dark": ("dark", "ltr"), "right to left": ("light", "rtl")}


def wrong_with(page):
    """What axe finds, as one line each: the rule and the first places."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:4]]}" for one in found]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_clean_in_every_look(office, page, sign_in, name):
    office.advance, office.web_request
    if name != "sign-in":
        sign_in(page, office.ada)

    page.goto(SCREENS[name].format(office=office))
    found = {}
    for look, (theme, direction) in LOOKS.items():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        root = page.locator("html")
        root.evaluate("(html, [theme, dir]) => Object.assign(html, { dir }).dataset.theme = theme", [theme, direction])
        found[look] = wrong_with(page)

    assert found == {look: [] for look in LOOKS}
