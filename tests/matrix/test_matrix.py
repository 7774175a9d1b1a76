"""Every record type × situation × person × door, against the table. A type without a line in it fails the build.

Each cell is asked through each door. What the page looks like then is drawn for Dora, who sees everything, in every
situation, and for everybody else once for each type and level.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accord.history.models import Actor
from accord.records import contents
from tests.matrix.drawing import Drawn
from tests.matrix.records import MAKERS, SITUATIONS, canary, record_in

TABLE = Path(__file__).with_name("expected.tsv")
SEEN, CHANGED, DELETED = "scd", "cd", "d"
FOUND = ("own", "foreign", "private", "trash")
ROWS = {"HX-Request": "true"}
"""What the palette asks for while somebody types; the page around the rows is looked at elsewhere."""


def table() -> tuple[list[str], dict[tuple[str, str], dict[str, str]]]:
    lines = [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    people = lines[0][2:]
    return people, {(kind, situation): dict(zip(people, cells, strict=True)) for kind, situation, *cells in lines[1:]}


PEOPLE, EXPECTED = table()

every_person = pytest.mark.parametrize(
    "people", [PEOPLE[at : at + 3] for at in range(0, len(PEOPLE), 3)], ids=", ".join
)
"""By threes: making all records takes as long as asking one person for them."""


def test_every_type_of_the_product_stands_in_the_table_in_every_situation():
    kinds = {pages.record.kind for pages in contents.every()}

    assert set(EXPECTED) == {(kind, situation) for kind in kinds for situation in SITUATIONS}
    assert kinds == set(MAKERS)


@pytest.fixture
def shelf(office: Any) -> dict[tuple[str, str], Any]:
    """All records of all situations."""
    return {key: record_in(office, *key) for key in EXPECTED}


def client_of(office: Any, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(getattr(office, name))
    return client


def field_door(kind: str) -> str:
    """The first field of the type's form, changed where it is read."""
    return f"field/{contents.pages_of(kind).fields[0].names[0]}/"


def field_level(office: Any, name: str, record: Any, level: str) -> int:
    """Who may change something of a record changes in place what they may write of it, and nothing else."""
    if level not in CHANGED:
        return 403 if level in SEEN else 404
    writable = record.writable_fields(getattr(office, name))
    return 200 if writable is None or field_door(record.kind).split("/")[1] in writable else 403


def look_of(name: str, level: str, situation: str) -> str:
    """What decides how a page looks to a person, beside its type."""
    return situation if name == "dora" else level


@pytest.mark.broad
@pytest.mark.covers("CK-017")
@every_person
def test_opening_a_record(office, shelf, people):
    assert [cell for name in people for cell in opened_wrongly(office, shelf, name)] == []


def opened_wrongly(office: Any, shelf: dict[tuple[str, str], Any], name: str) -> list[Any]:
    client, drawn = client_of(office, name), Drawn()
    wrong = []
    for (kind, situation), record in shelf.items():
        level = EXPECTED[kind, situation][name]
        seen = 200 if level in SEEN else 404
        kept = 200 if EXPECTED[kind, "own"][name] in DELETED else 404
        doors = {
            "": seen,
            "history/": kept if situation == "trash" else seen,
            "edit/": 403 if level in SEEN and level not in CHANGED else seen,
            field_door(kind): field_level(office, name, record, level),
        }
        for door, wanted in doors.items():
            with drawn.once(kind, door, wanted, look_of(name, level, situation)):
                status = client.get(f"{record.get_absolute_url()}{door}").status_code
            if status != wanted:
                wrong.append((name, kind, situation, door, status, wanted))
    return wrong


@pytest.mark.broad
def test_lists_boards_exports_and_search_show_what_may_be_seen_and_nothing_else(office, shelf):
    wrong = []
    for name in PEOPLE:
        client = client_of(office, name)
        for pages in contents.every():
            kind = pages.record.kind
            doors = [f"/{pages.path}/?all=1&size=200", f"/pick/{kind}/?q=Q{kind}"]
            if pages.board:
                doors.append(f"/{pages.path}/board/?all=1")
            if name in {"anna", "boris", "zoe", "olga", "alba", "dora", "erik", "ada"}:
                doors.append(f"/{pages.path}/export/?all=1&format=csv")
            for door in doors:
                wrong += differences(client, door, name, kind)
            for situation in FOUND:
                wrong += differences(client, f"/find/?q={canary(kind, situation)}", name, kind, [situation], ROWS)

    assert wrong == []


