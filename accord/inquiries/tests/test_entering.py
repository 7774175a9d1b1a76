"""A request with everything that one can say of it, and who works on it."""

import re

import pytest

from accord.history.models import kinds
from accord.inquiries.models import Inquiry

Deal = kinds()["deal"]
"""It lies above and is known here by its kind."""


@pytest.fixture
def filled(office) -> dict[str, str]:
    return {
        "key": "once",
        "subject": "Brakes for two cranes",
        "description": "Wir brauchen zwei Bremsen.",
        "translation": "We need two brakes.",
        "remark": "<p>Asked twice by phone.</p>",
        "products": "Service brake\nHand brake",
        "received_on": "2026-11-20",
        "first_name": "Rudi",
        "middle_name": "Karl",
        "last_name": "Hakimi",
        "email": "rudi@acme.example",
        "phone": "+49 40 123456",
        "company_name": "Acme Harbour",
        "website": "acme.example",
        "country": "DE",
        "city": "Hamburg",
        "owner": str(office.anna.pk),
        "co_owner": str(office.boris.pk),
        "department": str(office.north.pk),
    }


@pytest.mark.covers("DC-072")
def test_everything_that_the_form_asks_for_is_on_the_page_of_the_request(office, client, filled):
    client.force_login(office.olga)

    answer = client.post("/requests/new/", filled, follow=True)

    page = answer.content.decode()
    asked = Inquiry.objects.get()
    assert answer.redirect_chain[0][0] == asked.get_absolute_url()
    shown = (
        "Brakes for two cranes", "Wir brauchen zwei Bremsen.", "We need two brakes.", "Asked twice by phone.",
        "Service brake", "Hand brake", "Rudi Karl Hakimi", "rudi@acme.example", "+49 40 123456", "Acme Harbour",
        "acme.example", "Germany", "Hamburg", "Anna Lindqvist", asked.ticket,
    )  # fmt: skip
    assert [words for words in shown if words not in page] == []


@pytest.mark.covers("DC-072")
def test_the_remark_of_a_request_describes_its_deal(office, client, filled):
    client.force_login(office.olga)
    client.post("/requests/new/", filled)

    client.post(f"/deals/from-request/{Inquiry.objects.get().pk}/")

    assert "Asked twice by phone." in client.get(Deal.objects.get().get_absolute_url()).content.decode()


@pytest.mark.covers("DC-079")
def test_each_request_has_a_ticket_of_its_own_that_its_deal_inherits(office, client, filled):
    client.force_login(office.olga)
    for number in range(3):
        client.post("/requests/new/", {**filled, "key": f"k{number}", "subject": f"Brakes {number}"})
    first = Inquiry.objects.order_by("pk")[0]
    pages = [client.get(asked.get_absolute_url()).content.decode() for asked in Inquiry.objects.all()]
    tickets = {re.search(r'class="ticket" value="([A-Za-z0-9_-]{11})"', page)[1] for page in pages}

    client.post(f"/deals/from-request/{first.pk}/")

    assert len(tickets) == 3
    assert first.ticket in client.get(Deal.objects.get().get_absolute_url()).content.decode()
    assert client.get("/requests/", {"q": f"ticket:{first.ticket}"})["Location"] == first.get_absolute_url()


@pytest.mark.covers("DC-100")
def test_the_page_says_how_often_this_customer_has_asked_and_leads_to_it(office, client):
    first = office.inquiry("Brakes", company=office.acme)
    office.inquiry("Stranger's")
    client.force_login(office.olga)
    alone = client.get(first.get_absolute_url()).content.decode()
    first.mark_irrelevant(by=office.olga.acting())
    office.inquiry("Winches", company=office.acme)
    office.inquiry("Secret", company=office.acme, department=office.south)

    page = client.get(first.get_absolute_url()).content.decode()
    link = re.search(r'href="(/requests/\?company=\d+)"', page)[1]
    listed = client.get(link).content.decode()

    assert "of this customer" not in alone
    assert "2 requests of this customer" in page
    assert "Brakes" in listed
    assert "Winches" in listed
    assert "Stranger" not in listed
    assert "Secret" not in listed


@pytest.mark.covers("DC-104")
def test_a_co_owner_works_on_a_request_like_its_owner(office, client, filled):
    client.force_login(office.olga)
    client.post("/requests/new/", filled)
    asked = Inquiry.objects.get()
    client.force_login(office.boris)

    listed = client.get("/requests/").content.decode()
    answer = client.post(f"/requests/{asked.pk}/irrelevant/")

    assert "Brakes for two cranes" in listed
    assert answer.status_code == 302
    assert Inquiry.objects.get().status == "irrelevant"


@pytest.mark.covers("DC-090", "DC-104")
def test_owner_and_co_owner_are_chosen_among_those_who_sell_in_the_department(office, client, filled):
    client.force_login(office.olga)

    form = client.get("/requests/new/").context["form"]
    offered = {str(person) for person in form.fields["owner"].queryset}
    refused = client.post("/requests/new/", {**filled, "owner": office.zoe.pk})
    moved = client.post("/requests/new/", {**filled, "co_owner": office.sven.pk})

    assert offered == {"Anna Lindqvist", "Boris Petrov", "Hanna Weiss", "Olga Novak"}
    assert {str(person) for person in form.fields["co_owner"].queryset} == offered
    assert "owner" in refused.context["form"].errors
    assert "co_owner" in moved.context["form"].errors
    assert not Inquiry.objects.exists()
