"""The browser fixtures themselves: they sign people in, and they hear every complaint."""

import re
from time import monotonic

import pytest

PATIENCE = 20.0


def test_a_signed_in_person_opens_the_start_page_without_a_complaint(office, page, sign_in):
    sign_in(page, office.anna)

    page.goto("/")

    assert page.locator("h1").count() == 1
    assert page.locator("form[action='/accounts/login/']").count() == 0


@pytest.mark.parametrize(
    ("doing", "heard"),
    [
        ("console.error('it broke')", "console error: it broke"),
        ("console.warn('take care')", "console warning: take care"),
        ("setTimeout(() => { throw new Error('thrown') })", "script error: .*thrown"),
        ("fetch('http://192.0.2.1/').catch(() => {})", "request to elsewhere: http://192.0.2.1/"),
    ],
)
def test_a_complaint_is_heard(page, complaints, doing, heard):
    complaints.expect(".*")
    page.goto("about:blank")

    page.evaluate(f"() => {{ {doing} }}")
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and not (is_heard := any(re.search(heard, one) for one in complaints.heard)):
        page.wait_for_timeout(20)

    assert is_heard
