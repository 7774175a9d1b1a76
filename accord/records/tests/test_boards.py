"""The board: the list's rows in columns, moved by the record's own verb."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.records.boards import BoardPage
from accord.records.contents import pages_of
from accord.records.lists.listing import listing

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def board(person: Any, query: str = "all=1") -> BoardPage:
    params = QueryDict(query)
    given = {name: params.getlist(name) for name in ("open", "take")}
    return BoardPage(listing(pages_of("deal"), person, params), given)


def column(page: BoardPage, label: str) -> Any:
    return next(column for column in page.columns if column.label == label)


def cards(page: BoardPage, label: str) -> list[str]:
    return [card.record.name for card in column(page, label).cards]


# ── what it shows ──


@pytest.mark.covers("CK-075", "CK-081", "CK-082")
def test_columns_count_their_cards_and_sum_them_per_currency(office):
    office.deal("One", amount=Decimal(5))
    office.deal("Two", amount=Decimal(7))
    office.deal("Three", amount=Decimal(9), currency="USD", stage=office.stage("Decision"))

    page = board(office.anna)

    assert sorted(cards(page, "New")) == ["One", "Two"]
    assert (column(page, "New").count, column(page, "New").sums) == ("2", [(Decimal(12), "EUR")])
    assert column(page, "Decision").sums == [(Decimal(9), "USD")]
    assert page.total == "3"


def test_a_board_shows_what_the_person_may_see(office, anna):
    office.crane, office.pumps
    office.deal("Shared site", company=office.solar)

    page = anna.get("/deals/board/?all=1").content.decode()

    assert "Harbour crane retrofit" in page
    assert "Pump station" not in page
    assert "Solar Pumps" not in page


def test_a_board_has_the_filters_of_the_list(office):
    office.deal("Mine")
    office.deal("His", owner=office.boris)

    assert cards(board(office.anna, "owner=me"), "New") == ["Mine"]
    assert set(cards(board(office.anna, "all=1"), "New")) == {"Mine", "His"}


def test_a_folded_column_counts_nothing_until_it_is_opened(office):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    folded = column(board(office.anna), "Completed")

    opened = column(board(office.anna, f"all=1&open={folded.value}"), "Completed")

    assert (folded.folded, folded.count, folded.cards) == (True, "", [])
    assert (opened.folded, opened.count, len(opened.cards)) == (False, "1", 1)


def test_cards_come_in_portions(office, anna):
    for number in range(23):
        office.deal(f"Deal {number}")
    first = column(board(office.anna), "New")

    more = anna.get(f"{first.more_url}&column={first.value}", headers=HTMX).content.decode()

    assert (len(first.cards), first.more, first.count) == (20, 3, "23")
    assert more.count("data-card=") == 23
    assert more.count("<section") == 1


@pytest.mark.parametrize("value", ["\x00", "x", "9" * 30, "-1", "'", ":", "1:999999", "😀"])
def test_hostile_addresses_never_break_a_board(office, anna, value):
    params = {"board": value, "open": value, "take": value, "q": value, "stage": value, "after": value}

    assert anna.get("/deals/board/", params).status_code == 200
    assert anna.get("/payments/board/", params).status_code == 200
    assert anna.get("/deals/board/", {"column": value}, headers=HTMX).status_code in {200, 404}


def test_a_type_without_board_has_none(office, anna):
    assert anna.get("/companies/board/").status_code == 404


@pytest.mark.parametrize("who", ["anna", "olga", "alba", "dora", "erik", "carla", "ada"])
def test_a_board_asks_as_much_for_fifty_cards_as_for_five(office, client, who):
    client.force_login(getattr(office, who))
    stages = ["New", "First contact", "Identify needs", "Presentation", "Decision"]
    for number in range(5):
        office.deal(f"Few {number}", company=office.acme, stage=office.stage(stages[number]), amount=Decimal(5))
    client.get("/deals/board/?all=1")

    with CaptureQueriesContext(connection) as few:
        client.get("/deals/board/?all=1")
    for number in range(45):
        office.deal(f"Many {number}", company=office.acme, stage=office.stage(stages[number % 5]), amount=Decimal(5))
    with CaptureQueriesContext(connection) as many:
        page = client.get("/deals/board/?all=1").content.decode()

    assert len(few) == len(many) <= 15, "\n".join(query["sql"][:200] for query in many)
    seen = pages_of("deal").record.objects.visible_to(getattr(office, who)).count()
    assert page.count('class="deal-card"') == seen


# ── moving ──


def drop(client: Client, deal: Any, stage: str, office: Any, **more: Any) -> Any:
    headers = HTMX if more.pop("htmx", True) else {}
    values = {"to": office.stage(stage).pk, "version": deal.version} | more
    return client.post(f"/deals/{deal.pk}/drop/", values, headers=headers)


@pytest.mark.covers("CK-076")
def test_a_dropped_card_changes_its_stage_and_can_be_taken_back(office, anna):
    answer = drop(anna, office.crane, "Presentation", office)
    office.crane.refresh_from_db()

    assert answer.status_code == 200
    assert office.crane.stage == office.stage("Presentation")
    assert "moved to Presentation" in answer.content.decode()
    assert f"/undo/{office.crane.events.last().change_set_id}/" in answer.content.decode()


def test_without_script_a_drop_comes_back_to_the_board(office, anna):
    answer = drop(anna, office.crane, "Presentation", office, htmx=False, board="owner=me")

    assert answer.status_code == 302
    assert answer["Location"] == "/deals/board/?owner=me"


def test_the_columns_are_offered_to_those_who_do_not_drag(office, anna):
    page = anna.get(f"/deals/{office.crane.pk}/drop/").content.decode()

    assert "Presentation" in page
    assert 'name="version" value="1"' in page


def test_whoever_comes_second_is_told_and_nothing_moves(office, anna):
    office.crane.enter(office.stage("Offer preparation"), by=office.dora.acting())

    answer = drop(anna, office.crane, "Presentation", office, version=1)
    office.crane.refresh_from_db()

    assert answer.status_code == 409
    assert "Dora Castellan changed this in the meantime: stage" in answer.content.decode()
    assert office.crane.stage == office.stage("Offer preparation")


def test_a_card_moves_although_somebody_changed_something_else(office, anna):
    office.crane.change("changed", by=office.dora.acting(), product="Crane")

    answer = drop(anna, office.crane, "Presentation", office, version=1)
    office.crane.refresh_from_db()

    assert answer.status_code == 200
    assert office.crane.stage == office.stage("Presentation")


def test_a_column_that_asks_gets_its_answer_first(office, anna):
    asked = drop(anna, office.crane, "Completed", office)
    given = {"asked": "1", "reason": office.signed.pk, "closed_on": office.anna.acting().today().isoformat()}

    done = drop(anna, office.crane, "Completed", office, **given)
    office.crane.refresh_from_db()

    assert asked.status_code == 422
    assert "Closing reason" in asked.content.decode()
    assert done.status_code == 200
    assert office.crane.is_won


@pytest.mark.parametrize("to", ["", "x", "999999", "\x00"])
def test_a_card_is_put_into_columns_only(office, anna, to):
    answer = anna.post(f"/deals/{office.crane.pk}/drop/", {"to": to, "version": 1}, headers=HTMX)

    assert answer.status_code == 409
    assert "cannot be put there" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 403), ("zoe", 404), ("alba", 403)])
def test_who_may_move_annas_card(office, client, who, status):
    client.force_login(getattr(office, who))

    assert drop(client, office.crane, "Presentation", office).status_code == status
