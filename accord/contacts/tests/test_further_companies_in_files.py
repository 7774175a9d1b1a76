"""The further companies of a contact go out to a file in one cell and come back from it, with history and undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accord.contacts.models import Contact, Employment
from accord.contacts.tests.test_round_trip import book_of, imported, rows_in
from accord.exchange.models import ImportRow
from accord.exchange.tests.test_import import decided, sent

HEADER = "First name,Last name,Company,Further companies\n"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dora(office: Any) -> Client:
    client = Client()
    client.force_login(office.dora)
    return client


COLUMNS = {"column-first_name": "0", "column-last_name": "1", "column-company": "2", "column-employments": "3"}


def works_at(contact: Contact) -> dict[str, tuple[str, str]]:
    rows = Employment.objects.of(contact).select_related("company").order_by("pk")
    return {str(each.company): (each.position, each.division) for each in rows}


@pytest.fixture
def houses(office: Any) -> None:
    for name in ("Nordkran", "Hafen (Kiel)", "Kai; Sohn", "Solar"):
        office.company(name, country="DE")


@pytest.mark.covers("DC-132")
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Nordkran", {"Nordkran": ("", "")}),
        ("nordkran ; Solar (Adviser)", {"Nordkran": ("", ""), "Solar": ("Adviser", "")}),
        ("Solar (Head (acting); deputy | Energy)", {"Solar": ("Head (acting); deputy", "Energy")}),
        ("Hafen (Kiel) (Buyer); Nordkran (| Sales)", {"Hafen (Kiel)": ("Buyer", ""), "Nordkran": ("", "Sales")}),
        ("Kai; Sohn", {"Kai; Sohn": ("", "")}),
    ],
)
def test_one_cell_names_further_companies_with_the_position_at_each(office, dora, houses, cell, expected):
    file = sent(dora, "contact", (HEADER + f'Tom,Lee,,"{cell}"\n').encode(), name="contacts.csv")

    decided(dora, file, "rehearse", **COLUMNS)
    assert not Contact.objects.filter(last_name="Lee").exists()
    decided(dora, file, "run", **COLUMNS)

    tom = Contact.objects.live().get(last_name="Lee")
    assert works_at(tom) == expected
    history = dora.get(f"{tom.get_absolute_url()}?tab=history").text
    assert next(iter(expected)) in history


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Nobody AG", "Further companies: “Nobody AG” is not known here."),
        ("Nordkran; Nobody AG (Buyer)", "Further companies: “Nobody AG” is not known here."),
        ("Twins", "Further companies: “Twins” names several records."),
        ("Hafen (Kiel)", "Further companies: “Hafen (Kiel)” names several records."),
        ("Nordkran (" + "x" * 101 + ")", "at most 100 characters"),
        ("Nordkran; Nordkran (Buyer)", "They work together already."),
        ("Acme Harbour GmbH", "They work together already."),
    ],
)
def test_a_name_that_nobody_can_follow_is_said_at_its_row_and_the_others_come_in(office, dora, houses, cell, said):
    office.company("Twins", country="DE")
    office.company("Twins", country="AT")
    office.company("Hafen", country="DE")
    assert office.acme
    text = HEADER + f'Tom,Lee,Acme Harbour GmbH,"{cell}"\nUta,May,,Solar\n'
    file = sent(dora, "contact", text.encode(), name="contacts.csv")

    decided(dora, file, "rehearse", **COLUMNS)
    preview = dora.get(f"/import/{file.pk}/").text
    decided(dora, file, "run", **COLUMNS)

    rows = list(ImportRow.objects.filter(file=file).order_by("number"))
    assert said in rows[0].message
    assert said in preview
    assert not Contact.objects.filter(last_name="Lee").exists()
    assert works_at(Contact.objects.live().get(last_name="May")) == {"Solar": ("", "")}


def test_an_import_is_taken_back_with_the_further_companies(office, dora, houses):
    file = sent(dora, "contact", (HEADER + "Tom,Lee,,Nordkran (Buyer)\n").encode(), name="contacts.csv")
    decided(dora, file, "rehearse", **COLUMNS)
    decided(dora, file, "run", **COLUMNS)
    made = Employment.objects.live().get()

    dora.post(f"/undo/{made.events.get(version=1).change_set_id}/")

    assert not Employment.objects.live().exists()
    assert not Contact.objects.live().filter(last_name="Lee").exists()


def test_what_went_out_comes_back(office, dora, houses):
    tom = office.contact("Tom", "Lee", company=office.acme)
    by_name = {each.name: each for each in type(office.acme).objects.live()}
    for name, at in (
        ("Nordkran", {"position": "Buyer", "division": "Cranes"}),
        ("Hafen (Kiel)", {}),
        ("Solar", {"division": "Energy"}),
    ):
        Employment.objects.employ(tom, by_name[name], by=office.anna.acting(), **at)
    before = works_at(tom)
    book = book_of(dora, "/contacts/export/?all=1&fields=all")
    tom.discard(by=office.house)

    imported(dora, "contact", book)

    row = next(row for row in rows_in(book) if row["Last name"] == "Lee")
    assert row["Further companies"] == "Nordkran (Buyer | Cranes); Hafen (Kiel); Solar (| Energy)"
    assert works_at(Contact.objects.live().get(last_name="Lee")) == before


def test_a_file_names_only_companies_that_its_reader_sees(office, client):
    tom = office.contact("Tom", "Lee", company=office.acme)
    Employment.objects.employ(tom, office.solar, by=office.dora.acting(), position="Adviser")
    client.force_login(office.hanna)

    row = next(
        row for row in rows_in(book_of(client, "/contacts/export/?all=1&fields=all")) if row["Last name"] == "Lee"
    )

    assert row["Further companies"] == ""


def test_more_contacts_in_the_file_cost_no_more_questions(office, dora, houses, django_assert_max_num_queries):
    companies = list(type(office.acme).objects.live())
    for number in range(30):
        contact = office.contact("Tom", f"Lee {number}")
        Employment.objects.employ(contact, companies[number % 4], by=office.anna.acting())

    with django_assert_max_num_queries(40):
        rows = rows_in(book_of(dora, "/contacts/export/?all=1&fields=all"))

    assert sum(bool(row["Further companies"]) for row in rows) == 30
