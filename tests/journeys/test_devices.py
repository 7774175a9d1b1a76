"""The same work before a desk's screen, on a tablet and on a telephone."""

import pytest
from playwright.sync_api import expect

DEVICES = {
    "computer": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "telephone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "small telephone": {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True},
}
PAGES = (
    "/",
    "/deals/",
    "/deals/{office.crane.pk}/",
    "/companies/new/",
    "/people/",
    "/settings/people/",
    "/directories/pipelines/",
)


@pytest.mark.covers("DC-001")
@pytest.mark.parametrize("device", DEVICES)
def test_every_kind_of_page_fits_the_device_and_the_navigation_is_reached(office, new_window, sign_in, device):
    page = new_window(**DEVICES[device])
    sign_in(page, office.ada)
    too_wide = []

    for place in PAGES:
        page.goto(place.format(office=office))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(place)

    menu = page.get_by_role("link", name="Menu", exact=True)
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Companies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Companies")
    assert too_wide == []
