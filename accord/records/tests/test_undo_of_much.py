"""Taking back thousands: by the worker, in portions with people in between, honest about what it left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accord.history.models import ChangeSet, Event, model_of
from accord.jobs.models import Job
from accord.jobs.running import recover, run_due
from accord.records import jobs, works
from accord.records.models import LeftOut, Undertaking

Company: Any = model_of("company")
HTMX = {"HX-Request": "true"}
MANY = 25


class Killed(BaseException):
    """As the world kills: nothing that comes after it is run."""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """What is much, and how much is done at a time, so small that a test need not make thousands."""
    monkeypatch.setattr("accord.records.undoing.AT_ONCE", 9)
    monkeypatch.setattr("accord.records.undoing.PORTION", 10)


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def made(office, count=MANY, start=0) -> Any:
    """A change set that made many companies at once, as an import does."""
    actor, numbers = office.anna.acting(), range(start, start + count)
    Company.objects.add_all([Company(name=f"Imported {number:03}", country="DE") for number in numbers], by=actor)
    return actor.ledger.change_set


def changed(office, by, count=MANY) -> Any:
    """A change set that moved many companies to another city."""
    made(office, count)
    actor = by.acting()
    companies().change_all("changed", by=actor, city="Kiel")
    return actor.ledger.change_set


def companies() -> Any:
    return Company.objects.live().filter(name__startswith="Imported")


def named(number: int) -> Any:
    return Company.objects.get(name=f"Imported {number:03}")


def between(monkeypatch, at: int, do: Callable[[], Any]) -> list[int]:
    """Have something done between two portions; the count of portions that were over at each pause."""
    pauses: list[int] = []

    def breathe() -> None:
        pauses.append(len(pauses) + 1)
        if len(pauses) == at:
            do()

    monkeypatch.setattr(jobs, "breathe", breathe)
    return pauses


def press(client, change_set, **values) -> Any:
    return client.post(f"/undo/{change_set.pk}/", values)


def undertaking(change_set) -> Undertaking:
    return Undertaking.objects.get(key=f"undo:{change_set.pk}")


# ── the line ──


def test_up_to_the_line_the_request_takes_it_back_and_above_it_the_worker(office, anna):
    few, many = made(office, 9), made(office, 10, start=9)

    press(anna, few)
    press(anna, many)

    assert ChangeSet.objects.get(pk=few.pk).is_undone
    assert not ChangeSet.objects.get(pk=many.pk).is_undone
    assert Job.objects.filter(name=jobs.carry_on.name).count() == 1


def test_the_line_and_a_portion_are_what_was_measured():
    assert (works.AT_ONCE, works.PORTION) == (200, 100)


# ── its way ──


@pytest.mark.covers("DC-056")
def test_one_sees_how_far_it_is_and_what_it_did(office, anna, monkeypatch):
    change_set = made(office)
    seen = []
    between(monkeypatch, 2, lambda: seen.append(anna.get(page, headers=HTMX).text))

    page = press(anna, change_set)["Location"]
    waiting = anna.get(page).text
    run_due()
    done = anna.get(page, headers=HTMX).text
    history = anna.get(f"/changes/{change_set.pk}/").text

    assert "Nothing is changed yet" in waiting
    assert "20 / 25" in seen[0]
    assert f'src="{page}"' in seen[0]
    assert "25 records done" in done
    assert "src=" not in done
    assert "This has been taken back." in history
    assert not companies().exists()


def test_all_portions_are_one_change_set_of_the_person_who_asked(office, anna):
    change_set = made(office)
    press(anna, change_set)

    run_due()

    taken_back = ChangeSet.objects.get(undoes=change_set)
    assert (taken_back.actor, taken_back.door, taken_back.events.count()) == (office.anna, "job", MANY)


def test_the_history_of_the_taking_back_says_what_it_took_back(office, anna):
    change_set = made(office)
    press(anna, change_set)
    run_due()

    page = anna.get(f"/changes/{ChangeSet.objects.get(undoes=change_set).pk}/").text

    assert "This took back an earlier change: 25 of 25 records." in page
    assert f'href="/changes/{change_set.pk}/"' in page


def test_pressing_twice_takes_it_back_once(office, anna):
    change_set = made(office)

    pages = {press(anna, change_set)["Location"] for _press in range(2)}
    run_due()
    again = press(anna, change_set)

    assert len(pages) == 1
    assert again.status_code == 409
    assert Event.objects.filter(verb="undone").count() == MANY


def test_pressing_while_it_goes_starts_nothing(office, anna, monkeypatch):
    change_set = made(office)
    between(monkeypatch, 1, lambda: press(anna, change_set))
    press(anna, change_set)

    run_due()

    assert Event.objects.filter(verb="undone").count() == MANY
    assert Undertaking.objects.get().is_done


def test_it_can_be_put_back_as_a_whole(office, anna):
    change_set = made(office)
    press(anna, change_set)
    run_due()

    press(anna, ChangeSet.objects.get(undoes=change_set))
    run_due()

    assert companies().count() == MANY
    assert {each.is_done for each in Undertaking.objects.all()} == {True}


def test_its_page_is_its_persons_alone(office, anna, client):
    page = press(anna, made(office))["Location"]
    client.force_login(office.dora)

    assert client.get(page).status_code == 404
    assert client.post(f"{page}go-on/").status_code == 404


def test_what_is_still_being_written_is_not_taken_back(office, anna, monkeypatch):
    change_set = made(office)
    answers = []

    def press_undo_of_the_undo():
        answers.append(press(anna, ChangeSet.objects.get(undoes=change_set)))

    between(monkeypatch, 2, press_undo_of_the_undo)
    press(anna, change_set)
    run_due()

    assert [answer.status_code for answer in answers] == [409]
    assert "still going on" in answers[0].text
    assert not companies().exists()


# ── people in between ──


@pytest.mark.django_db(transaction=True)
def test_another_writer_gets_through_after_every_portion(office, anna, monkeypatch):
    """Each portion has committed before the pause: a writer that does not wait at all finds the door open."""
    monkeypatch.setattr("accord.kit.sqlite3.base.PATIENCE", 0)
    change_set, other, written = made(office), office.company("Other", country="DE"), []

    def breathe() -> None:
        assert not connection.in_atomic_block
        written.append(write_without_waiting(f"Written {len(written)}", other.pk))

    monkeypatch.setattr(jobs, "breathe", breathe)
    press(anna, change_set)
    run_due()

    assert written == [1, 1, 1, 1]  # three portions, and the one that finds nothing left
    assert Company.objects.get(pk=other.pk).city == "Written 3"


def write_without_waiting(city: str, pk: int) -> int:
    """By a connection of its own, which takes no for an answer at once."""
    copy = connection.copy()
    try:
        with copy.cursor() as cursor:
            if copy.vendor == "postgresql":
                cursor.execute("SET lock_timeout = '1ms'")
            cursor.execute("UPDATE contacts_company SET city = %s WHERE id = %s", [city, pk])
            return int(cursor.rowcount)
    finally:
        copy.close()


# ── conflicts ──


def test_what_stands_in_the_way_at_the_beginning_is_told_and_nothing_is_taken_back(office, anna):
    change_set = changed(office, office.anna)
    named(3).change("changed", by=office.dora.acting(), city="Bremen")

    page = press(anna, change_set)["Location"]
    run_due()
    told, asked = anna.get(page).text, anna.get(f"/undo/{change_set.pk}/").text
    untouched = companies().filter(city="Kiel").count()
    anna.post(f"{page}go-on/", {"rest": "1"})
    run_due()

    assert untouched == MANY - 1
    assert "Something stands in the way of 1 record" in told
    assert "Imported 003" in told
    assert "Changed since: city" in asked
    assert named(3).city == "Bremen"
    assert companies().filter(city="").count() == MANY - 1


def test_the_rest_can_be_taken_back_from_the_page_that_asks(office, anna):
    change_set = changed(office, office.anna)
    named(3).change("changed", by=office.dora.acting(), city="Bremen")
    press(anna, change_set)
    run_due()

    press(anna, change_set, rest="1")
    run_due()
    history = anna.get(f"/changes/{change_set.pk}/").text

    assert "as far as possible: 24 of 25 records" in history
    assert named(3).city == "Bremen"


def test_what_somebody_changes_in_the_middle_is_left_and_told(office, anna, monkeypatch):
    change_set = changed(office, office.anna)
    between(monkeypatch, 1, lambda: named(2).change("changed", by=office.dora.acting(), city="Bremen"))

    page = press(anna, change_set)["Location"]
    run_due()
    told = anna.get(page).text

    assert named(2).city == "Bremen"
    assert companies().filter(city="").count() == MANY - 1
    assert "24 records done" in told
    assert "1 was left as it is" in told
    assert "Imported 002" in told
    assert "Changed since: city" in told


def test_what_somebody_begins_to_use_in_the_middle_stays_for_them(office, anna, monkeypatch):
    change_set = made(office)
    between(monkeypatch, 1, lambda: office.contact("Karl", "Klein", company=named(2)))
    press(anna, change_set)

    run_due()

    assert [company.name for company in companies()] == ["Imported 002"]
    assert "It is used by Karl Klein" in LeftOut.objects.get().reason


def test_what_hangs_on_a_record_that_is_left_is_left_too(office, anna, monkeypatch):
    actor = office.anna.acting()
    parents = [Company.objects.add(by=actor, name=f"Imported {number:03}", country="DE") for number in range(12)]
    child = Company.objects.add(by=actor, name="Imported child", country="DE", parent=parents[4])
    for number in range(12, MANY):
        Company.objects.add(by=actor, name=f"Imported {number:03}", country="DE")
    use = lambda: office.contact("Karl", "Klein", company=Company.objects.get(pk=child.pk))  # noqa: E731
    between(monkeypatch, 1, use)
    press(anna, actor.ledger.change_set)

    run_due()

    assert Company.objects.get(pk=child.pk).is_live
    assert Undertaking.objects.get().left == LeftOut.objects.count()


def test_names_of_what_one_cannot_see_are_not_told(office, anna, monkeypatch):
    change_set = changed(office, office.anna)

    def give_away():
        by = office.dora.acting()
        named(2).change("changed", by=by, city="Bremen")
        named(2).hand_over(office.zoe, by=by)

    between(monkeypatch, 1, give_away)
    page = press(anna, change_set)["Location"]
    run_due()
    told = anna.get(page).text

    assert "A record you cannot see" in told
    assert "Imported 002" not in told


# ── rights ──


def test_who_may_not_change_all_of_it_takes_back_nothing(office, client):
    change_set = changed(office, office.anna)
    client.force_login(office.boris)

    page = press(client, change_set)["Location"]
    run_due()

    assert companies().filter(city="Kiel").count() == MANY
    assert "Nothing has been changed." in client.get(page).text


def test_an_account_that_is_closed_in_the_middle_stops_it_and_somebody_else_goes_on(office, anna, monkeypatch):
    change_set = made(office)
    between(monkeypatch, 1, lambda: office.anna.deactivate(by=office.house))
    press(anna, change_set)
    run_due()
    cut = undertaking(change_set)

    anna.force_login(office.dora)
    history = anna.get(f"/changes/{change_set.pk}/").text
    press(anna, change_set)
    run_due()

    assert (cut.is_cut, cut.done, cut.total) == (True, 10, MANY)
    assert "taken back in part: 10 of 25 records" in history
    assert "Take back the rest" in history
    assert not companies().exists()
    assert ChangeSet.objects.get(undoes=change_set).events.filter(actor=office.dora, verb="undone").count() == 15


def test_what_was_cut_may_be_put_back_and_goes_on_no_more(office, anna, monkeypatch):
    change_set = made(office)
    between(monkeypatch, 1, lambda: office.anna.deactivate(by=office.house))
    press(anna, change_set)
    run_due()
    anna.force_login(office.dora)

    press(anna, ChangeSet.objects.get(undoes=change_set))
    run_due()
    answer = press(anna, change_set)

    assert companies().count() == MANY
    assert answer.status_code == 409


# ── kills and faults ──


def test_after_a_kill_in_the_middle_the_worker_goes_on_where_it_was(office, anna, monkeypatch):
    change_set = made(office)

    def kill() -> None:
        raise Killed

    between(monkeypatch, 2, kill)
    press(anna, change_set)
    with pytest.raises(Killed):
        run_due(worker="dead")
    half = companies().count()
    told = anna.get(f"/changes/{change_set.pk}/").text
    recover(["dead"])
    Job.objects.queued().update(run_after=office.anna.created_at)
    run_due()

    assert half == 5
    assert "20 / 25" in told
    assert not companies().exists()
    assert Event.objects.filter(verb="undone").count() == MANY
    assert ChangeSet.objects.filter(undoes=change_set).count() == 1


def test_a_kill_within_a_portion_leaves_no_trace_of_it(office, anna, monkeypatch):
    change_set = made(office)
    press(anna, change_set)
    go_on, calls = Undertaking.go_on, []

    def killed_at_the_second(self, *values):
        calls.append(values)
        if len(calls) == 2:
            raise ZeroDivisionError
        go_on(self, *values)

    monkeypatch.setattr(Undertaking, "go_on", killed_at_the_second)
    run_due()
    between_tries = companies().count()
    Job.objects.queued().update(run_after=office.anna.created_at)
    run_due()

    assert between_tries == 15
    assert not companies().exists()
    assert Event.objects.filter(verb="undone").count() == MANY


def test_a_fault_that_lasts_is_told_and_may_be_tried_again(office, anna, monkeypatch):
    change_set = made(office)
    page = press(anna, change_set)["Location"]
    with monkeypatch.context() as broken:
        broken.setattr(Undertaking, "go_on", lambda self, *values: 1 / 0)
        for _try in range(5):
            Job.objects.queued().update(run_after=office.anna.created_at)
            run_due()
    told = anna.get(page).text
    anna.post(f"{page}go-on/")
    run_due()

    assert "There was a fault" in told
    assert not companies().exists()
