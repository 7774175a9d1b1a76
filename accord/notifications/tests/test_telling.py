"""People are told of what concerns them, once, and of nothing they may not see."""

from accord.history.models import Actor, ChangeSet
from accord.jobs.models import Job
from accord.notifications.models import Notification
from accord.notifications.telling import notices_of


def told(change_set=None):
    """First names of those who are told of the newest change set."""
    change_set = change_set or ChangeSet.objects.latest("pk")
    return {notice.person.first_name for notice in notices_of(change_set)}


def test_owner_and_co_owner_and_watchers_hear_of_a_change(office):
    office.crane.change("changed", by=office.house, co_owner=office.boris, watchers=[office.hanna])

    office.crane.change("changed", by=office.dora.acting(), next_step="Ask for the drawings")

    assert told() == {"Anna", "Boris", "Hanna"}


def test_nobody_is_told_what_they_did_themselves(office):
    office.crane.change("changed", by=office.anna.acting(), next_step="Ask for the drawings")

    assert told() == set()


def test_the_new_owner_and_the_old_one_hear_of_a_handing_over(office):
    office.crane.hand_over(office.boris, by=office.dora.acting())

    assert told() == {"Anna", "Boris"}


def test_who_lost_sight_of_a_record_is_not_told(office):
    office.crane.change("changed", by=office.dora.acting(), owner=office.zoe, department=office.south)

    assert told() == {"Zoe"}


def test_who_may_see_a_private_record_only_as_a_watcher_is_told(office):
    office.crane.change("changed", by=office.house, private=True, watchers=[office.sven])

    office.crane.change("changed", by=Actor.house(), next_step="Quietly")

    assert told() == {"Anna", "Sven"}


def test_people_who_left_are_told_nothing(office):
    office.crane.change("changed", by=office.house, co_owner=office.gustav)

    office.crane.change("changed", by=office.dora.acting(), next_step="Ask")

    assert told() == {"Anna"}


def test_deleting_is_told_to_those_who_could_have_done_it(office):
    office.crane.change("changed", by=office.house, watchers=[office.sven])

    office.crane.discard(by=office.carla.acting())

    assert "Sven" not in told()


def test_one_change_set_makes_one_notice_however_many_records_it_has(office):
    deals = [office.deal(f"Deal {number}") for number in range(5)]
    by = office.dora.acting()

    for deal in deals:
        deal.change("changed", by=by, next_step="Call")

    [notice] = notices_of(by.ledger.change_set)
    assert (notice.person, notice.records) == (office.anna, 5)


def test_a_large_change_set_tells_owners_without_a_query_per_record(office, django_assert_max_num_queries):
    model, by = type(office.acme), office.house
    model.objects.add_all(
        [model(name=f"Bulk {number}", owner=office.anna, department=office.north) for number in range(450)], by=by
    )

    with django_assert_max_num_queries(25):
        notices = notices_of(by.ledger.change_set)

    assert [(notice.person, notice.records) for notice in notices] == [(office.anna, 450)]


def test_a_large_change_set_of_ones_own_is_told_to_others_who_have_or_had_a_part(office):
    model, by = type(office.acme), office.dora.acting()
    own = [model(name=f"Bulk {number}", department=office.north) for number in range(250)]
    own[7].co_owner = office.boris
    model.objects.add_all(own, by=by)
    handed = [model(name=f"Given {number}", owner=office.anna, department=office.north) for number in range(3)]
    model.objects.add_all(handed, by=office.house)
    model.objects.change_each([(row, {"owner": office.dora}) for row in handed], "changed", by=by)

    notices = notices_of(by.ledger.change_set)

    assert {(notice.person, notice.records) for notice in notices} == {(office.boris, 1), (office.anna, 3)}


def test_a_write_asks_for_one_job_in_its_own_transaction(office):
    by = office.dora.acting()

    office.crane.change("changed", by=by, next_step="Call")
    office.crane.change("changed", by=by, product="Crane")

    assert Job.objects.filter(unique_key=f"tell-{by.ledger.change_set.pk}").count() == 1


def test_telling_twice_tells_once(office, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()
    change_set = office.crane.events.last().change_set

    working(change_set)

    assert Notification.objects.filter(change_set=change_set, person=office.anna).count() == 1


def test_a_request_that_arrives_for_somebody_is_told_to_them(office):
    office.inquiry("Winch for the quay", owner=office.boris)

    assert told() == {"Boris"}
