"""The log: what was deleted, for administrators, with filter and search."""

import pytest

from accord.history.models import Event
from accord.history.models.purging import purge


@pytest.fixture
def ada(office, client):
    client.force_login(office.ada)
    return client


@pytest.mark.covers("DC-062")
def test_what_was_deleted_is_found_by_name_number_type_person_and_day(office, ada):
    office.pumps.discard(by=office.zoe.acting())
    office.crane.discard(by=office.anna.acting())
    day = Event.objects.filter(verb="deleted").latest("pk").at.date().isoformat()

    asked = {
        "q=pump": True,
        "q=crane": False,
        f"q=ID {office.pumps.pk}&kind=deal": True,
        "kind=company": False,
        f"who={office.zoe.pk}": True,
        f"who={office.anna.pk}": False,
        f"since={day}&until={day}": True,
        "until=2020-01-01": False,
        "what=restored": False,
    }

    for query, found in asked.items():
        assert ("Pump station" in ada.get(f"/settings/log/?{query}").text) is found, query


@pytest.mark.covers("DC-062")
def test_what_is_gone_for_good_is_still_told_with_its_last_state(office, ada):
    deal = office.deal("Old lighthouse", product="Lamps")
    deal.discard(by=office.anna.acting())
    purge(type(deal).objects.filter(pk=deal.pk), by=office.house)

    page = ada.get("/settings/log/?q=lighthouse").text

    assert "deleted this for good" in page
    assert "Old lighthouse" in page
    assert "Lamps" in page


@pytest.mark.parametrize("who", ["anna", "dora", "erik", "olga", "sven"])
def test_nobody_else_learns_that_there_is_a_log(office, client, who):
    client.force_login(getattr(office, who))

    assert client.get("/settings/log/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["since=9999-12-31", "until=0001-01-01", "who=x", "what=x", "kind=\x00", "before=9999999999999999999999", "q=%00"],
)
def test_nonsense_in_the_address_breaks_nothing(office, ada, query):
    office.crane.discard(by=office.anna.acting())

    assert ada.get(f"/settings/log/?{query}").status_code == 200
    assert ada.get(f"/trash/?{query}").status_code == 200


def test_the_log_costs_the_same_for_many_events(office, ada, django_assert_max_num_queries):
    for number in range(30):
        office.deal(f"Deal {number}", company=office.acme).discard(by=office.anna.acting())

    with django_assert_max_num_queries(16):
        page = ada.get("/settings/log/").text

    assert "Deal 29" in page
