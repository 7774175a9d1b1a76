"""The browser fixtures themselves: they sign people in, and they hear every complaint."""

import re

import pytest


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
    page.wait_for_timeout(200)

    assert any(re.search(heard, complaint) for complaint in complaints.heard)
