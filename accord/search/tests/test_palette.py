"""The palette: a page that works without script, and rows for the dialog on every page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


@pytest.mark.covers("CK-073")
def test_the_page_lists_what_was_found_by_type(office, anna):
    crane = office.crane

    page = anna.get("/find/", {"q": "harbour"}).content.decode()

    assert "<mark>Harbour</mark> crane retrofit" in page
    assert f"/deals/{crane.pk}/" in page
    assert "<h1" in page


def test_the_rows_alone_go_into_the_dialog(office, anna):
    crane = office.crane

    rows = anna.get("/find/", {"q": "harbour"}, headers=HTMX).content.decode()

    assert f"/deals/{crane.pk}/" in rows
    assert "<h1" not in rows


@pytest.mark.covers("DC-050", "DC-051")
@pytest.mark.parametrize("line", ["deal {crane.pk}", "DEAL {crane.pk}", "ticket:{web_request.ticket}"])
def test_an_exact_name_opens_the_record_at_once(office, client, line):
    client.force_login(office.olga if "ticket" in line else office.anna)

    answer = client.get("/find/", {"q": line.format(crane=office.crane, web_request=office.web_request)})

    expected = office.web_request if "ticket" in line else office.crane
    assert (answer.status_code, answer.headers.get("Location")) == (302, expected.get_absolute_url())


def test_nobody_finds_anything_without_signing_in(office, client):
    crane = office.crane

    answer = client.get("/find/", {"q": crane.name})

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_a_title_cannot_bring_its_own_markup(office, anna):
    office.company("Smith <script>alert(1)</script> & Co")

    rows = anna.get("/find/", {"q": "smith"}, headers=HTMX).content.decode()

    assert "<script>" not in rows
    assert "&lt;script&gt;" in rows


def test_searching_with_a_typo_takes_six_queries_at_most(office, anna):
    for number in range(30):
        office.company(f"Harbour works {number}")
    anna.get("/find/", {"q": "warm"}, headers=HTMX)

    with CaptureQueriesContext(connection) as asked:
        rows = anna.get("/find/", {"q": "harbuor wroks"}, headers=HTMX).content.decode()

    assert "Harbour" in rows
    assert len(asked) <= 6, [query["sql"][:120] for query in asked]
