"""Undo leads to something that is there: to where one was, or to what the lost record was made from."""

from __future__ import annotations

import re

import pytest

from accord.contacts.models import Company, Contact
from accord.deals.models import Deal
from accord.records.tests.test_forms import posted, shown

ORIGIN = "http://testserver"


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def undone(client, answer):
    """Follow an action to its page, press Undo in its toast there, and look where that leads."""
    page = client.get(answer.headers["Location"], follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else answer.headers["Location"]
    assert page.status_code == 200, address
    undo = re.search(r'action="(/undo/\d+/)"', page.text)[1]
    back = client.post(undo, headers={"Referer": f"{ORIGIN}{address}"}).headers["Location"]
    there = client.get(back)
    assert there.status_code == 200
    return back, there.text


@pytest.mark.covers("DC-080")
@pytest.mark.parametrize("making", ["", "1"])
def test_a_deal_taken_back_leads_to_the_request_it_was_made_from(office, anna, making):
    asked = office.inquiry("Spare rings", company_name="Nordkran", country="DE", owner=office.anna)

    back, page = undone(anna, anna.post(f"/deals/from-request/{asked.pk}/", {"making": making}))

    assert back == asked.get_absolute_url()
    assert "Taken back. This is “Spare rings” again, as it was." in page
    assert not Deal.objects.live().exists()
    asked.refresh_from_db()
    assert asked.is_pending


def test_a_deal_taken_back_leads_to_its_lead_and_not_to_the_request_behind_it(office, anna):
    lead = office.lead("Port lights", company=office.acme)
    office.inquiry("More lights", lead=lead, owner=office.anna)

    back, page = undone(anna, anna.post(f"/leads/{lead.pk}/deal/", {"company": office.acme.pk}))

    assert back == lead.get_absolute_url()
    assert "This is “Port lights” again" in page


def test_a_deal_opened_for_a_converted_lead_leads_back_to_that_lead(office, anna):
    lead = office.lead("Port lights", company=office.acme)
    anna.post(f"/leads/{lead.pk}/deal/", {"company": office.acme.pk})
    anna.get("/")  # the toast of that
    Deal.objects.get(lead=lead).discard(by=office.anna.acting())

    back, _page = undone(anna, anna.post(f"/deals/from-lead/{lead.pk}/"))

    assert back.startswith(lead.get_absolute_url())


def test_a_conversion_taken_back_leads_to_the_lead(office, anna):
    back, page = undone(anna, anna.post(f"/leads/{office.mira.pk}/convert/"))

    assert back == office.mira.get_absolute_url()
    assert "This is “Terminal lighting” again" in page
    assert not Contact.objects.live().filter(last_name="Holt").exists()


def test_a_company_made_of_a_lead_and_taken_back_leaves_one_at_the_lead(office, anna):
    back, page = undone(
        anna, anna.post(f"/leads/{office.mira.pk}/company/", {"name": "Baltic Terminals", "country": "PL"})
    )

    assert back.startswith(office.mira.get_absolute_url())
    assert "Taken back." in page
    assert not Company.objects.live().filter(name="Baltic Terminals").exists()


def test_a_merge_taken_back_leaves_one_at_the_company_that_stayed(office, client):
    twin = office.company("Acme Harbor", country="DE")
    client.force_login(office.dora)
    asked = {"into": office.acme.pk, "version": twin.version, "into_version": office.acme.version}

    back, _page = undone(client, client.post(f"{twin.get_absolute_url()}merge/", asked))

    assert back == office.acme.get_absolute_url()
    assert client.get(twin.get_absolute_url()).status_code == 200


def test_a_record_made_by_hand_and_taken_back_leads_to_the_list(office, anna):
    form = shown(anna, "/companies/new/")

    back, page = undone(anna, anna.post("/companies/new/", posted(form, name="Nordlicht AG", country="DE")))

    assert back == "/companies/"
    assert "Taken back." in page


def test_whoever_may_not_see_the_origin_is_led_to_the_list(office, client):
    asked = office.inquiry("Spare rings", company_name="Nordkran", country="DE")
    deal = Deal.objects.open_from(asked, by=office.olga.acting())
    change_set = deal.events.get(version=1).change_set
    asked.change("handed over", by=office.house.consequence(), department=office.south, owner=office.zoe)
    client.force_login(office.olga)

    answer = client.post(f"/undo/{change_set.pk}/", headers={"Referer": f"{ORIGIN}{deal.get_absolute_url()}"})

    assert answer.status_code in {302, 409}
    assert asked.get_absolute_url() not in answer.headers.get("Location", "")
