"""The invented company can be taken away with one button, and nobody else's ever is."""

from __future__ import annotations

import pytest

from accord.access.models import Role
from accord.accounts.models import User
from accord.config.demo import removing
from accord.contacts.models import Company
from accord.deals.models import Pipeline
from accord.history.models import Event
from accord.preferences import switches
from accord.search.models import Entry

ADDRESS = "/settings/demo/"


@pytest.fixture
def demonstration(office):
    switches.change({"demo": True}, by=office.ada.acting())
    assert office.acme.pk
    return office


@pytest.fixture
def copies(monkeypatch):
    """How often a copy was kept: SQLite makes none inside of a test's transaction."""
    kept = []
    monkeypatch.setattr(removing, "keep_copy", lambda: kept.append("copy"))
    return kept


def test_one_button_leaves_an_empty_house_and_leads_to_its_first_administrator(demonstration, client, copies):
    client.force_login(demonstration.ada)
    assert ADDRESS in client.get("/settings/").content.decode()
    assert "Remove it and begin" in client.get(ADDRESS).content.decode()

    answer = client.post(ADDRESS, follow=True)

    assert "You are the first here." in answer.content.decode()
    assert not User.objects.exists()
    assert not Company.objects.exists()
    assert not Entry.objects.exists()
    assert not Event.objects.filter(kind="company").exists()
    assert copies == ["copy"]


def test_the_house_is_furnished_as_on_the_first_day(demonstration, client, copies):
    client.force_login(demonstration.ada)

    client.post(ADDRESS)

    assert Role.objects.filter(code="administrator").exists()
    assert Pipeline.objects.live().count() == 2
    assert not switches.load().demo


def test_a_company_of_ones_own_is_never_offered_for_removal(office, client, copies):
    client.force_login(office.ada)

    assert ADDRESS not in client.get("/settings/").content.decode()
    assert client.post(ADDRESS).status_code == 404
    assert User.objects.filter(pk=office.ada.pk).exists()


def test_only_an_administrator_removes_it(demonstration, client, copies):
    client.force_login(demonstration.dora)

    assert client.post(ADDRESS).status_code == 404
    assert Company.objects.exists()
    assert not copies