def differences(
    client: Client, door: str, name: str, kind: str, situations: Any = SITUATIONS, headers: Any = None
) -> list[Any]:
    """Where a page shows the word of a record that it should not, or hides one that it should show."""
    text = text_of(client.get(door, headers=headers))
    return [
        (name, door, situation, shows(text, canary(kind, situation)))
        for situation in situations
        if shows(text, canary(kind, situation)) != (EXPECTED[kind, situation][name] in SEEN)
    ]


def shows(text: str, word: str) -> bool:
    """Whether the word stands on the page beyond the places that repeat what was asked."""
    repeated = text.count(f'value="{word}"') + text.count(f"q={word}") + text.count(f"“{word}”")
    return text.count(word) > repeated


def text_of(answer: Any) -> str:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode()
    return str(answer.content.decode())


@pytest.mark.broad
@every_person
def test_changing_and_deleting_is_decided_before_anything_is_written(office, shelf, people):
    assert [cell for name in people for cell in changed_wrongly(office, shelf, name)] == []


def changed_wrongly(office: Any, shelf: dict[tuple[str, str], Any], name: str) -> list[Any]:
    client, drawn = client_of(office, name), Drawn()
    wrong = []
    for (kind, situation), record in shelf.items():
        level = EXPECTED[kind, situation][name]
        in_place = field_level(office, name, record, level) == 200
        doors = (("edit/", level in CHANGED), (field_door(kind), in_place), ("delete/", level in DELETED))
        for door, allowed in doors:
            before = fingerprint(record)
            with transaction.atomic(), drawn.once(kind, door, look_of(name, level, situation)):
                status = client.post(f"{record.get_absolute_url()}{door}", {"version": record.version}).status_code
                written = fingerprint(record) != before
                transaction.set_rollback(True)
            good = status in {200, 302, 409, 422} if allowed else status == (403 if level in SEEN else 404)
            if not good or (written and not allowed):
                wrong.append((name, kind, situation, door, status, level))
    return wrong


def fingerprint(record: Any) -> Any:
    return type(record).objects.filter(pk=record.pk).values_list("version", "deleted_at", "changed_at").first()


@pytest.mark.broad
def test_the_words_of_the_policy_agree(office, shelf):
    """List, single record and the reverse question: `visible_to`, `editable_by`, `viewers` say the same."""
    from accord.access import policy

    wrong = []
    for (kind, situation), record in shelf.items():
        viewers = policy.viewers(record)
        for name in PEOPLE:
            person = getattr(office, name)
            level = EXPECTED[kind, situation][name]
            rows = type(record).objects.filter(pk=record.pk)
            answers = (
                rows.visible_to(person).exists(),
                rows.editable_by(person).exists(),
                person.pk in viewers,
                record.is_editable_by(person),
            )
            expected = (level in SEEN, level in CHANGED, level in SEEN, level in CHANGED)
            if answers != expected:
                wrong.append((name, kind, situation, answers, expected))

    assert wrong == []


def test_somebody_who_left_sees_nothing_and_is_signed_out(office):
    client = Client()
    client.force_login(office.boris)
    assert client.get("/deals/").status_code == 200

    office.boris.deactivate(by=Actor.house())

    assert client.get("/deals/").status_code == 302
    assert office.boris.sessions.count() == 0


@pytest.mark.broad
def test_a_stranger_is_sent_to_sign_in_by_every_door(office, shelf):
    doors = [f"/{pages.path}/{door}" for pages in contents.every() for door in ("", "new/", "export/")]
    doors += [record.get_absolute_url() for record in shelf.values()]

    answers = {
        door: Client().get(door) for door in [*doors, "/", "/find/?q=x", "/trash/", "/notifications/", "/import/"]
    }

    assert {door: answer.status_code for door, answer in answers.items() if answer.status_code != 302} == {}
    assert all("/accounts/login/" in answer["Location"] for answer in answers.values())
