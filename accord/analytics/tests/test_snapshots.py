"""A snapshot stays as it was; who may see it is asked again at each reading."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from accord.analytics.jobs import take_income_snapshots
from accord.analytics.models import Snapshot
from accord.kit.errors import NotAllowed

PAGE = "/analytics/income/"
TAKE = "/analytics/income/snapshots/"


@pytest.mark.covers("DC-318")
def test_a_snapshot_keeps_the_figures_of_its_day(client, office, sales):
    first = sales.paid(office.crane, "100", sales.today)
    client.force_login(office.anna)

    there = client.post(TAKE)
    first.reopen(by=office.dora.acting())

    shown = client.get(there["Location"])
    assert shown.context["figures"].this_month == 100
    assert office.crane.name in shown.text
    assert client.get(PAGE).context["figures"].this_month == 0
    assert there["Location"] in client.get(PAGE).text


@pytest.mark.covers("DC-318")
def test_a_snapshot_belongs_to_the_filters_it_was_taken_with(client, office, sales):
    client.force_login(office.dora)

    client.post(f"{TAKE}?department={office.south.pk}")

    assert "Now" not in re.sub(r"<[^>]+>", "|", client.get(PAGE).text).split("|")
    assert Snapshot.objects.get().department == office.south
    assert TAKE in client.get(PAGE, {"department": office.south.pk}).text.replace(f'action="{TAKE}', "")


def test_nobody_else_sees_a_snapshot_that_somebody_took(client, office):
    client.force_login(office.dora)
    there = client.post(TAKE)["Location"]

    seen = {}
    for name in ("dora", "boris", "erik", "sven"):
        client.force_login(getattr(office, name))
        seen[name] = client.get(there).status_code

    assert seen == {"dora": 200, "boris": 404, "erik": 404, "sven": 404}


@pytest.mark.covers("DC-318")
def test_at_the_end_of_a_month_the_house_takes_one_for_each_department(client, office, sales):
    sales.paid(office.crane, "100", sales.today)
    sales.paid(office.deal("Zoe sells", owner=office.zoe, department=office.south), "1", sales.today)
    sales.paid(office.deal("Secret", private=True), "1000", sales.today)

    take_income_snapshots()
    take_income_snapshots()

    taken = {snapshot.department.name: Decimal(snapshot.kept["received"][-1]) for snapshot in Snapshot.objects.all()}
    assert taken == {"North": 100, "South": 1}
    seen = {}
    for name in ("anna", "zoe", "dora", "alba"):
        seen[name] = sorted(s.department.name for s in Snapshot.objects.visible_to(getattr(office, name)))
    assert seen == {"anna": ["North"], "zoe": ["South"], "dora": ["North", "South"], "alba": ["North", "South"]}


def test_the_names_of_deals_follow_what_one_may_see_today(client, office, sales):
    sales.paid(office.crane, "100", sales.today)
    take_income_snapshots()
    kept = Snapshot.objects.get(department=office.north)
    client.force_login(office.boris)

    before = client.get(f"{TAKE}{kept.pk}/").text
    office.crane.change("hidden", by=office.anna.acting(), private=True)
    after = client.get(f"{TAKE}{kept.pk}/").text

    assert office.crane.name in before
    assert office.crane.name not in after
    assert "Deal you cannot see" in after


def test_whoever_took_a_snapshot_may_throw_it_away_and_take_that_back(client, office):
    client.force_login(office.anna)
    there = client.post(TAKE)["Location"]

    client.post(f"{there}discard/")
    gone = client.get(there).status_code
    client.post(f"/undo/{Snapshot.objects.get().events.last().change_set_id}/")

    assert (gone, client.get(there).status_code) == (404, 200)


def test_a_snapshot_cannot_be_changed_nor_thrown_away_by_others(office, client):
    client.force_login(office.anna)
    client.post(TAKE)
    kept = Snapshot.objects.get()

    with pytest.raises(NotAllowed):
        kept.change("edited", by=office.anna.acting(), currency="USD")
    with pytest.raises(NotAllowed):
        kept.discard(by=office.dora.acting())
