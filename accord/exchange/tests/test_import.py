"""A file comes in: read, mapped, rehearsed, written once, reported row by row, taken back."""

# ruff: noqa: E501 - the parts of a workbook are single lines

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.exchange import jobs
from accord.exchange.models import FileImport
from accord.exchange.models.file_import import State
from accord.history.models import model_of
from accord.jobs.running import run_due

COMPANIES = "account,sector,office\nIsdom,medical,United States\nCancity,retail,Germany\nIsdom,medical,United States\n"
DEALS = "id,agent,account,stage,closed,value\nA1,Moses Frase,Isdom,Won,2017-03-01,1054\nA2,Moses Frase,,Engaging,,\n"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(client: Client, kind: str, text: str | bytes, name: str = "list.csv") -> FileImport:
    raw = text.encode() if isinstance(text, str) else text
    answer = client.post("/import/", {"kind": kind, "file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 302, answer.content.decode()
    run_due()
    return FileImport.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))


def decided(client: Client, file: FileImport, press: str, **fields: str) -> FileImport:
    answer = client.post(f"/import/{file.pk}/decide/", {press: "1", **fields})
    assert answer.status_code == 302, answer.content.decode()
    run_due()
    file.refresh_from_db()
    return file


@pytest.fixture
def ada(office: Any) -> Client:
    client = Client()
    client.force_login(office.ada)
    return client


NAMED = {"column-name": "0", "column-country": "2", "column-industries": "1", "missing-industries": "empty"}


def imported_companies(client: Client) -> FileImport:
    file = sent(client, "company", COMPANIES)
    decided(client, file, "rehearse", **NAMED)
    again = {**NAMED}
    decided(client, file, "rehearse", **again)
    return decided(client, file, "run", **again)


@pytest.mark.covers("DC-148")
def test_each_row_is_imported_once_or_refused_with_a_reason(ada):
    file = imported_companies(ada)

    companies = model_of("company").objects.live()
    assert file.state == State.DONE
    assert file.counts()["made"] == 2
    assert file.counts()["refused"] == 1
    assert {company.name for company in companies} == {"Isdom", "Cancity"}
    assert companies.get(name="Cancity").country == "DE"


def test_a_rehearsal_writes_nothing_and_names_the_rows_that_would_be_refused(ada):
    file = sent(ada, "company", "account,office\nIsdom,Atlantis\n,Germany\n")

    decided(ada, file, "rehearse", **{"column-name": "0", "column-country": "1"})

    assert file.state == State.REHEARSED
    assert not model_of("company").objects.exists()
    assert [bool(row.message) for row in file.rows.all()] == [True, True]
    assert "Atlantis" in ada.get(f"/import/{file.pk}/").content.decode()


def test_words_of_the_file_get_a_meaning_and_unknown_people_are_made_with_it(office, ada):
    imported_companies(ada)
    file = sent(ada, "deal", DEALS)
    stages = {stage.code: str(stage.pk) for stage in office.pipeline.stages.all()}
    columns = {"column-name": "0", "column-owner": "1", "column-company": "2", "column-stage": "3"}
    columns |= {"column-closed_on": "4", "column-amount": "5", "constant-currency": "USD", "new_people": "on"}
    columns |= {"constant-closing_reason": str(office.signed)}
    decided(ada, file, "rehearse", **columns)
    words = list(file.mapping["unknown"]["stage"])
    meanings = {"Won": stages["completed"], "Engaging": stages["needs"]}
    answers = {f"value-stage-{number}": meanings[word] for number, word in enumerate(words)}

    decided(ada, file, "rehearse", **columns, **answers)
    decided(ada, file, "run", **columns)

    deals = {deal.name: deal for deal in model_of("deal").objects.all()}
    assert file.counts()["made"] == 2, list(file.rows.values_list("message", flat=True))
    assert deals["A1"].is_won
    assert str(deals["A1"].owner) == "Moses Frase"
    assert not deals["A1"].owner.has_usable_password()
    assert deals["A2"].company is None


