"""What went out comes back: companies and contacts to a file and from it, in the same format."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from accord.contacts.models import Company, Contact
from accord.dictionaries.models import ClientType, Industry, LegalForm, Tag
from accord.exchange.models.file_import import State
from accord.exchange.targets import guess, targets_of
from accord.exchange.tests.test_export import csv_of
from accord.exchange.tests.test_import import decided, sent
from accord.records.contents import pages_of


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dora(office: Any) -> Client:
    client = Client()
    client.force_login(office.dora)
    return client


def book_of(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    return b"".join(answer.streaming_content)


def rows_in(book: bytes) -> list[dict[str, Any]]:
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def imported(client: Client, kind: str, book: bytes) -> Any:
    file = sent(client, kind, book, name=f"{kind}.xlsx")
    columns = {
        f"column-{name}": str(at) for name, at in guess(file.headers, targets_of(file.pages, file.person)).items()
    }
    decided(client, file, "rehearse", **columns)
    return decided(client, file, "run", **columns)


def state_of(record: Any) -> dict[str, Any]:
    names = [name for group in pages_of(record.kind).fields for name in group.names if name != "watchers"]
    sets = {field.name for field in record._meta.many_to_many}
    return {
        name: sorted(map(str, getattr(record, name).all())) if name in sets else getattr(record, name) for name in names
    }


@pytest.mark.covers("DC-146", "DC-147")
def test_a_company_that_went_out_comes_back_as_it_was(office, dora):
    company = office.company(
        "Größe & Söhne, Werft", country="DE", city="Kiel", type=ClientType.objects.offered()[1], vip=True,
        industries=list(Industry.objects.offered()[:3]), tags=[Tag.objects.add(by=office.house, name="Fair 2026")],
        legal_form=LegalForm.objects.get(name="GmbH", country="DE"), revenue=Decimal("1250000.5"), currency="EUR",
        founded_in=1904, phone="040 123 456, ext. 7", email="post@werft.example", tax_number="DE136695976",
        takes_mailings=False, last_contact_on="2026-11-02", parent=office.acme, description="Two\nlines",
    )  # fmt: skip
    company.refresh_from_db()
    before = state_of(company)
    book = book_of(dora, "/companies/export/?all=1&fields=all")
    company.discard(by=office.house)
    office.acme.change("edited", by=office.house, name="Acme Harbour GmbH & Co")
    office.acme.change("edited", by=office.house, name="Acme Harbour GmbH")

    file = imported(dora, "company", book)

    back = Company.objects.live().get(name=company.name)
    assert file.state == State.DONE
    assert file.counts()["made"] == 1, list(file.rows.values_list("message", flat=True))
    assert file.counts()["refused"] == 1  # Acme is there already
    assert state_of(back) == before


@pytest.mark.covers("DC-146", "DC-147")
def test_a_contact_that_went_out_comes_back_as_it_was(office, dora):
    person = office.contact(
        "Lena", "Öz", company=office.acme, position="Buyer", sex="F", born_on="1980-02-29", email="lena@acme.example",
        mobile="+49 170 1234567", messengers="Telegram @lena", country="DE", city="Kiel",
    )  # fmt: skip
    person.refresh_from_db()
    before = state_of(person)
    book = book_of(dora, "/contacts/export/?all=1&fields=all")
    person.discard(by=office.house)

    file = imported(dora, "contact", book)

    back = Contact.objects.live().get(last_name="Öz")
    assert file.counts()["made"] == 1, list(file.rows.values_list("message", flat=True))
    assert state_of(back) == before


@pytest.mark.covers("DC-146")
def test_those_selected_go_out_and_no_others(office, dora):
    office.acme
    beta, gamma = office.company("Beta"), office.company("Gamma")

    answer = dora.post(
        "/companies/export/",
        {"list": "all=1", "pick": [f"{beta.pk}.{beta.version}", f"{gamma.pk}.{gamma.version}"]},
    )

    rows = rows_in(b"".join(answer.streaming_content))
    assert {row["Full name"] for row in rows} == {"Beta", "Gamma"}
    assert 'formaction="/companies/export/"' in dora.get("/companies/?all=1").content.decode()


@pytest.mark.covers("DC-146")
def test_a_seller_takes_out_their_own(office):
    office.acme
    office.company("Of Boris", office.boris)
    anna = Client()
    anna.force_login(office.anna)

    rows = csv_of(anna, "/companies/export/?owner=me&format=csv")

    assert [row["Full name"] for row in rows] == ["Acme Harbour GmbH"]


def test_a_linked_company_that_one_may_not_see_is_left_out(office):
    hidden = office.company("Hidden parent", office.zoe)
    office.acme.change("edited", by=office.house, parent=hidden)
    anna = Client()
    anna.force_login(office.anna)

    rows = csv_of(anna, "/companies/export/?all=1&fields=all&format=csv")

    assert [row["Part of"] for row in rows] == [""]


def test_selected_rows_that_one_may_not_see_stay_where_they_are(office):
    hidden = office.company("Hidden", office.zoe)
    anna = Client()
    anna.force_login(office.anna)

    answer = anna.post("/companies/export/", {"list": "all=1", "pick": f"{hidden.pk}.{hidden.version}"})

    assert rows_in(b"".join(answer.streaming_content)) == []
