"""Taking change sets back, from the toast, from history and in the background."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.history.models import ChangeSet, model_of
from accord.kit.errors import NotAllowed, RuleBroken

Company = model_of("company")
HTMX = {"HX-Request": "true"}


def renamed(office, name="Crane, third phase", who=None):
    """A change set of somebody (Anna) that renamed the crane deal."""
    actor = (who or office.anna).acting()
    office.crane.change("changed", by=actor, name=name)
    return actor.ledger.change_set


def test_undo_puts_back_what_was_there(office):
    change_set = renamed(office)

    change_set.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert office.crane.name == "Harbour crane retrofit"
    assert office.crane.events.last().verb == "undone"


def test_an_undo_can_be_taken_back(office):
    undone = renamed(office).undo(by=office.anna.acting())

    undone.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert office.crane.name == "Crane, third phase"


def test_nothing_is_taken_back_twice(office):
    change_set = renamed(office)
    change_set.undo(by=office.anna.acting())

    with pytest.raises(RuleBroken, match="already been taken back"):
        ChangeSet.objects.get(pk=change_set.pk).undo(by=office.anna.acting())


def test_an_amount_written_differently_is_no_conflict(office):
    actor = office.anna.acting()
    office.crane.change("changed", by=actor, amount="5")

    actor.ledger.change_set.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert office.crane.amount == 486000


def test_the_undo_of_a_creation_is_an_entry_in_the_trash(office):
    created = office.crane.events.get(verb="created").change_set

    created.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert not office.crane.is_live


def test_the_maker_may_take_back_what_took_away_the_right(office):
    actor = office.anna.acting()
    office.crane.hand_over(office.zoe, by=actor)

    actor.ledger.change_set.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert office.crane.owner == office.anna


def test_what_somebody_touched_since_needs_a_right(office):
    actor = office.anna.acting()
    office.crane.hand_over(office.zoe, by=actor)
    office.crane.change("changed", by=office.zoe.acting(), next_step="Zoe's step")

    with pytest.raises(NotAllowed):
        actor.ledger.change_set.undo(by=office.anna.acting())

    office.crane.refresh_from_db()
    assert office.crane.owner == office.zoe


def test_others_need_the_right_to_change_every_record(office):
    change_set = renamed(office)

    with pytest.raises(NotAllowed):
        change_set.undo(by=office.boris.acting())

    change_set.undo(by=office.dora.acting())


def test_a_refused_undo_writes_nothing_and_leaves_no_change_set(office):
    change_set = renamed(office)
    office.crane.change("changed", by=office.dora.acting(), name="Dora's name")
    before = ChangeSet.objects.count()
    actor = office.anna.acting()

    with pytest.raises(RuleBroken):
        change_set.undo(by=actor)

    assert ChangeSet.objects.count() == before
    assert actor.ledger.change_set is None


# ── pages ──


def test_the_toast_takes_back_with_and_without_script(office, client):
    client.force_login(office.anna)
    first, second = renamed(office), renamed(office, "Fourth")

    with_script = client.post(
        f"/undo/{second.pk}/", headers={**HTMX, "HX-Current-URL": f"http://testserver/deals/{office.crane.pk}/"}
    )
    without = client.post(f"/undo/{first.pk}/", headers={"Referer": f"http://testserver/deals/{office.crane.pk}/"})

    office.crane.refresh_from_db()
    assert with_script["HX-Redirect"] == without["Location"] == f"/deals/{office.crane.pk}/"
    assert office.crane.name == "Harbour crane retrofit"


def test_after_taking_back_a_creation_one_stands_at_the_list(office, client):
    client.force_login(office.anna)
    created = office.crane.events.get(verb="created").change_set

    answer = client.post(f"/undo/{created.pk}/", headers={"Referer": f"http://testserver/deals/{office.crane.pk}/"})

    assert answer["Location"] == "/deals/"


def test_undo_never_leads_away_from_the_house(office, client):
    client.force_login(office.anna)

    answer = client.post(f"/undo/{renamed(office).pk}/", {"next": "https://evil.example/deals/"})

    assert answer["Location"] == "/"


def test_conflicts_are_listed_and_may_be_left_out(office, client):
    client.force_login(office.anna)
    other = office.deal("Other")
    actor = office.anna.acting()
    office.crane.change("changed", by=actor, product="Gears")
    other.change("changed", by=actor, product="Gears")
    office.crane.change("changed", by=office.dora.acting(), product="Brakes")
    change_set = actor.ledger.change_set

    refused = client.post(f"/undo/{change_set.pk}/")
    client.post(f"/undo/{change_set.pk}/", {"leave": f"deal:{office.crane.pk}"})

    office.crane.refresh_from_db()
    other.refresh_from_db()
    assert refused.status_code == 409
    assert "Harbour crane retrofit" in refused.text
    assert f'value="deal:{office.crane.pk}"' in refused.text
    assert (office.crane.product, other.product) == ("Brakes", "")


def test_conflicts_from_the_toast_open_the_page(office, client):
    client.force_login(office.anna)
    change_set = renamed(office)
    office.crane.change("changed", by=office.dora.acting(), name="Dora's name")

    answer = client.post(f"/undo/{change_set.pk}/", headers=HTMX)

    assert answer["HX-Redirect"] == f"/undo/{change_set.pk}/"
    assert "Changed since: name" in client.get(f"/undo/{change_set.pk}/").text


@pytest.mark.parametrize("leave", ["deal", "deal:x", "deal:99999999999999999999", "\x00:1"])
def test_nonsense_to_leave_out_is_harmless(office, client, leave):
    client.force_login(office.anna)

    assert client.post(f"/undo/{renamed(office).pk}/", {"leave": leave}).status_code in (302, 404)


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("hanna", 200), ("dora", 200), ("zoe", 404), ("sven", 404)])
def test_who_may_read_a_change_set(office, client, who, status):
    change_set = renamed(office)
    client.force_login(getattr(office, who))

    assert client.get(f"/changes/{change_set.pk}/").status_code == status
    assert client.get(f"/undo/{change_set.pk}/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("zoe", 404), ("boris", 403)])
def test_who_may_not_take_back(office, client, who, status):
    change_set = renamed(office)
    client.force_login(getattr(office, who))

    assert client.post(f"/undo/{change_set.pk}/").status_code == status


def test_a_change_set_names_only_what_its_reader_may_see(office, client):
    actor = office.dora.acting()
    office.crane.change("changed", by=actor, product="Gears")
    office.pumps.change("changed", by=actor, product="Impellers")
    client.force_login(office.anna)

    page = client.get(f"/changes/{actor.ledger.change_set.pk}/").text

    assert "Gears" in page
    assert "Pump station" not in page
    assert "Impellers" not in page
    assert "Deal you cannot see" in page


# ── many ──


@pytest.fixture
def imported(office):
    """A change set that made many companies at once, in parts as an import does."""

    def make(count):
        actor = office.anna.acting()
        names = [f"Imported {count}-{number}" for number in range(count)]
        Company.objects.add_all([Company(name=name, country="DE") for name in names], by=actor)
        return actor.ledger.change_set

    return make


def test_undo_costs_the_same_for_every_two_hundred(office, imported):
    few, many = imported(200), imported(600)

    with CaptureQueriesContext(connection) as for_few:
        few.undo(by=office.anna.acting())
    with CaptureQueriesContext(connection) as for_many:
        many.undo(by=office.anna.acting())

    assert not Company.objects.live().filter(name__startswith="Imported").exists()
    assert len(for_many) <= 3 * len(for_few)
    assert len(for_few) <= 45


def test_many_changed_by_hand_cost_the_same_for_every_record(office):
    companies = [office.company(f"Company {number}", country="DE") for number in range(20)]
    sets = []
    for chosen in (companies[:5], companies):
        actor = office.dora.acting()
        Company.objects.filter(pk__in=[c.pk for c in chosen]).change_all("handed over", by=actor, owner=office.boris)
        sets.append(actor.ledger.change_set)
        with CaptureQueriesContext(connection) as queries:
            actor.ledger.change_set.undo(by=office.dora.acting())
        sets.append(len(queries))

    assert Company.objects.filter(owner=office.anna).count() == 20
    assert sets[3] - sets[1] <= 2 * 15  # the search row and the children of each follow their owner


def test_what_is_used_since_is_not_taken_away(office, imported):
    change_set = imported(3)
    used = Company.objects.filter(name__startswith="Imported").first()
    office.contact("Karl", "Klein", company=used)

    conflicts = change_set.undo_conflicts(by=office.anna.acting())

    assert [(conflict.kind, conflict.record_id) for conflict in conflicts] == [("company", used.pk)]


# ── what is part of something ──


def test_a_part_has_no_owner_of_its_own(office):
    with pytest.raises(RuleBroken, match="belongs to whoever"):
        office.advance.hand_over(office.boris, by=office.dora.acting())


def test_a_part_that_moves_follows_and_comes_back(office):
    actor = office.dora.acting()
    office.advance.change("changed", by=actor, deal=office.pumps)
    office.advance.refresh_from_db()
    moved_to = office.advance.owner

    actor.ledger.change_set.undo(by=office.dora.acting())

    office.advance.refresh_from_db()
    assert moved_to == office.zoe
    assert office.advance.owner == office.anna