def test_what_a_file_closes_or_pays_in_the_future_is_refused_in_its_row(office, ada):
    ahead = (office.house.today() + timedelta(days=40)).isoformat()
    deals = sent(ada, "deal", f"name,closed\nCrane of tomorrow,{ahead}\n")
    answers = {
        "constant-stage": "Consultative: Completed",
        "constant-closing_reason": str(office.signed),
        "constant-currency": "USD",
    }
    decided(ada, deals, "rehearse", **{"column-name": "0", "column-closed_on": "1"}, **answers)
    assert [row.message for row in deals.rows.all()] == ["A deal cannot be closed in the future."]

    payments = sent(ada, "payment", f"deal,amount,paid\n{office.crane},50,{ahead}\n")
    columns = {"column-deal": "0", "column-amount": "1", "column-paid_on": "2", "constant-currency": "EUR"}
    decided(ada, payments, "rehearse", **columns)
    assert [row.message for row in payments.rows.all()] == ["Money cannot have come in the future."]


def test_the_whole_import_is_one_change_set_and_can_be_taken_back(office, ada):
    file = imported_companies(ada)

    file.change_set.undo(by=office.ada.acting())

    assert not model_of("company").objects.live().exists()
    assert model_of("company").objects.in_trash().count() == 2


def test_a_run_that_was_cut_off_goes_on_without_doubling(office, ada):
    file = sent(ada, "company", "account\n" + "\n".join(f"Company {number}" for number in range(450)))
    decided(ada, file, "rehearse", **{"column-name": "0"})
    file.start(State.RUNNING)
    jobs.run_import.enqueue(file.pk, key=f"import-{file.pk}", actor_id=office.ada.pk)

    class Cut(Exception):
        pass

    class Run:
        """Stops after the first step, as a machine that loses its power."""

        cursor, steps = None, 0

        def batches(self, items: Any, size: int = 200) -> Any:
            return ([item] for item in items)

        def step(self) -> Any:
            self.steps += 1
            if self.steps > 1:
                raise Cut
            from django.db import transaction

            return transaction.atomic()

    with pytest.raises(Cut):
        jobs.run_import.work(Run(), file.pk)
    run_due()

    file.refresh_from_db()
    assert file.state == State.DONE
    assert model_of("company").objects.count() == 450
    assert file.counts()["made"] == 450
    assert (
        len({event.change_set_id for company in model_of("company").objects.all()[:3] for event in company.events}) == 1
    )


def questions_of_a_run(client: Client, rows: int) -> int:
    lines = "".join(f"Works {rows}-{n},Germany,office@works{rows}-{n}.example\n" for n in range(rows))
    columns = {"column-name": "0", "column-country": "1", "column-email": "2"}
    file = sent(client, "company", f"name,country,email\n{lines}")
    decided(client, file, "rehearse", **columns)
    client.post(f"/import/{file.pk}/decide/", {"run": "1", **columns})
    with CaptureQueriesContext(connection) as asked:
        run_due()
    assert file.counts()["made"] == rows
    return len(asked)


def test_each_200_rows_cost_the_same_few_questions(office, ada):
    short, long = questions_of_a_run(ada, 200), questions_of_a_run(ada, 600)

    assert (long - short) / 2 <= 24


def excel_with_a_stray_cell() -> bytes:
    """Three kilobytes that abort a careless reader: one cell in the last row a sheet can have."""
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04 not really a workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        excel_with_a_stray_cell(),
        bomb(),
        b"only a heading\n",
        b"a," * 300 + b"\n1\n",
        b"name\n" + b"x" * 40_000 + b"\n",
    ],
    ids=["empty", "no zip", "broken xls", "stray cell", "bomb", "no rows", "wide", "long cell"],
)
def test_a_damaged_or_hostile_file_is_refused_in_words_and_harms_nobody(office, ada, raw):
    answer = ada.post("/import/", {"kind": "company", "file": SimpleUploadedFile("x.xlsx", raw)})
    if answer.status_code == 422:
        return
    run_due()

    file = FileImport.objects.latest("pk")
    assert file.state == State.FAILED
    assert file.problem in ada.get(f"/import/{file.pk}/").content.decode()
    assert file.path.read_bytes() == raw


