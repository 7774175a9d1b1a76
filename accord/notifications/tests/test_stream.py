"""The event stream as a browser meets it: a real server, a real connection."""

import http.client
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accord.history.models import Actor
from tests.office import Office

WITHIN = 4.0


@dataclass
class Heard:
    name: str
    data: dict = field(default_factory=dict)
    id: str = ""
    after: float = 0.0


class Tab:
    """One open tab: reads server-sent events until a time is over or the stream ends."""

    def __init__(self, url, person=None, path="/live/", **headers):
        place = urlsplit(url)
        self.client = Client()
        if person:
            self.client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            headers["Cookie"] = (
                f"{settings.SESSION_COOKIE_NAME}={self.client.cookies[settings.SESSION_COOKIE_NAME].value}"
            )
        self.line = http.client.HTTPConnection(place.hostname, place.port, timeout=WITHIN)
        self.line.request("GET", path, headers=headers)
        self.answer = self.line.getresponse()
        self.last = ""
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.line.close()

    def wait(self, name, within=WITHIN, **data):
        """The next event of this name with this in its data; None when the time is over or the stream ends."""
        started = time.monotonic()
        while time.monotonic() - started < within and (heard := self.hear()) is not None:
            if heard.name == name and data.items() <= heard.data.items():
                heard.after = time.monotonic() - started
                return heard
        return None

    def hear(self):
        heard = Heard("")
        while not self.ended:
            try:
                text = self.answer.readline().decode()
            except TimeoutError:
                return None
            if not text:
                self.ended = True
                return None
            key, _colon, value = text.rstrip("\n").partition(": ")
            if not key and (heard.name or heard.id):
                return heard
            if key == "event":
                heard.name = value
            elif key == "id":
                heard.id = self.last = value
            elif key == "data":
                heard.data = json.loads(value)
        return None


@pytest.fixture
def office(live):
    return Office()


@pytest.fixture
def tab(live):
    tabs = []

    def open_tab(person, **headers):
        tabs.append(Tab(live.url, person, **headers))
        assert tabs[-1].wait("notice") is not None, "The stream did not begin."
        return tabs[-1]

    yield open_tab
    for each in tabs:
        each.line.close()


def test_what_others_change_arrives_within_a_second(office, tab):
    crane = office.crane
    stream = tab(office.boris)

    crane.change("changed", by=office.anna.acting(), next_step="Call")

    heard = stream.wait("changed", kind="deal", id=crane.pk)
    assert heard.data["version"] == crane.version
    assert heard.after < 1.0


def test_the_stream_is_not_kept_or_held_back_by_anything_on_the_way(office, tab):
    headers = tab(office.boris).answer.headers

    assert headers["Content-Type"] == "text/event-stream"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Cache-Control"] == "no-store"


def test_what_one_may_not_see_does_not_arrive(office, tab):
    crane, pumps = office.crane, office.pumps
    stream = tab(office.zoe)

    crane.change("changed", by=office.anna.acting(), next_step="Call")
    pumps.change("changed", by=office.dora.acting(), next_step="Call")

    assert stream.wait("changed").data == {"kind": "deal", "id": pumps.pk, "version": pumps.version}


def test_nothing_is_lost_while_the_tab_was_hidden(office, tab, live):
    crane = office.crane
    hidden = tab(office.boris)
    last = hidden.last
    hidden.line.close()
    crane.change("changed", by=office.anna.acting(), next_step="While you were away")

    back = Tab(live.url, office.boris, **{"Last-Event-ID": last})

    with back:
        assert back.wait("changed", kind="deal", id=crane.pk).data["version"] == crane.version


def test_what_happened_while_the_page_was_on_its_way_is_told(office, live):
    crane = office.crane
    crane.change("changed", by=office.anna.acting(), next_step="Just now")

    with (
        Tab(live.url, office.boris, path=f"/live/?at={int(time.time())}") as page,
        Tab(live.url, office.boris) as other,
    ):
        assert page.wait("changed", kind="deal", id=crane.pk).data["version"] == crane.version
        assert other.wait("notice") is not None
        crane.change("changed", by=office.anna.acting(), next_step="And now")
        assert other.wait("changed", kind="deal", id=crane.pk).data["version"] == crane.version


@pytest.mark.parametrize("made", ["x", "-5", "9" * 40, "0"])
def test_a_made_up_moment_breaks_nothing(office, live, made):
    with Tab(live.url, office.boris, path=f"/live/?at={made}") as stream:
        assert stream.wait("notice") is not None


def test_the_counter_arrives_once_somebody_is_told(office, tab, working):
    crane = office.crane
    stream = tab(office.anna)
    crane.change("changed", by=office.dora.acting(), next_step="Call")

    working(crane.events.last().change_set)

    assert stream.wait("notice", unread=1) is not None


def test_a_closed_account_is_cut_at_once(office, tab):
    stream = tab(office.boris)

    office.boris.deactivate(by=Actor.house())

    assert stream.wait("never") is None
    assert stream.ended


def test_signing_out_elsewhere_cuts_the_stream(office, tab):
    stream = tab(office.boris)

    office.boris.end_sessions()

    assert stream.wait("never") is None
    assert stream.ended


def test_a_lost_role_cuts_the_stream(office, tab):
    stream = tab(office.boris)

    office.boris.memberships.get().discard(by=Actor.house())

    assert stream.wait("never") is None
    assert stream.ended


def test_nobody_listens_without_signing_in(live):
    with Tab(live.url) as stranger:
        assert stranger.answer.status == 403


@pytest.mark.parametrize("last", ["x", "-5", "9" * 40, str(2**62)])
def test_a_made_up_last_event_breaks_nothing(office, live, last):
    with Tab(live.url, office.boris, **{"Last-Event-ID": last}) as stream:
        assert stream.wait("notice") is not None


def test_fifty_tabs_all_hear_of_it(office, tab):
    crane = office.crane
    tabs = [tab(office.boris) for _number in range(50)]

    crane.change("changed", by=office.anna.acting(), next_step="Call")

    assert [each.wait("changed", kind="deal", id=crane.pk) is not None for each in tabs] == [True] * 50


def test_open_tabs_hold_no_connection_to_the_database(office, tab, live):
    for _number in range(50):
        tab(office.boris)
    time.sleep(0.5)

    assert connections_of(live) < 20


def connections_of(live):
    """How many the server holds: sessions on PostgreSQL, open descriptors of the file on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return cursor.fetchone()[0]
    name = str(connection.settings_dict["NAME"])
    return sum(os.path.realpath(fd) == os.path.realpath(name) for fd in Path(f"/proc/{live.process.pid}/fd").iterdir())
