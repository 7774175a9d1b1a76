"""Requests and leads: a lead is recognised, linked, or made by itself when a deal needs somebody."""

import pytest

from accord.contacts.models import Contact
from accord.history.models import kinds
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead, Status

Deal = kinds()["deal"]
"""It lies above and is known here by its kind."""


def again(inquiry):
    return Inquiry.objects.get(pk=inquiry.pk)


def test_a_lead_is_recognised_by_its_mail_and_shown_with_the_reason(office, client):
    assert office.mira
    inquiry = office.inquiry("More lights", first_name="Mira", last_name="Holt", email="MIRA@baltic.example")
    client.force_login(office.anna)

    page = client.get(f"/requests/{inquiry.pk}/").content.decode()

    assert again(inquiry).lead == office.mira
    assert "Same e-mail" in page
    assert office.mira.get_absolute_url() in page


def test_a_contact_goes_before_a_lead(office):
    assert office.mira
    contact = office.contact("Mira", "Holt", email="mira@baltic.example")

    inquiry = office.inquiry("More lights", first_name="Mira", last_name="Holt", email="mira@baltic.example")

    assert (again(inquiry).contact, again(inquiry).lead) == (contact, None)


def test_a_lead_is_linked_by_hand_and_fills_in_what_is_empty(office, client):
    inquiry = office.inquiry("A call", email="")
    client.force_login(office.olga)

    client.post(f"/requests/{inquiry.pk}/link/lead/{office.mira.pk}/")

    assert (again(inquiry).lead, again(inquiry).company_name) == (office.mira, "Baltic Terminals")


def test_a_request_is_from_a_lead_or_from_a_client(office):
    with pytest.raises(RuleBroken, match="from a lead, or from a contact"):
        office.web_request.change("edited", by=office.house, lead=office.mira, company=office.acme)


@pytest.mark.covers("DC-092", "DC-095")
def test_a_deal_of_a_request_without_a_link_makes_a_lead_and_ends_pending(office, client):
    inquiry = office.inquiry("Rings", email="karl@unknown.example", last_name="Klein", company_name="Klein KG")
    client.force_login(office.anna)

    client.post(f"/deals/from-request/{inquiry.pk}/")

    lead = Lead.objects.get()
    assert again(inquiry).is_processed
    assert (again(inquiry).lead, Deal.objects.get().lead) == (lead, lead)
    said = (lead.subject, str(lead.name), lead.email, lead.company_name, lead.status, lead.owner)
    assert said == ("Rings", "Karl Klein", "karl@unknown.example", "Klein KG", Status.INTEREST, office.anna)
    assert lead.made_by_itself


@pytest.mark.covers("DC-092")
def test_of_a_known_company_a_contact_is_made(office, client):
    inquiry = office.inquiry("Rings", last_name="Klein", company=office.acme)
    client.force_login(office.anna)

    client.post(f"/deals/from-request/{inquiry.pk}/")

    contact = Contact.objects.get()
    assert (contact.company, again(inquiry).contact, Deal.objects.get().contact) == (office.acme, contact, contact)
    assert not Lead.objects.exists()
