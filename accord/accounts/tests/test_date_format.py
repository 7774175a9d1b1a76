"""Dates are written as the company says, or as a person would rather have them, whatever the language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accord.accounts.models import User
from accord.accounts.tests.test_profile import PROFILE, client_of
from accord.preferences import switches

LONG_AGO = date(2019, 4, 3)


@pytest.fixture
def old_deal(office: Any) -> Any:
    """A deal that was to be closed long ago, so that its day is no *yesterday*."""
    return office.deal("An old promise", expected_on=LONG_AGO)


def written_for(client: Client, deal: Any) -> list[str]:
    """How the list and the page of the deal write its day: each in its element, with the machine's value beside it."""
    pages = [f"/deals/?all=1&columns=name,expected_on&q=ID{deal.pk}", f"/deals/{deal.pk}/"]
    found = [client.get(page, follow=True).content.decode() for page in pages]
    return [page.split('datetime="2019-04-03"', 1)[1].split(">", 1)[1].split("<", 1)[0] for page in found]


@pytest.mark.covers("DC-336")
def test_a_person_chooses_how_days_are_written_apart_from_the_language(office, old_deal):
    anna = client_of(office.anna)
    assert written_for(anna, old_deal) == ["3 Apr 2019"] * 2

    for code, written in (("d.m.Y", "03.04.2019"), ("m/d/Y", "04/03/2019"), ("Y-m-d", "2019-04-03")):
        anna.post("/profile/", PROFILE | {"language": "ru", "date_format": code})
        assert written_for(anna, old_deal) == [written] * 2
    assert written_for(client_of(office.boris), old_deal) == ["3 Apr 2019"] * 2


@pytest.mark.covers("DC-336")
def test_the_company_chooses_for_everybody_who_has_not(office, old_deal):
    form = client_of(office.ada).get("/settings/").content.decode()
    assert '<option value="d/m/Y">31/12/2026</option>' in form
    boris = client_of(office.boris)
    boris.post("/profile/", PROFILE | {"date_format": "language"})

    switches.change({"date_format": "d/m/Y"}, by=office.ada.acting())

    assert written_for(client_of(office.anna), old_deal) == ["03/04/2019"] * 2
    assert written_for(boris, old_deal) == ["3 Apr 2019"] * 2


def test_near_days_are_words_and_the_title_says_all(office):
    office.deal("Tomorrow", expected_on=date.today() + timedelta(days=400))
    anna = client_of(office.anna)
    anna.post("/profile/", PROFILE | {"date_format": "d.m.Y"})

    page = anna.get("/deals/?all=1&columns=name,expected_on,created_at").content.decode()

    day = date.today() + timedelta(days=400)
    assert f'title="{day:%A}, {day:%d.%m.%Y}">{day:%d.%m.%Y}</time>' in page
    assert ">Today, " in page


def test_forms_take_days_as_the_person_writes_them(office, old_deal):
    anna = client_of(office.anna)
    anna.post("/profile/", PROFILE | {"date_format": "d/m/Y"})

    anna.post(f"/deals/{old_deal.pk}/field/expected_on/", {"expected_on": "05/06/2027", "version": old_deal.version})

    old_deal.refresh_from_db()
    assert old_deal.expected_on == date(2027, 6, 5)


def test_the_cells_of_an_export_are_days_shown_as_the_person_writes_them(office, old_deal, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    dora = client_of(office.dora)
    dora.post("/profile/", PROFILE | {"date_format": "d.m.Y"})
    address = "/deals/export/?all=1&columns=name,expected_on"

    book = b"".join(dora.get(address).streaming_content)
    csv = b"".join(dora.get(f"{address}&format=csv").streaming_content).decode()
    printed = dora.get("/deals/print/?all=1&columns=name,expected_on").content.decode()

    (tmp_path / "book.xlsx").write_bytes(book)
    rows = CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_index(0).to_python()
    assert rows[1][-1] == LONG_AGO
    assert "2019-04-03" in csv
    assert "03.04.2019" in printed


@pytest.mark.parametrize("code", ["d.m.y", "x" * 40, "%d\x00", "D"])
def test_what_is_no_way_to_write_a_date_is_refused_at_its_field(office, code):
    answer = client_of(office.anna).post("/profile/", PROFILE | {"date_format": code})

    assert answer.status_code == 422
    assert User.objects.get(pk=office.anna.pk).date_format == ""
    assert client_of(office.ada).post("/settings/", {"date_format": code}).status_code == 422


def test_it_costs_no_page_a_question(office, old_deal):
    anna = client_of(office.anna)
    pages = ("/", "/deals/?all=1", f"/deals/{old_deal.pk}/", "/deals/?all=1&part=figures")
    before = [questions(anna, page) for page in pages]

    switches.change({"date_format": "d.m.Y"}, by=office.ada.acting())

    assert [questions(anna, page) for page in pages] == before


def questions(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
