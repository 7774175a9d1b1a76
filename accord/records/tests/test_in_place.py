"""Fields changed where they are read: in the cells of a list, and in the lines of a record's page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.history.models import ChangeSet, kinds
from accord.records.contents import every, pages_of
from accord.records.forms import form_class
from accord.records.in_place import InPlace

Deal: Any = kinds()["deal"]
HTMX = {"HX-Request": "true"}
NASTY = ["\x00", '"><script>alert(1)</script>', "9" * 400, "-1", "1e999", "\u202e", "١٢", "None", "😀" * 300]


@pytest.fixture
def anna(office: Any, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def address(record: Any, name: str) -> str:
    return f"{record.get_absolute_url()}field/{name}/"


def cell(client: Client, record: Any, name: str, /, row: str = "all=1", **given: Any) -> Any:
    """Save a cell of the list that `row` is the query of, as the page does."""
    values = {"version": record.version, "row": row} | given
    return client.post(address(record, name), values, headers=HTMX)


def opened(page: str) -> list[str]:
    """What stands in the cells that may be changed."""
    return re.findall(r"<td [^>]*data-edit>(.*?)</td>", page)


# ── which cells ──


def test_a_list_says_which_cells_may_be_changed_and_which_field_each_opens(office, anna):
    office.crane

    page = anna.get("/deals/?all=1").text

    assert re.findall(r'data-field="(\w+)"', page) == ["name", "company", "next_step", "amount", "owner"]
    assert len(opened(page)) == 5
    assert f'data-row="{office.crane.pk}"' in page


@pytest.mark.parametrize(("who", "cells"), [("anna", 5), ("boris", 0), ("alba", 0)])
def test_a_cell_that_one_may_not_change_does_not_pretend_to_be(office, client, who, cells):
    office.crane
    client.force_login(getattr(office, who))

    assert len(opened(client.get("/deals/?all=1").text)) == cells


def test_who_may_write_some_fields_only_changes_their_cells_only(office, client):
    """Executives set the importance of deals and their next step, and no amount."""
    office.crane
    client.force_login(office.erik)

    page = client.get("/deals/?all=1&columns=name,amount,next_step,probability").text

    assert len(opened(page)) == 1
    assert "important" in InPlace(pages_of("deal"), office.erik).open(office.crane)


def test_an_amount_that_follows_from_lines_is_nobodys_to_type(office, anna):
    office.crane.lines.model.objects.add(
        by=office.anna.acting(), deal=office.crane, name="Ring", quantity=Decimal(1), price=Decimal(7)
    )

    page = anna.get("/deals/?all=1&columns=name,amount,owner").text

    assert len(opened(page)) == 2
    assert f'/deals/{office.crane.pk}/field/amount/"' not in anna.get(f"/deals/{office.crane.pk}/").text


def test_the_owner_of_a_contact_is_that_of_its_company(office, anna):
    office.rudi

    assert "owner" not in InPlace(pages_of("contact"), office.anna).open(office.rudi)
    assert f"{address(office.rudi, 'owner')}" not in anna.get(office.rudi.get_absolute_url()).text


def test_whoever_may_not_assign_is_offered_no_owner(office, client):
    """Olga may change requests of her department, and hand over none of them without that right."""
    from accord.access import policy

    deal, person = office.crane, office.olga

    assert policy.may_change(person, deal)
    assert ("owner" in InPlace(pages_of("deal"), person).open(deal)) == policy.may_assign(person, deal)


def test_what_a_list_asks_does_not_grow_with_the_cells_that_may_be_changed(office, client):
    for number in range(20):
        office.deal(f"Deal {number:02}", company=office.acme)
    asked = {}
    for name in ("anna", "boris"):
        client.force_login(getattr(office, name))
        client.get("/deals/?all=1")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/deals/?all=1").text
        asked[name] = (len(queries), len(opened(page)))

    assert (asked["anna"][1], asked["boris"][1]) == (100, 0)
    assert asked["anna"][0] == asked["boris"][0]


# ── saving a cell ──


@pytest.mark.covers("CK-069")
def test_a_cell_is_saved_by_one_request_that_answers_with_its_row(office, anna):
    answer = cell(anna, office.crane, "name", name="Harbour crane, new drive")

    assert Deal.objects.get(pk=office.crane.pk).name == "Harbour crane, new drive"
    assert answer.status_code == 200
    assert f"[data-row='{office.crane.pk}']" in answer.text
    assert "Harbour crane, new drive</a>" in answer.text
    assert f'value="{office.crane.pk}.{office.crane.version + 1}"' in answer.text
    assert "/undo/" in answer.text
    assert "<form" not in answer.text.partition("</hx-partial>")[0]


def test_the_row_comes_with_the_columns_and_addresses_of_its_list(office, client):
    client.force_login(office.dora)
    company = office.acme
    query = "all=1&q=Acme&columns=name,city,country"

    answer = cell(client, company, "city", row=query, city="Kiel")

    row = answer.text.partition("</hx-partial>")[0]
    whole = client.get(f"/companies/?{query}").text
    drawn = re.search(r"<tr .*</tr>", row)
    assert drawn is not None
    assert drawn[0] in whole
    assert "q=Acme" in drawn[0]


def test_a_row_that_no_longer_fits_the_filter_stays_until_the_list_is_asked_anew(office, anna):
    answer = cell(anna, office.crane, "name", row="all=1&q=retrofit", name="Something else")

    assert "Something else</a>" in answer.text
    assert "Something else" not in anna.get("/deals/?all=1&q=retrofit").text


def test_a_sum_is_changed_with_its_currency(office, anna):
    form = anna.get(f"{address(office.crane, 'amount')}?row=all=1", headers=HTMX).text
    saved = cell(anna, office.crane, "amount", amount="12500", currency="USD")

    deal = Deal.objects.get(pk=office.crane.pk)
    assert 'name="currency"' in form
    assert (deal.amount, deal.currency) == (Decimal(12500), "USD")
    assert "USD" in saved.text
    assert ChangeSet.objects.latest("pk").events.count() == 1


def test_what_was_offered_beside_a_field_and_not_sent_stays(office, anna):
    currency = office.crane.currency

    cell(anna, office.crane, "amount", amount="12500")

    assert Deal.objects.get(pk=office.crane.pk).currency == currency


def test_a_step_is_changed_with_its_day(office, anna):
    cell(anna, office.crane, "next_step", next_step="Call Rudi", next_step_on="2999-01-01")

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.next_step, str(deal.next_step_on)) == ("Call Rudi", "2999-01-01")


def test_a_whole_name_typed_into_the_first_name_does_not_lose_the_last(office, anna):
    form = anna.get(f"{address(office.rudi, 'first_name')}?row=", headers=HTMX).text

    assert re.findall(r'name="(\w+_name)"', form) == ["first_name", "middle_name", "last_name"]


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_written(office, anna):
    answer = cell(anna, office.crane, "next_step_on", next_step_on="2001-01-01")

    assert answer.status_code == 422
    assert "The next step cannot lie in the past." in answer.text
    assert 'name="row" value="all=1"' in answer.text
    assert Deal.objects.get(pk=office.crane.pk).version == office.crane.version


def test_giving_up_brings_back_the_row_and_writes_nothing(office, anna):
    answer = anna.get(f"{address(office.crane, 'name')}?cancel=1&row=all%3D1", headers=HTMX)

    assert f"[data-row='{office.crane.pk}']" in answer.text
    assert Deal.objects.get(pk=office.crane.pk).version == office.crane.version


def test_the_same_cell_sent_twice_is_one_change(office, anna):
    deal, before = office.crane, ChangeSet.objects.count()

    answers = [cell(anna, deal, "product", product="Slewing gear") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ChangeSet.objects.count() == before + 1


def test_a_cell_that_nobody_changed_writes_nothing_and_says_nothing(office, anna):
    deal, before = office.crane, ChangeSet.objects.count()

    answer = cell(anna, deal, "name", name=deal.name)

    assert ChangeSet.objects.count() == before
    assert "accord-toast" not in answer.text


def test_a_record_that_leaves_ones_sight_leaves_the_list(office, client):
    client.force_login(office.hanna)
    deal = office.deal("Passing through", owner=office.hanna)

    answer = cell(client, deal, "department", department=office.south.pk, owner=office.zoe.pk)

    assert Deal.objects.get(pk=deal.pk).owner == office.zoe
    assert 'hx-swap="delete"' in answer.text
    assert "Passing through" not in answer.text


# ── somebody was faster ──


def test_a_conflict_shows_what_the_other_wrote_and_lets_one_choose(office, anna):
    seen = office.crane.version
    office.crane.change("changed", by=office.dora.acting(), name="By Dora")
    given = {"version": seen, "name": "By Anna", "row": "all=1"}

    asked = anna.post(address(office.crane, "name"), given, headers=HTMX)
    kept = anna.get(f"{address(office.crane, 'name')}?cancel=1&row=all%3D1", headers=HTMX)
    between = Deal.objects.get(pk=office.crane.pk).name
    insisted = anna.post(
        address(office.crane, "name"),
        given | {"settled": office.crane.version, "keep-name": "mine"},
        headers=HTMX,
    )

    assert asked.status_code == 409
    assert f"{office.dora} was faster" in asked.text
    assert "By Dora" in asked.text
    assert "Store mine" in asked.text
    assert "Keep what is stored" in asked.text
    assert "By Dora" in kept.text
    assert between == "By Dora"
    assert insisted.status_code == 200
    assert Deal.objects.get(pk=office.crane.pk).name == "By Anna"


def test_who_changes_another_cell_of_the_same_row_does_not_meet_a_conflict(office, anna):
    seen = office.crane.version
    office.crane.change("changed", by=office.dora.acting(), product="Brakes")

    answer = anna.post(
        address(office.crane, "name"), {"version": seen, "name": "By Anna", "row": "all=1"}, headers=HTMX
    )

    deal = Deal.objects.get(pk=office.crane.pk)
    assert answer.status_code == 200
    assert (deal.name, deal.product) == ("By Anna", "Brakes")


# ── hostile ──


@pytest.mark.parametrize("name", ["version", "key", "created_by", "deleted_at", "sort_key", "stage", "pipeline", "__"])
def test_what_is_no_field_of_the_form_is_not_found(office, client, name):
    client.force_login(office.dora)

    assert cell(client, office.crane, name, **{name: "1"}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("erik", 403), ("boris", 403), ("alba", 403), ("zoe", 404)])
def test_what_one_may_not_change_is_refused_before_anything_is_written(office, client, who, status):
    client.force_login(getattr(office, who))

    assert cell(client, office.crane, "name", name="Theirs").status_code == status
    assert Deal.objects.get(pk=office.crane.pk).version == office.crane.version


def test_a_cell_is_not_saved_without_the_token_of_the_page(office):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.anna)

    assert cell(client, office.crane, "name", name="Forged").status_code == 403
    assert Deal.objects.get(pk=office.crane.pk).version == office.crane.version


@pytest.mark.parametrize("value", NASTY)
def test_nasty_values_are_answered_in_words(office, anna, value):
    for name in ("name", "amount", "company", "expected_on", "owner"):
        given = {name: value, f"{name}_text": value, f"{name}_was": ""}
        office.crane.refresh_from_db()

        answer = cell(anna, office.crane, name, row=f"q={value}&columns={value}", **given)

        assert answer.status_code in {200, 422}, (name, value)
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "row", ["", "view=999999", "after=forged", "columns=", "a" * 20000, "\x00=\x00", "sort=-nothing"]
)
def test_whatever_list_is_named_the_row_comes(office, anna, row):
    answer = cell(anna, office.crane, "product", row=row, product="Slewing gear")

    assert answer.status_code == 200
    assert f"[data-row='{office.crane.pk}']" in answer.text


# ── lines of the page ──


def test_a_field_that_decides_about_others_is_changed_in_the_form(office, client):
    client.force_login(office.dora)
    company = office.acme
    page = client.get(company.get_absolute_url()).text

    link = f"{company.get_absolute_url()}edit/?field=legal_kind"
    assert f'href="{link}"' in page
    assert re.search(r"<select[^>]*name=\"legal_kind\"[^>]*autofocus", client.get(link).text)
    assert client.get(address(company, "legal_kind")).status_code == 404


def test_lines_that_move_along_come_with_the_answer(office, anna):
    answer = anna.post(
        address(office.crane, "amount"),
        {"version": office.crane.version, "amount": "5", "currency": "USD"},
        headers=HTMX | {"HX-Current-URL": f"http://testserver{office.crane.get_absolute_url()}"},
    )

    assert 'hx-target="#prop-currency"' in answer.text
    assert "record-heading" in answer.text


def test_a_line_on_the_page_of_another_record_moves_nothing_of_that_page(office, client):
    """The phone of a contact is changed on the page of the deal."""
    client.force_login(office.dora)
    line = "prop-contact-country"

    answer = client.post(
        address(office.rudi, "country"),
        {"version": office.rudi.version, "country": "NO"},
        headers=HTMX | {"HX-Current-URL": "http://testserver/deals/1/", "HX-Target": f"dd#{line}"},
    )

    assert f'id="{line}"' in answer.text
    assert "record-heading" not in answer.text


def test_without_script_the_pencil_leads_to_a_form_with_the_field_in_focus(office, anna):
    page = anna.get(office.crane.get_absolute_url()).text
    link = address(office.crane, "product")

    form = anna.get(link).text
    saved = anna.post(link, {"version": office.crane.version, "product": "Slewing gear"})

    assert f'href="{link}"' in page
    assert re.search(r'<input[^>]*name="product"[^>]*autofocus', form)
    assert saved["Location"] == office.crane.get_absolute_url()


def test_the_whole_form_opens_at_the_field_that_is_named(office, anna):
    form = anna.get(f"{office.crane.get_absolute_url()}edit/?field=co_owner").text

    assert re.search(r'<select[^>]*name="co_owner"[^>]*autofocus', form)
    assert "autofocus" not in anna.get(f"{office.crane.get_absolute_url()}edit/?field=nothing").text


# ── every type ──


@pytest.mark.parametrize("pages", list(every()), ids=lambda pages: pages.record.kind)
def test_every_type_has_cells_that_change_in_place_and_groups_of_its_own_fields(pages, office):
    in_place = InPlace(pages, office.dora)
    names = set(form_class(pages).base_fields)

    assert any(in_place.field_of(column) for column in pages.columns)
    assert {name for group in pages.together.values() for name in group} <= names | {"department", "owner"}
    assert all(name in pages.opened_with(name) for name in in_place.names)
    assert pages.only_in_form <= names
    assert {column.edits for column in pages.columns if column.edits} <= names
