"""*Why can I see this?* answers as the policy decides: who sees a record reads why, and nobody else reads anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accord.access.reasons import reasons
from accord.accounts.models import User
from accord.preferences import switches


def told(person: Any, record: Any) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"{record.get_absolute_url()}why/").content.decode()


def records_of(office: Any) -> list[Any]:
    watched, private = office.deal("Watched"), office.deal("Private", private=True)
    watched.change("watched", by=office.house, watchers=[office.sven.pk, office.zoe.pk])
    private.change("watched", by=office.house, watchers=[office.boris.pk])
    shared, nobodys = office.deal("Shared", co_owner=office.zoe), office.web_request
    return [office.crane, office.pumps, watched, private, shared, nobodys, office.mira, office.payment(watched, "10")]


@pytest.mark.broad
def test_whoever_sees_a_record_has_a_reason_and_nobody_else_has_one(office):
    records = records_of(office)

    for narrowed in (False, True):
        switches.change({"own_deals_only": narrowed}, by=office.house)
        for record in records:
            for person in User.objects.all():
                sees = type(record).objects.visible_to(person).filter(pk=record.pk).exists()
                assert bool(reasons(person, record)) is sees, (person, record, narrowed)


def test_each_ground_is_said_in_its_own_sentence(office):
    crane, watched, shared = office.crane, office.deal("Watched"), office.deal("Shared", co_owner=office.zoe)
    watched.change("watched", by=office.house, watchers=[office.sven.pk])

    assert "You are its owner" in told(office.anna, crane)
    assert "It belongs to North" in told(office.boris, crane)
    assert "“Commercial director” shows you all records" in told(office.dora, crane)
    assert "You watch it." in told(office.sven, watched)
    assert "You are its co-owner" in told(office.zoe, shared)
    assert "You take part in “Watched”" in told(office.sven, office.payment(watched, "10"))


def test_the_page_of_a_record_leads_there_and_for_others_there_is_nothing(office):
    anna, zoe, url = Client(), Client(), office.crane.get_absolute_url()
    anna.force_login(office.anna)
    zoe.force_login(office.zoe)

    assert f'href="{url}why/"' in anna.get(url).content.decode()
    assert zoe.get(f"{url}why/").status_code == 404
