"""A list goes out: exactly what is shown, every row, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accord.exchange.models import ExportLog
from accord.records import contents


@pytest.fixture
def anna(office: Any) -> Client:
    client = Client()
    client.force_login(office.anna)
    return client


def csv_of(client: Client, address: str) -> list[dict[str, str]]:
    answer: Any = client.get(address)
    raw = b"".join(answer.streaming_content)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.mark.covers("DC-149")
def test_csv_holds_every_row_of_the_list_with_its_currency_beside_the_amount(office, anna):
    office.deal("Spare rings", amount=Decimal("61400.50"), currency="USD", company=office.acme)
    office.pumps

    rows = csv_of(anna, "/deals/export/?all=1&format=csv")

    assert [row["Deal"] for row in rows] == ["Spare rings"]
    assert rows[0]["Amount"] == "61400.5"
    assert "USD" in rows[0].values()
    assert rows[0]["Company"] == "Acme Harbour GmbH"


def test_excel_holds_numbers_as_numbers_and_text_as_text(office, anna):
    office.deal("=1+1", amount=Decimal("10"))

    raw = b"".join(anna.get("/deals/export/?all=1").streaming_content)

    heads, row = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert row[heads.index("Deal")] == "=1+1"
    assert row[heads.index("Amount")] == 10


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "＝1+1"])
def test_a_spreadsheet_runs_no_name(office, anna, name):
    office.deal(name)

    assert csv_of(anna, "/deals/export/?all=1&format=csv")[0]["Deal"].lstrip()[:1] not in {"=", "+", "-", "@", "＝"}


def test_filters_in_force_hold_in_the_file(office, anna):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("Open one")

    assert [row["Deal"] for row in csv_of(anna, "/deals/export/?state=won&format=csv")] == ["Harbour crane retrofit"]


def test_an_export_needs_the_right_and_is_logged(office, anna):
    sven = Client()
    sven.force_login(office.sven)

    assert sven.get("/deals/export/").status_code == 403
    b"".join(anna.get("/deals/export/?all=1").streaming_content)

    log = ExportLog.objects.get()
    assert (log.person, log.kind, log.format, log.query) == (office.anna, "deal", "xlsx", "all=1")


@pytest.mark.parametrize(("kind", "most"), [("deal", 6), ("company", 4)])
def test_each_portion_of_an_export_costs_the_same_few_questions(office, anna, monkeypatch, kind, most):
    """A portion is a thousand rows; ten here, so that there are several of them."""
    monkeypatch.setattr("accord.records.lists.listing.PORTION", 10)
    add = {"deal": office.deal, "company": office.company}[kind]
    people = [office.anna, office.boris, office.hanna]
    address = f"/{contents.pages_of(kind).path}/export/?all=1&format=csv"
    asked = []

    for rows in (10, 20, 30, 40):
        for number in range(10):
            add(f"Row {rows} {number}", people[number % 3], **({"company": office.acme} if kind == "deal" else {}))
        with CaptureQueriesContext(connection) as context:
            assert len(csv_of(anna, address)) >= rows
        asked.append(len(context))

    assert asked[3] - asked[2] == asked[2] - asked[1] <= most


def test_a_file_says_of_people_and_choices_what_the_list_says(office, anna):
    office.company("Ladder & Sons", country="DE", relation="supplier")

    (row,) = csv_of(anna, "/companies/export/?all=1&relation=supplier&format=csv")

    assert {"Ladder & Sons", "Supplier", "Germany", str(office.anna)} <= set(row.values())


@pytest.mark.covers("CK-065")
def test_a_list_is_looked_at_as_a_page_to_print_and_kept_as_one(office, anna):
    office.deal("<b>Bold</b> & dear", amount=Decimal("10.50"), company=office.acme)
    office.pumps

    page = anna.get("/deals/print/?all=1").content.decode()
    answer: Any = anna.get("/deals/export/?all=1&format=html")
    kept = b"".join(answer.streaming_content).decode()

    for text in (page, kept):
        assert "&lt;b&gt;Bold&lt;/b&gt; &amp; dear" in text
        assert "<b>Bold" not in text
        assert "Acme Harbour GmbH" in text
        assert str(office.pumps) not in text
    assert "attachment" in answer["Content-Disposition"]
    assert [log.format for log in ExportLog.objects.all()] == ["html", "html"]


@pytest.mark.covers("CK-065")
def test_the_ways_out_of_a_list_and_the_link_to_its_selection_stand_above_it(office, anna):
    office.crane

    page = anna.get("/deals/?state=won").content.decode()

    assert 'value="http://testserver/deals/?state=won&amp;' in page
    for way in ("export/?state=won&amp;", "print/?state=won&amp;"):
        assert f'href="/deals/{way}' in page
    assert "&amp;format=csv" in page


def test_the_page_to_print_needs_the_right_to_export(office):
    sven = Client()
    sven.force_login(office.sven)

    assert sven.get("/deals/print/").status_code == 403
