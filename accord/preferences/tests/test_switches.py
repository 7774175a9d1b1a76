from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accord.history.models import Actor
from accord.kit.errors import NotAllowed, RuleBroken
from accord.preferences import switches
from accord.preferences.models import Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return Actor.house()


def test_a_switch_that_nobody_touched_is_at_its_default():
    assert switches.load() == switches.Switches()
    assert switches.load().own_deals_only is False


def test_every_default_passes_its_own_check():
    for name, check in switches.CHECKS.items():
        assert check(switches.DEFAULTS[name]) == switches.DEFAULTS[name]


def test_setting_a_switch_is_told_in_history(house):
    switches.change({"company_name": "Northwind Cranes"}, by=house)
    switches.change({"company_name": "Northwind"}, by=Actor.house())

    assert switches.load().company_name == "Northwind"
    row = Preference.objects.get()
    assert [event.verb for event in row.events] == ["switched", "switched"]
    assert row.events.last().before == {"value": "Northwind Cranes"}


def test_taking_back_a_switch_brings_the_default_back(house):
    switches.change({"own_deals_only": True}, by=house)
    row = Preference.objects.get()

    row.events.get().change_set.undo(by=Actor.house())

    assert switches.is_on("own_deals_only") is False


def test_a_switch_that_was_taken_back_can_be_set_again(house):
    switches.change({"own_deals_only": True}, by=house)
    Preference.objects.get().events.get().change_set.undo(by=Actor.house())

    switches.change({"own_deals_only": True}, by=Actor.house())

    assert switches.is_on("own_deals_only") is True


def test_setting_what_is_set_writes_nothing(house):
    switches.change({"own_deals_only": True}, by=house)
    switches.change({"own_deals_only": True}, by=Actor.house())

    assert Preference.objects.get().events.count() == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("reporting_currency", "XYW"),
        ("language", "tlh"),
        ("own_deals_only", "yes"),
        ("company_name", "a\x00b"),
        ("company_name", "x" * 201),
        ("country", "Germany"),
        ("largest_file", 0),
        ("largest_file", True),
        ("no_such_switch", 1),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(house, key, value):
    with pytest.raises(RuleBroken) as refused:
        switches.change({key: value}, by=house)

    assert str(refused.value)
    assert not Preference.objects.exists()


def test_one_query_serves_a_whole_request():
    request = RequestFactory().get("/")

    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            switches.load(request)
        switches.is_on("demo", request)

    assert len(queries) == 1


def test_a_row_that_no_switch_or_check_knows_any_more_counts_as_not_set(house):
    Preference.objects.add(by=house, name="forgotten", value=1)
    Preference.objects.add(by=house, name="time_zone", value="Mars/Olympus")

    assert switches.load() == switches.Switches()


def test_today_is_the_companys(house, time_machine):
    time_machine.move_to("2026-11-23T22:00:00Z")
    switches.change({"time_zone": "Pacific/Kiritimati"}, by=house)

    assert switches.load().today() == date(2026, 11, 24)


def test_several_switches_are_set_together_or_not_at_all(house):
    with pytest.raises(RuleBroken) as refused:
        switches.change({"company_name": "Northwind", "state_currency": "XYW", "time_zone": "Mars/Olympus"}, by=house)

    assert set(refused.value.fields) == {"state_currency", "time_zone"}
    assert switches.load().company_name == "Accord"


def test_who_does_not_administer_switches_nothing(office):
    with pytest.raises(NotAllowed):
        switches.change({"own_deals_only": True}, by=office.anna.acting())

    switches.change({"own_deals_only": True}, by=office.ada.acting())
    assert switches.is_on("own_deals_only")
