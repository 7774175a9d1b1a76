"""Views that people keep of a list: private, pinned, opening first, taken back like everything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accord.history.models import ChangeSet
from accord.records.models import SavedView

QUERY = "state=won&sort=-amount&columns=name,amount"


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def saved(client: Client, name: str = "Won ones", **values: Any) -> SavedView:
    answer = client.post("/views/deal/save/", {"name": name, "query": QUERY} | values)
    assert answer.status_code == 302, answer.content
    return SavedView.objects.latest("pk")


def current(page: str) -> str:
    """The name on the tab that is open."""
    return page.split('aria-current="page">')[1].split("<")[0] if "tabs__tab" in page else ""


@pytest.mark.covers("DC-046")
def test_a_kept_view_opens_the_list_as_it_was(office, anna):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("Still open")

    view = saved(anna)
    page = anna.get(f"/deals/?view={view.pk}").content.decode()

    assert "Harbour crane retrofit" in page
    assert "Still open" not in page
    assert 'aria-current="page">Won ones' in page
    assert page.count('role="columnheader"') == 3


def test_a_view_belongs_to_one_person(office, anna, client):
    view = saved(anna)
    client.force_login(office.boris)

    page = client.get(f"/deals/?view={view.pk}").content.decode()
    answer = client.post(f"/views/{view.pk}/delete/")

    assert "Won ones" not in page
    assert answer.status_code == 404
    assert SavedView.objects.get(pk=view.pk).is_live


def test_a_view_is_renamed_pinned_and_deleted_and_each_can_be_taken_back(office, anna):
    view = saved(anna)

    anna.post(f"/views/{view.pk}/rename/", {"name": "Our wins"})
    anna.post(f"/views/{view.pk}/pin/")
    home = anna.get("/deals/").content.decode()
    anna.post(f"/views/{view.pk}/delete/")
    view.refresh_from_db()

    assert "Our wins" in home.split("</nav>")[0]
    assert not view.is_live
    ChangeSet.objects.latest("pk").undo(by=office.anna.acting())
    view.refresh_from_db()
    assert (view.is_live, view.name, view.pinned) == (True, "Our wins", True)


def test_the_view_that_opens_first_can_be_left_for_the_start(office, anna):
    office.crane
    view = saved(anna)

    anna.post(f"/views/{view.pk}/default/")

    assert "Harbour crane retrofit" not in anna.get("/deals/").content.decode()
    assert "Harbour crane retrofit" in anna.get("/deals/?view=0").content.decode()


def test_one_view_at_a_time_opens_first(office, anna):
    first, second = saved(anna, "One"), saved(anna, "Two")

    for view in (first, second):
        anna.post(f"/views/{view.pk}/default/")

    assert list(SavedView.objects.filter(is_default=True)) == [second]


def test_changes_can_be_kept_in_the_view(office, anna):
    view = saved(anna)

    anna.post(f"/views/{view.pk}/change/", {"query": "state=lost"})
    view.refresh_from_db()

    assert view.query == "state=lost"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\nb\x07", "\u202eevil"])
def test_a_view_without_a_good_name_is_refused_in_words(office, anna, name):
    answer = anna.post("/views/deal/save/", {"name": name, "query": QUERY})

    assert answer.status_code == 409
    assert not SavedView.objects.exists()


def test_two_views_of_one_name_are_refused(office, anna):
    saved(anna)

    answer = anna.post("/views/deal/save/", {"name": "Won ones", "query": QUERY})

    assert answer.status_code == 409
    assert "already have a view of this name" in answer.content.decode()


def test_views_of_unknown_types_do_not_exist(office, anna):
    assert anna.post("/views/role/save/", {"name": "x", "query": ""}).status_code == 404


def test_a_hostile_query_in_a_view_is_read_like_an_address(office, anna):
    office.crane
    view = saved(anna, query="owner__password=x&sort=;drop&columns=%00&state=%27&all=1" + "&x=" + "y" * 9000)

    assert anna.get(f"/deals/?view={view.pk}").status_code == 200
