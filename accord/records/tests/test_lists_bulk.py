"""Actions on many records: each by its own rights and rules, all in one change set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accord.history.models import ChangeSet
from accord.jobs.running import run_due
from accord.records import contents
from accord.records.models import BulkRun

Deal: Any = contents.pages_of("deal").record


@pytest.fixture
def hanna(office, client: Client) -> Client:
    client.force_login(office.hanna)
    return client


@pytest.fixture
def dora(office, client: Client) -> Client:
    client.force_login(office.dora)
    return client


def picks(*records: Any) -> list[str]:
    return [f"{record.pk}.{record.version}" for record in records]


def act(client: Client, name: str, records: Any = (), **values: Any) -> Any:
    return client.post(f"/deals/bulk/{name}/", {"pick": picks(*records), "list": "all=1"} | values)


def owners(*deals: Any) -> list[Any]:
    return [Deal.objects.get(pk=deal.pk).owner for deal in deals]


@pytest.mark.covers("DC-056", "CK-067")
def test_the_owner_of_many_changes_in_one_change_set(office, dora):
    first, second = office.deal("One"), office.deal("Two")

    asked = act(dora, "owner", [first, second])
    done = act(dora, "owner", [first, second], confirmed="1", owner=office.boris.pk)

    assert "2 records are selected" in asked.content.decode()
    assert done.status_code == 302
    assert owners(first, second) == [office.boris, office.boris]
    ChangeSet.objects.latest("pk").undo(by=office.dora.acting())
    assert owners(first, second) == [office.anna, office.anna]


def test_each_record_is_asked_for_its_own_rights_and_version(office, client):
    client.force_login(office.anna)
    mine, his, old = office.deal("Mine"), office.deal("His", owner=office.boris), office.deal("Old")
    told = office.deal("Told elsewhere")
    selected = picks(mine, his, old, office.pumps, told)
    old.change("changed", by=office.dora.acting(), expected_on=date(2027, 1, 5))
    told.change("changed", by=office.dora.acting(), product="Newer")

    values = {"pick": selected, "confirmed": "1", "set": "expected_on", "expected_on": "2027-02-01"}
    page = client.post("/deals/bulk/edit/", values).content.decode()

    later = set(Deal.objects.filter(expected_on=date(2027, 2, 1)).values_list("pk", flat=True))
    assert later == {mine.pk, told.pk}
    assert "Dora Castellan changed this in the meantime" in page
    assert "2 records done" in page
    assert "Pump station" not in page
    assert page.count('<span class="grow"><b>') == 3


def test_deleting_many_first_says_what_goes_along(office, client):
    client.force_login(office.dora)
    office.advance

    asked = act(client, "delete", [office.crane]).content.decode()
    still_there = Deal.objects.get(pk=office.crane.pk).is_live
    act(client, "delete", [office.crane], confirmed="1")

    assert "What goes along" in asked
    assert "Harbour crane retrofit" in asked
    assert still_there
    assert not Deal.objects.get(pk=office.crane.pk).is_live


def test_what_one_may_not_delete_stays(office, client):
    client.force_login(office.boris)

    answer = act(client, "delete", [office.crane], confirmed="1")

    assert answer.status_code == 409
    assert Deal.objects.get(pk=office.crane.pk).is_live


def test_only_ticked_fields_are_written(office, dora):
    deal = office.deal("One", product="Kept")

    act(dora, "edit", [deal], confirmed="1", set="important", important="on")
    deal.refresh_from_db()

    assert (deal.important, deal.product, deal.expected_on) == (True, "Kept", None)


def test_nothing_ticked_and_nothing_selected_are_said(office, dora):
    deal = office.deal("One")

    assert act(dora, "edit", [deal], confirmed="1").status_code == 422
    assert act(dora, "owner", []).status_code == 422


@pytest.mark.parametrize("name", ["win", "nothing", "__class__", "bulk"])
def test_only_declared_actions_exist(office, dora, name):
    assert act(dora, name, [office.crane]).status_code == 404


@pytest.mark.parametrize("pick", ["x", "1", "1.x", "9" * 30 + ".1", "\x00.1", "-1.1"])
def test_hostile_picks_select_nothing(office, dora, pick):
    assert dora.post("/deals/bulk/delete/", {"pick": pick, "confirmed": "1"}).status_code == 422


def test_the_whole_list_is_what_its_filters_say(office, dora):
    mine = [office.deal(f"Mine {number}") for number in range(3)]
    his = office.deal("His", owner=office.boris)

    values = {"whole": "1", "list": f"owner={office.anna.pk}", "confirmed": "1", "set": "important", "important": "on"}
    dora.post("/deals/bulk/edit/", values)

    assert set(Deal.objects.filter(important=True)) == set(mine)
    assert not Deal.objects.get(pk=his.pk).important


def test_a_long_list_is_frozen_and_left_to_the_worker(office, dora, monkeypatch):
    monkeypatch.setattr("accord.records.bulk_views.AT_ONCE", 3)
    deals = [office.deal(f"Deal {number}") for number in range(5)]
    values = {"whole": "1", "list": "all=1", "confirmed": "1", "set": "important", "important": "on"}

    answer = dora.post("/deals/bulk/edit/", values)
    later = office.deal("Came later")
    deals[0].change("changed", by=office.dora.acting(), important=True)
    run_due()
    run = BulkRun.objects.get()
    page = dora.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()

    assert answer["Location"] == f"/bulk/{run.pk}/"
    assert (run.total, run.done, run.refused) == (5, 4, 1)
    assert not Deal.objects.get(pk=later.pk).important
    assert "1 was left as it is" in page
    assert "Dora Castellan changed this in the meantime: important" in page
    ChangeSet.objects.get(pk=run.change_set_id).undo(by=office.dora.acting())
    assert list(Deal.objects.filter(important=True)) == [deals[0]]


def test_a_run_is_shown_to_its_person_only(office, dora, client, monkeypatch):
    monkeypatch.setattr("accord.records.bulk_views.AT_ONCE", 0)
    office.crane
    answer = dora.post("/deals/bulk/delete/", {"whole": "1", "list": "all=1", "confirmed": "1"})

    client.force_login(office.anna)

    assert client.get(answer["Location"]).status_code == 404


def test_a_stopped_account_stops_what_it_started(office, dora, monkeypatch):
    monkeypatch.setattr("accord.records.bulk_views.AT_ONCE", 0)
    deal = office.deal("One")
    values = {"whole": "1", "list": "all=1", "confirmed": "1", "set": "important", "important": "on"}
    dora.post("/deals/bulk/edit/", values)

    office.dora.deactivate(by=office.house)
    run_due()

    assert not Deal.objects.get(pk=deal.pk).important
    assert BulkRun.objects.get().finished_at
