"""The stream tells kind, id and version to those who may see, `gone` to those who no longer may, else nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.history.models import Actor, Event
from accord.notifications.live import news
from accord.notifications.live.news import Message, Reader


def people(office):
    return {person.pk: person for person in (office.anna, office.boris, office.zoe, office.dora, office.sven)}


def told(office, reader):
    """What each hears of what happened since: {first name: [(word, kind, id)]}."""
    heard = news.messages(reader.read(), people(office))
    return {
        people(office)[pk].first_name: [(one.name, one.data["kind"], one.data["id"]) for one in messages]
        for pk, messages in heard.items()
    }


def test_a_change_is_told_to_those_who_see_the_record_but_not_to_who_made_it(office):
    crane, reader = office.crane, Reader()

    crane.change("changed", by=office.dora.acting(), next_step="Call")

    changed = [("changed", "deal", crane.pk)]
    assert told(office, reader) == {"Anna": changed, "Boris": changed}


def test_a_message_carries_kind_id_and_version_only(office):
    crane, reader = office.crane, Reader()
    crane.change("changed", by=office.dora.acting(), next_step="Call")

    [message] = news.messages(reader.read(), {office.anna.pk: office.anna})[office.anna.pk]

    assert message.data == {"kind": "deal", "id": crane.pk, "version": crane.version}
    assert str(Message("gone", {"id": 1}, 7)) == 'id: 7\nevent: gone\ndata: {"id": 1}\n\n'


def test_who_loses_sight_is_told_that_it_is_gone(office):
    crane, reader = office.crane, Reader()

    crane.change("changed", by=Actor.house(), owner=office.zoe, department=office.south)

    heard = told(office, reader)
    assert heard["Boris"] == [("gone", "deal", crane.pk)]
    assert heard["Anna"] == [("gone", "deal", crane.pk)]
    assert heard["Zoe"] == [("changed", "deal", crane.pk)]


def test_a_deleted_record_is_gone_for_everybody_who_saw_it(office):
    crane, reader = office.crane, Reader()

    crane.discard(by=Actor.house())

    heard = told(office, reader)
    assert ("gone", "deal", crane.pk) in heard["Anna"]
    assert "Zoe" not in heard


def test_a_watcher_sees_it_come_and_go(office):
    crane, reader = office.crane, Reader()

    crane.change("changed", by=Actor.house(), watchers=[office.sven])
    came = told(office, reader)["Sven"]
    crane.change("changed", by=Actor.house(), watchers=[])
    went = told(office, reader)["Sven"]

    assert (came, went) == ([("changed", "deal", crane.pk)], [("gone", "deal", crane.pk)])


def test_a_foreign_record_is_not_even_hinted_at(office):
    reader = Reader()

    office.pumps.change("changed", by=Actor.house(), next_step="Call")

    assert {"Anna", "Boris", "Sven"} & told(office, reader).keys() == set()


def test_an_event_that_commits_late_is_told_all_the_same(office):
    crane, reader = office.crane, Reader()
    crane.change("changed", by=Actor.house(), next_step="One")
    late = Event.objects.latest("pk")
    Event.objects.filter(pk=late.pk).delete()
    crane.change("changed", by=Actor.house(), next_step="Two")
    assert [event.pk for event in reader.read()] == [late.pk + 1]

    late.save(force_insert=True)

    assert [event.pk for event in reader.read()] == [late.pk]
    assert [event.pk for event in reader.missed_since(late.pk + 1)] == [late.pk]
    assert reader.read() == []


def test_ten_thousand_changes_are_told_by_type(office, monkeypatch):
    monkeypatch.setattr(news, "MOST_MESSAGES", 20)
    reader = Reader()
    model = type(office.acme)

    model.objects.add_all(
        [model(name=f"C{n}", owner=office.anna, department=office.north) for n in range(30)], by=Actor.house()
    )

    heard = news.messages(reader.read(), {office.anna.pk: office.anna})[office.anna.pk]
    assert {(one.name, *one.data.items()) for one in heard} == {("changed", ("kind", "company"))}


@pytest.mark.parametrize("count", [5, 50])
def test_deciding_for_everybody_takes_three_queries_per_type(office, count):
    model = type(office.acme)
    reader = Reader()
    model.objects.add_all(
        [model(name=f"C{n}", owner=office.anna, department=office.north) for n in range(count)], by=Actor.house()
    )
    events = reader.read()

    with CaptureQueriesContext(connection) as asked:
        news.messages([event for event in events if event.kind == "company"], people(office))

    assert len(asked) <= 3
