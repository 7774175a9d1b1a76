"""The hub hands on what concerns each stream, and cuts those that may not go on."""

from accord.notifications.live.hub import MOST_WAITING, Hub, Look, Stream, unread
from accord.notifications.live.news import Message
from accord.notifications.models import Notification


def stream_of(person, session="session"):
    return Stream(person.pk, session, person.compiled, unread=0)


def heard(stream):
    found = []
    while not stream.queue.empty():
        found.append(stream.queue.get_nowait())
    return found


def delivered(person, stream, **found):
    Hub().deliver(Look(**{"streams": [stream], "people": {person.pk: person}, "sessions": {"session"}} | found))
    return heard(stream)


def test_a_stream_hears_what_concerns_its_person(office):
    message = Message("changed", {"kind": "deal", "id": 1, "version": 2}, 7)

    got = delivered(office.anna, stream_of(office.anna), messages={office.anna.pk: [message], office.boris.pk: []})

    assert message in got


def test_the_counter_is_sent_when_it_changes_and_only_then(office):
    stream = stream_of(office.anna)

    first = delivered(office.anna, stream, unread={office.anna.pk: 3})
    again = delivered(office.anna, stream, unread={office.anna.pk: 3})
    none = delivered(office.anna, stream)

    assert (first, again, none) == ([Message("notice", {"unread": 3})], [], [Message("notice", {"unread": 0})])


def test_the_first_count_is_said_by_the_opening_alone(office):
    stream = stream_of(office.anna)
    stream.unread = None

    assert delivered(office.anna, stream, unread={office.anna.pk: 3}) == []


def test_a_closed_account_is_cut_at_once(office):
    stream = stream_of(office.anna)

    assert delivered(office.anna, stream, people={}) == [None]
    assert not stream.is_open


def test_an_ended_session_is_cut_at_once(office):
    assert delivered(office.anna, stream_of(office.anna), sessions=set()) == [None]


def test_other_rights_than_those_it_was_opened_with_cut_it(office):
    stream = Stream(office.anna.pk, "session", {"rights": {}})

    assert delivered(office.anna, stream) == [None]


def test_who_reads_too_slowly_is_cut_and_may_come_back(office):
    stream = stream_of(office.anna)
    messages = [Message("changed", {"kind": "deal", "id": n, "version": 1}) for n in range(MOST_WAITING + 10)]

    got = delivered(office.anna, stream, messages={office.anna.pk: messages})

    assert got[-2:] != [None, None]
    assert None in got
    assert len(got) <= MOST_WAITING + 3


def test_unread_notices_are_counted_for_all_in_one_query(office, working, django_assert_num_queries):
    office.crane.change("changed", by=office.house, co_owner=office.boris)
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()

    with django_assert_num_queries(1):
        counts = unread([office.anna.pk, office.boris.pk, office.zoe.pk])

    assert counts[office.anna.pk] == Notification.objects.unread_of(office.anna)
    assert office.zoe.pk not in counts


def test_who_joined_after_the_look_is_left_alone(office):
    hub, stream = Hub(), stream_of(office.anna)
    hub.streams.add(stream)

    hub.deliver(Look())

    assert stream.is_open
