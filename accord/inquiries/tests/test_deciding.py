"""What becomes of a request, who may decide it, and that every decision can be taken back."""

import pytest

from accord.inquiries.models import Inquiry, Status, waiting
from accord.inquiries.models.waiting import waiting_counts
from accord.kit.errors import NotAllowed, RuleBroken


@pytest.mark.covers("DC-078")
def test_a_new_request_is_pending_has_a_ticket_and_belongs_to_nobody(office):
    asked = office.web_request

    assert asked.status == Status.PENDING
    assert asked.owner is None
    assert len(asked.ticket) == 11


@pytest.mark.covers("DC-073")
def test_a_sellers_own_request_is_theirs_and_from_a_known_client(office):
    asked = Inquiry.objects.add(by=office.anna.acting(), subject="By phone", first_name="Karl")

    assert (asked.owner, asked.department, asked.subsequent) == (office.anna, office.north, True)


def test_a_request_entered_by_an_operator_waits_for_a_seller(office):
    asked = Inquiry.objects.add(by=office.olga.acting(), subject="By phone", first_name="Karl")

    assert (asked.owner, asked.department) == (None, office.north)


@pytest.mark.parametrize("who", ["anna", "boris", "olga"])
def test_sellers_and_operators_of_the_department_take_what_nobody_owns(office, who):
    person = getattr(office, who)

    office.web_request.take(by=person.acting())

    assert office.web_request.owner == person


def test_what_somebody_took_cannot_be_taken_again(office):
    office.web_request.take(by=office.anna.acting())

    with pytest.raises(RuleBroken):
        office.web_request.take(by=office.olga.acting())


def test_nobody_of_another_department_takes_it(office):
    with pytest.raises(NotAllowed):
        office.web_request.take(by=office.zoe.acting())


@pytest.mark.covers("DC-094", "DC-097", "DC-098")
@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("mark_duplicate", Status.DUPLICATE),
        ("mark_irrelevant", Status.IRRELEVANT),
        ("close_case", Status.CLOSED),
        ("process", Status.PROCESSED),
    ],
)
def test_a_decision_takes_the_request_out_of_pending_and_who_decides_owns_it(office, verb, status):
    asked = office.web_request

    getattr(asked, verb)(by=office.anna.acting())

    assert asked.status == status
    assert asked.owner == office.anna
    assert asked not in Inquiry.objects.pending()


@pytest.mark.parametrize("verb", ["mark_duplicate", "mark_irrelevant", "close_case", "process", "take"])
def test_a_decision_can_be_taken_back(office, verb):
    asked = office.web_request
    by = office.anna.acting()
    getattr(asked, verb)(by=by)

    by.ledger.change_set.undo(by=office.anna.acting())

    again = Inquiry.objects.get(pk=asked.pk)
    assert (again.status, again.owner) == (Status.PENDING, None)


def test_a_decided_request_is_reopened_before_it_is_decided_again(office):
    asked = office.web_request
    asked.close_case(by=office.anna.acting())

    with pytest.raises(RuleBroken):
        asked.mark_irrelevant(by=office.anna.acting())
    asked.reopen(by=office.anna.acting())

    assert asked.is_pending


def test_a_duplicate_may_say_what_it_repeats_but_never_itself(office):
    first, second = office.web_request, office.inquiry("Spare slewing rings again")

    with pytest.raises(RuleBroken):
        second.mark_duplicate(by=office.anna.acting(), of=second)
    second.mark_duplicate(by=office.anna.acting(), of=first)

    assert second.duplicate_of == first


def test_who_may_see_the_request_of_the_north(office):
    asked = office.web_request

    seeing = {
        who
        for who in ("anna", "boris", "hanna", "zoe", "olga", "alba", "dora", "erik", "carla", "sven")
        if Inquiry.objects.visible_to(getattr(office, who)).filter(pk=asked.pk).exists()
    }

    assert seeing == {"anna", "boris", "hanna", "olga", "dora", "erik", "carla"}


@pytest.mark.covers("DC-036")
def test_the_counter_tells_todays_from_older_and_a_seller_sees_their_own_and_nobodys(office):
    office.inquiry("Today")
    office.inquiry("Last week", received_on="2026-01-05")
    office.inquiry("Of Boris", owner=office.boris)
    office.inquiry("Spam", spam_suspected=True)

    assert waiting_counts(office.anna) == (1, 1)
    assert waiting_counts(office.olga) == (2, 1)
    assert waiting_counts(office.zoe) == (0, 0)


CAST = ("anna", "boris", "hanna", "zoe", "olga", "alba", "dora", "erik", "carla", "sven", "ada")


def test_the_counter_counts_what_each_person_has_before_them(office):
    """The counter asks range by range, the list asks the policy as a whole: they agree for everybody."""
    office.inquiry("Of Boris", owner=office.boris)
    office.inquiry("Of Boris, helped by Sven", owner=office.boris, co_owner=office.sven)
    office.inquiry("Of Boris alone", owner=office.boris, private=True)
    office.inquiry("Of the south", department=office.south, owner=None)
    office.inquiry("Watched by Zoe", received_on="2026-01-05", watchers=[office.zoe.pk])
    office.inquiry("Worked on").process(by=office.anna.acting())
    office.inquiry("Put aside", spam_suspected=True)

    counted = {name: sum(waiting_counts(getattr(office, name))) for name in CAST}

    assert counted == {name: Inquiry.objects.waiting_for(getattr(office, name)).count() for name in CAST}
    assert len({*counted.values()}) > 3


def test_nothing_is_counted_past_what_the_counter_shows(office, monkeypatch):
    monkeypatch.setattr("accord.inquiries.models.waiting.COUNTED_TO", 3)
    waiting._words.cache_clear()
    for number in range(6):
        office.inquiry(f"New {number}", owner=office.anna if number % 2 else None)
    for number in range(3):
        office.inquiry(f"Old {number}", received_on="2026-01-05")

    assert waiting_counts(office.olga) == (4, 3)
    waiting._words.cache_clear()


def test_the_counter_follows_the_rights_that_a_person_has_now(office):
    office.inquiry("Today")
    before = waiting_counts(office.zoe)

    office.zoe.change("moved", by=office.house, department=office.north)
    office.zoe.refresh_from_db()

    assert before == (0, 0)
    assert waiting_counts(office.zoe) == (1, 0)
