"""A notice is put together when it is read, with the rights of that moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.notifications.models import Notification


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def page(client):
    return client.get("/notifications/").content.decode()


def test_the_list_says_who_did_what_to_which_record(office, anna, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()

    shown = page(anna)

    assert "Harbour crane retrofit" in shown
    assert "Dora Castellan changed this" in shown


def test_becoming_the_owner_is_said_as_such(office, client, working):
    office.crane.hand_over(office.boris, by=office.dora.acting())
    working()
    client.force_login(office.boris)

    assert "Dora Castellan made you the owner" in page(client)


@pytest.mark.covers("DC-093")
def test_the_sales_manager_is_told_of_a_deal_made_for_them(office, client, working):
    deal = office.deal("Quay winch", owner=office.dora)
    model = type(deal)
    model.objects.add(
        by=office.dora.acting(), name="Dry dock", owner=office.boris, pipeline=deal.pipeline, stage=deal.stage
    )
    working()
    client.force_login(office.boris)

    shown = page(client)

    assert "Dry dock" in shown
    assert "Dora Castellan added this for you" in shown
    assert "Quay winch" not in shown


@pytest.mark.covers("DC-103")
@pytest.mark.parametrize("who", ["boris", "hanna"])
def test_owner_and_co_owner_are_told_of_a_request(office, client, working, who):
    office.inquiry("Winch for the quay", owner=office.boris, co_owner=office.hanna)
    working()
    client.force_login(getattr(office, who))

    assert "Winch for the quay" in page(client)


def test_a_type_says_its_own_verbs_in_its_own_words(office, anna, working, monkeypatch):
    monkeypatch.setattr("accord.notifications.sentences.OWN", {"deal": {"shelved": "{who} put it on the shelf"}})
    office.crane.change("shelved", by=office.dora.acting(), next_step="Wait")
    working()

    assert "Dora Castellan put it on the shelf" in page(anna)


def test_who_can_no_longer_see_the_record_reads_neither_name_nor_deed(office, anna, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()
    office.crane.change("changed", by=office.house, owner=office.zoe, department=office.south)

    shown = page(anna)

    assert "Harbour crane" not in shown
    assert "A record you can no longer see" in shown


def test_the_list_costs_the_same_with_many_notices(office, anna, working):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            shown = page(anna)
        return len(asked), shown.count("notices__button")

    office.crane.change("changed", by=office.dora.acting(), next_step="Call 0")
    working()
    queries()
    few, one = queries()
    for number in range(30):
        office.crane.change("changed", by=office.dora.acting(), next_step=f"Call {number + 1}")
    working()
    many, all_of_them = queries()

    assert (one, all_of_them) == (1, 31)
    assert many == few


def test_opening_a_notice_reads_it_and_goes_to_the_record(office, anna, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()
    notice = Notification.objects.get(person=office.anna)

    answer = anna.post(f"/notifications/{notice.pk}/open/")

    assert answer.headers["Location"] == office.crane.get_absolute_url()
    assert Notification.objects.unread_of(office.anna) == 0


def test_reading_changes_nothing(office, anna, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()

    page(anna)

    assert Notification.objects.unread_of(office.anna) == 1


def test_all_are_marked_read_at_once_and_only_ones_own(office, anna, working):
    office.crane.change("changed", by=office.dora.acting(), co_owner=office.boris)
    working()

    anna.post("/notifications/read/")

    assert Notification.objects.unread_of(office.anna) == 0
    assert Notification.objects.unread_of(office.boris) > 0


def test_nobody_opens_the_notice_of_another(office, client, working):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call")
    working()
    notice = Notification.objects.get(person=office.anna)
    client.force_login(office.boris)

    assert client.post(f"/notifications/{notice.pk}/open/").status_code == 404
    assert Notification.objects.unread_of(office.anna) == 1


def test_the_list_goes_on_from_its_last_notice(office, anna, working):
    for number in range(55):
        office.crane.change("changed", by=office.dora.acting(), next_step=f"Call {number}")
    working()
    last = Notification.objects.filter(person=office.anna).newest_first()[49].pk

    rest = anna.get("/notifications/", {"before": last}).content.decode()

    assert f"?before={last}" in page(anna)
    assert rest.count("notices__button") == 5


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_a_made_up_place_in_the_list_breaks_nothing(anna, before):
    assert anna.get("/notifications/", {"before": before}).status_code == 200