def test_an_import_belongs_to_its_maker_and_needs_the_right(office, ada):
    file = sent(ada, "company", COMPANIES)
    anna, olga = Client(), Client()
    anna.force_login(office.anna)
    olga.force_login(office.olga)

    assert anna.get(f"/import/{file.pk}/").status_code == 404
    assert olga.get("/import/").status_code == 403


def test_rows_that_the_maker_may_not_add_are_refused_one_by_one(office):
    anna = Client()
    anna.force_login(office.anna)
    file = sent(anna, "company", "name,owner\nMine,Anna Lindqvist\nHis,Boris Petrov\n")
    columns = {"column-name": "0", "column-owner": "1"}
    decided(anna, file, "rehearse", **columns)

    decided(anna, file, "run", **columns)

    assert [row.outcome for row in file.rows.all()] == ["made", "refused"]


def test_the_house_reads_semicolons_and_old_encodings(ada):
    file = sent(ada, "company", "name;city\nБалтика;Алматы\n".encode("cp1251"))

    assert file.headers == ["name", "city"]
    assert file.rows.get().cells == ["Балтика", "Алматы"]
    assert file.mapping["columns"] == {"name": 0, "city": 1}


PARTS = {"column-name": "0", "column-country": "1", "column-parent": "2"}


def imported_group(client: Client, lines: list[str]) -> FileImport:
    file = sent(client, "company", "name,country,part of\n" + "\n".join(lines))
    decided(client, file, "rehearse", **PARTS)
    return decided(client, file, "run", **PARTS)


def said_of(file: FileImport) -> dict[str, str]:
    return {row.cells[0]: row.message for row in file.rows.all() if row.message}


@pytest.mark.covers("DC-147")
def test_a_company_is_part_of_one_that_the_same_file_brings_wherever_it_stands(office, ada):
    fillers = [f"Filler {number},DE," for number in range(230)]

    file = imported_group(ada, ["Pump,DE,Daughter", "Daughter,DE,Holding", *fillers, f"Holding,DE,{office.acme}"])

    parents = {company.name: str(company.parent) for company in model_of("company").objects.exclude(parent=None)}
    assert parents == {"Pump": "Daughter", "Daughter": "Holding", "Holding": str(office.acme)}
    assert file.counts()["made"] == 233
    assert file.done == file.total


def test_what_belongs_to_itself_or_to_a_refused_row_is_told_at_its_row(ada):
    file = sent(ada, "company", "name,country,part of\n" + "\n".join([
        "A,DE,B", "B,DE,A", "Self,DE,Self", "Below,DE,A", "Twice,DE,", "Twice,FR,", "Torn,DE,Twice", "Lone,DE,Nowhere",
    ]))  # fmt: skip
    decided(ada, file, "rehearse", **PARTS)
    foreseen = said_of(file)
    decided(ada, file, "run", **PARTS, **{"missing-parent": "refuse"})

    assert said_of(file) == foreseen
    assert foreseen == {
        "A": "Part of: This goes round in a circle: “B” belongs to this row itself.",
        "B": "Part of: This goes round in a circle: “A” belongs to this row itself.",
        "Self": "Part of: This goes round in a circle: “Self” belongs to this row itself.",
        "Below": "Part of: “A” in row 1 of this file is not imported.",
        "Torn": "Part of: “Twice” names several rows of this file.",
        "Lone": "Part of: “Nowhere” is not known here.",
    }


def test_an_imported_group_is_taken_back_as_one(ada):
    file = imported_group(ada, ["Daughter,DE,Holding", "Holding,DE,"])

    ada.post(f"/undo/{file.change_set_id}/")

    assert not model_of("company").objects.live().exists()
