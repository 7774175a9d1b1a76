"""Somebody was faster: a verb compares the fields it depends on with what the page showed."""

import re
from datetime import date

import pytest

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def button(page, url):
    """The address of a verb as the page offers it, with the version that the page shows."""
    return re.search(rf'"({re.escape(url)}\?version=\d+)"', page)[1]


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


def reasons(office, page):
    return {"version": version_on(page), "reason": office.too_dear.pk, "closed_on": date(2026, 11, 26).isoformat()}


def test_losing_a_deal_that_somebody_moved_meanwhile_is_told_and_not_done(office, anna):
    page = anna.get(f"/deals/{office.crane.pk}/").text
    office.crane.enter(office.stage("Presentation"), by=office.dora.acting())
    asked = anna.get(button(page, f"/deals/{office.crane.pk}/ask/lose/")).text

    answer = anna.post(f"/deals/{office.crane.pk}/lose/", reasons(office, asked), headers=HTMX)
    office.crane.refresh_from_db()

    assert answer.status_code == 409
    assert "Dora Castellan changed this in the meantime: stage" in answer.text
    assert office.crane.stage == office.stage("Presentation")


def test_without_script_the_same_is_a_page_with_a_way_back(office, anna):
    page = anna.get(f"/deals/{office.crane.pk}/").text
    office.crane.enter(office.stage("Presentation"), by=office.dora.acting())

    answer = anna.post(button(page, f"/deals/{office.crane.pk}/advance/"))

    assert answer.status_code == 409
    assert "Dora Castellan changed this" in answer.text
    assert "<html" in answer.text


def test_a_change_of_something_else_stops_nobody(office, anna):
    asked = anna.get(f"/deals/{office.crane.pk}/ask/lose/").text
    office.crane.change("changed", by=office.dora.acting(), description="Call first")

    answer = anna.post(f"/deals/{office.crane.pk}/lose/", reasons(office, asked))
    office.crane.refresh_from_db()

    assert answer.status_code == 302
    assert office.crane.is_closed
    assert office.crane.description == "Call first"


def test_what_was_changed_there_and_back_is_as_it_was_seen(office, anna):
    asked = anna.get(f"/deals/{office.crane.pk}/ask/lose/").text
    office.crane.enter(office.stage("Presentation"), by=office.dora.acting())
    office.crane.enter(office.stage("New"), by=office.dora.acting())

    answer = anna.post(f"/deals/{office.crane.pk}/lose/", reasons(office, asked))

    assert answer.status_code == 302


def test_the_stage_bar_posts_the_version_that_was_seen(office, anna):
    page = anna.get(f"/deals/{office.crane.pk}/").text
    bar = page[page.index("stage-bar-form") :]
    office.crane.enter(office.stage("Presentation"), by=office.dora.acting())

    values = {"stage": office.stage("Offer preparation").pk, "version": version_on(bar)}
    answer = anna.post(f"/deals/{office.crane.pk}/move/", values, headers=HTMX)

    assert answer.status_code == 409


def test_the_ticks_of_a_row_ask_with_the_version_of_the_row(office, anna):
    office.crane.change("changed", by=office.anna.acting(), description="Seen")

    page = anna.get("/deals/?all=1").text

    assert f"/deals/{office.crane.pk}/ask/move/?version={office.crane.version}" in page


def test_a_payment_whose_amount_changed_is_not_paid_unseen(office, client):
    client.force_login(office.alba)
    asked = client.get(f"/payments/{office.advance.pk}/ask/pay/").text
    office.advance.change("changed", by=office.dora.acting(), amount=1)

    values = {"version": version_on(asked), "received": "48600", "paid_on": "2026-11-26"}
    answer = client.post(f"/payments/{office.advance.pk}/pay/", values, headers=HTMX)
    office.advance.refresh_from_db()

    assert answer.status_code == 409
    assert office.advance.status == "planned"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "999999", "\x00"])
def test_a_version_that_says_nothing_stops_nobody_and_breaks_nothing(office, anna, version):
    answer = anna.post(f"/deals/{office.crane.pk}/mark_important/", {"version": version})

    assert answer.status_code in (302, 404)
