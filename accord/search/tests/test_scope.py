"""Search shows exactly what the policy shows: the marks in the index say the same sentence as `visible_to`."""

import random

import pytest

from accord.history.models import kinds
from accord.search.index import rebuild
from accord.search.models import Entry
from accord.search.query import search
from accord.search.scope import found_kinds

WHO = ["anna", "boris", "hanna", "zoe", "olga", "alba", "dora", "erik", "carla", "ada", "sven", "gustav"]


def found(person):
    return {(hit.kind, hit.record_id) for hit in search(person, "canary", limit=10_000).hits}


def visible(person):
    return {
        (kind, pk)
        for kind in found_kinds()
        for pk in kinds()[kind].objects.visible_to(person).values_list("pk", flat=True)
        if Entry.objects.filter(kind=kind, record_id=pk, words__contains="canary").exists()
    }


@pytest.fixture
def canaries(office):
    """Records in every situation of ownership, of every type that has a builder."""
    by, people = office.house, [None, office.anna, office.boris, office.zoe, office.dora]
    chance = random.Random(7)
    for number in range(40):
        owner, co_owner = chance.choice(people), chance.choice(people)
        values = {
            "owner": owner,
            "co_owner": co_owner,
            "department": chance.choice([None, office.north, office.south]),
            "private": chance.random() < 0.3,
            "watchers": chance.sample(people[1:], chance.choice([0, 0, 1, 2])),
        }
        company = type(office.acme).objects.add(by=by, name=f"Canary company {number}", **values)
        deal = type(office.crane).objects.add(
            by=by, name=f"Canary deal {number}", pipeline=office.pipeline, stage=office.stage("New"), **values
        )
        type(office.web_request).objects.add(by=by, subject=f"Canary request {number}", **values)
        payment = office.payment(deal, "10")
        payment.change("changed", by=by, comment="canary")
        if chance.random() < 0.2:
            company.discard(by=by)
        if chance.random() < 0.3:
            deal.change("handed over", by=by, owner=chance.choice(people), department=office.south)
        if chance.random() < 0.3:
            deal.change("changed", by=by, watchers=chance.sample(people[1:], 2))
    return office


@pytest.mark.broad
def test_search_finds_exactly_what_one_may_see(canaries):
    by_search = {who: found(getattr(canaries, who)) for who in WHO}
    by_policy = {who: visible(getattr(canaries, who)) for who in WHO}

    assert by_search == by_policy
    assert len(by_policy["dora"]) > len(by_policy["anna"]) > 0
    assert by_policy["gustav"] == set()


def test_children_follow_their_parent_out_of_sight(office):
    payment = office.payment(office.crane, "48600")
    mark = f"payment {payment.pk}"
    assert search(office.boris, mark).exact

    office.crane.change("changed", by=office.house, private=True)

    assert not search(office.boris, mark).hits
    assert search(office.anna, mark).exact


def test_a_watcher_of_the_parent_finds_its_children(office):
    payment = office.payment(office.crane, "48600")
    mark = f"payment {payment.pk}"

    office.crane.change("changed", by=office.house, watchers=[office.zoe])

    assert search(office.zoe, mark).exact
    assert payment in type(payment).objects.visible_to(office.zoe)


@pytest.mark.broad
def test_a_rebuilt_index_says_the_same(canaries):
    before = {who: found(getattr(canaries, who)) for who in WHO}
    Entry.objects.all().delete()

    counted = dict(rebuild())

    assert {who: found(getattr(canaries, who)) for who in WHO} == before
    assert counted["deal"] >= 40


def test_who_takes_part_in_what_was_only_just_made_finds_it_after_its_next_change(office):
    by, seen = office.anna.acting(), office.zoe
    watched = type(office.acme).objects.add(by=by, name="Quartz Works", country="DE", watchers=[seen])
    watched.change("changed", by=by, name="Quartz Mills")
    alone = type(office.acme).objects.add(by=by, name="Quartz Forge", country="DE")
    type(alone).objects.get(pk=alone.pk).change("changed", by=office.house, watchers=[seen])
    alone.refresh_from_db()
    alone.change("changed", by=by, name="Quartz Foundry")

    assert {hit.title for hit in search(seen, "quartz").hits} == {"Quartz Mills", "Quartz Foundry"}
