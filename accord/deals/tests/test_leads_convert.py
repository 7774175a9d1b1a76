"""Conversion: existing clients are found first, everything goes along, one undo takes it all back."""

import pytest

from accord.contacts.models import Company, Contact
from accord.history.models import kinds
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead, Status
from accord.preferences import switches

Deal, Inquiry = kinds()["deal"], kinds()["inquiry"]
"""They lie above and are known here by their kind."""

COUNTED = (Company, Contact, Deal)


def again(record):
    return type(record).objects.get(pk=record.pk)


def counts():
    return [model.objects.live().count() for model in COUNTED]


@pytest.mark.covers("DC-142")
def test_a_lead_is_converted_into_a_company_and_a_contact(office, client):
    office.mira.change(
        "edited", by=office.house, position="Buyer", middle_name="Eva", vip=True, website="baltic.example"
    )
    client.force_login(office.anna)

    answer = client.post(f"/leads/{office.mira.pk}/convert/", {})

    lead = again(office.mira)
    assert answer.status_code == 302
    assert (lead.status, lead.company.name, lead.company.website) == (
        Status.CONVERTED,
        "Baltic Terminals",
        "baltic.example",
    )
    contact = lead.contact
    assert (contact.company, contact.owner, contact.position, contact.vip) == (lead.company, office.anna, "Buyer", True)
    assert (str(contact.name), contact.email) == ("Mira Eva Holt", "mira@baltic.example")


@pytest.mark.covers("DC-143")
def test_the_company_and_the_contact_that_exist_are_taken(office, client):
    company = office.company("Baltic Terminals", country="PL")
    contact = office.contact("Mira", "Holt", company=company, phone="+48 58 555 01 01")
    client.force_login(office.anna)
    lead = office.mira

    client.post(f"/leads/{lead.pk}/convert/", {})

    assert (again(lead).company, again(lead).contact) == (company, contact)
    assert counts() == [1, 1, 0]


def test_where_several_companies_could_be_meant_somebody_chooses(office, client):
    first = office.company("Baltic Terminals", country="PL")
    office.company("Baltic Terminals", country="")
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/convert/"

    asked = client.post(url, {})
    client.post(url, {"company": first.pk})

    assert asked.status_code == 422
    assert "Several could be meant." in asked.content.decode()
    assert again(office.mira).company == first


def test_the_mail_domain_tells_companies_of_one_name_apart(office):
    office.company("Baltic Terminals", country="PL")
    ours = office.company("Baltic Terminals", country="", email="info@baltic.example")

    assert office.mira.find_company(office.anna.acting()) == ours


@pytest.mark.covers("DC-145")
def test_requests_and_deals_follow_the_lead_and_its_address_leads_on(office, client):
    lead = office.mira
    lead.change("edited", by=office.house, watchers=[office.boris.pk])
    asked = office.inquiry("More lights", lead=lead)
    deal = office.deal("Lights", lead=lead)
    client.force_login(office.anna)

    client.post(f"/leads/{lead.pk}/convert/", {})
    answer = client.get(lead.get_absolute_url())

    contact = again(lead).contact
    assert (again(asked).contact, again(asked).company, again(asked).lead) == (contact, contact.company, None)
    assert (again(deal).contact, again(deal).company) == (contact, contact.company)
    assert contact.facets["watchers"].read(contact) == [office.boris.pk]
    assert answer.headers["Location"] == contact.get_absolute_url()
    assert "Terminal lighting" in client.get(f"{lead.get_absolute_url()}?here=1").content.decode()


def test_a_conversion_is_taken_back_as_a_whole(office, client):
    lead = office.mira
    asked = office.inquiry("More lights", lead=lead)
    client.force_login(office.anna)
    client.post(f"/leads/{lead.pk}/convert/", {})
    change_set = lead.events.last().change_set

    client.post(f"/undo/{change_set.pk}/")

    assert (again(lead).status, again(lead).company, again(lead).contact) == (Status.NEW, None, None)
    assert again(asked).lead == lead
    assert counts() == [0, 0, 0]
    assert client.get(lead.get_absolute_url()).status_code == 200


@pytest.mark.covers("DC-144")
def test_administrators_say_what_a_conversion_needs(office, client):
    lead = office.lead("Half known", first_name="Karl", company_name="Karl & Co.")
    client.force_login(office.anna)
    url = f"/leads/{lead.pk}/convert/"

    refused = client.post(url, {})
    switches.change({"conversion_needs": "first_name"}, by=office.ada.acting())
    client.post(url, {})

    assert refused.status_code == 422
    assert "Before it becomes a client, enter: e-mail." in refused.content.decode()
    assert again(lead).is_converted


def test_a_field_that_no_lead_has_cannot_be_needed(office):
    with pytest.raises(RuleBroken, match="no such field"):
        switches.change({"conversion_needs": "shoe_size"}, by=office.ada.acting())


@pytest.mark.covers("CK-109")
@pytest.mark.parametrize("way", ["to_deal", "move", "drop", "bar"])
def test_no_lead_becomes_a_deal_without_its_company(office, client, way):
    client.force_login(office.anna)
    lead = office.mira
    posts = {
        "to_deal": ("deal", {}),
        "move": ("move", {"status": "converted"}),
        "drop": ("drop", {"to": "converted", "version": 1}),
        "bar": ("status", {"status": "converted"}),
    }
    address, given = posts[way]

    answer = client.post(f"/leads/{lead.pk}/{address}/", given, headers={"HX-Request": "true"})

    assert again(lead).status == Status.NEW
    assert "Company" in answer.content.decode()
    assert counts() == [0, 0, 0]


@pytest.mark.covers("CK-110")
def test_status_deal_opens_a_deal_with_the_data_of_the_lead(office, client):
    values = {"amount": 25000, "currency": "EUR", "number_of_users": "20", "description": "Wants LED"}
    office.mira.change(
        "edited", by=office.house, company=office.acme, contacts=[office.rudi.pk], watchers=[office.boris.pk], **values
    )
    client.force_login(office.anna)

    client.post(f"/leads/{office.mira.pk}/deal/", {"company": office.acme.pk})

    deal = Deal.objects.get(lead=office.mira)
    copied = (deal.name, deal.company, deal.owner, deal.number_of_users, deal.description, str(deal.money))
    assert copied == ("Terminal lighting", office.acme, office.anna, "20", "Wants LED", "25000.00 EUR")
    assert deal.stage.code == "new"
    assert list(deal.contacts.all()) == [office.rudi]
    assert deal.facets["watchers"].read(deal) == [office.boris.pk]
    assert str(deal.contact) == "Mira Holt"


@pytest.mark.covers("CK-111", "CK-127")
def test_lead_and_deal_show_each_other(office, client):
    office.mira.to_deal(by=office.anna.acting(), company=office.acme)
    deal = Deal.objects.get()
    client.force_login(office.anna)

    lead_page = client.get(office.mira.get_absolute_url()).content.decode()
    deal_page = client.get(deal.get_absolute_url()).content.decode()

    assert f'href="{deal.get_absolute_url()}"' in lead_page
    assert f'href="{office.mira.get_absolute_url()}"' in deal_page


@pytest.mark.covers("CK-112")
def test_a_lead_that_comes_back_to_deal_opens_no_second_one(office, client):
    client.force_login(office.anna)
    url = f"/leads/{office.mira.pk}/move/"
    client.post(url, {"status": "converted", "company": office.acme.pk})
    client.post(url, {"status": "interest"})

    client.post(url, {"status": "converted"})
    again_by_button = client.post(f"/deals/from-lead/{office.mira.pk}/")

    assert again(office.mira).is_converted
    assert Deal.objects.count() == 1
    assert again_by_button.status_code == 409


def test_a_converted_lead_gets_its_deal_by_a_button(office, client):
    office.mira.convert(by=office.anna.acting())
    client.force_login(office.anna)
    page = client.get(f"{office.mira.get_absolute_url()}?here=1").content.decode()

    client.post(f"/deals/from-lead/{office.mira.pk}/")

    assert f"/deals/from-lead/{office.mira.pk}/" in page
    assert Deal.objects.get().lead == office.mira


def test_the_company_is_made_on_the_way_to_the_deal(office, client):
    client.force_login(office.anna)

    client.post(f"/leads/{office.mira.pk}/deal/", {"making": "on"})

    assert Deal.objects.get().company.name == "Baltic Terminals"


@pytest.mark.covers("CK-146")
def test_the_deal_shows_the_marketing_data_of_its_lead(office, client):
    office.mira.change("edited", by=office.house, site_page="https://site.example/price", letter="Dear all")
    office.mira.to_deal(by=office.anna.acting(), company=office.acme)
    client.force_login(office.anna)

    page = client.get(Deal.objects.get().get_absolute_url()).content.decode()

    assert "https://site.example/price" in page
    assert "Dear all" in page


@pytest.mark.covers("CK-110")
@pytest.mark.parametrize("way", ["deal", "move", "status"])
def test_whoever_makes_a_deal_of_a_lead_lands_on_it_and_may_take_it_back(office, client, way):
    client.force_login(office.anna)
    lead = office.lead("Port lights", company=office.acme)

    answer = client.post(f"/leads/{lead.pk}/{way}/", {"company": office.acme.pk, "status": "converted"})
    page = client.get(answer["Location"]).text

    deal = Deal.objects.get(lead=lead)
    assert answer["Location"] == deal.get_absolute_url()
    assert f'action="/undo/{deal.events.last().change_set_id}/"' in page
    assert f'href="{deal.get_absolute_url()}"' in client.get(f"{lead.get_absolute_url()}?here").text


def test_moving_to_deal_is_taken_back_with_its_deal(office, client):
    client.force_login(office.anna)
    client.post(f"/leads/{office.mira.pk}/deal/", {"company": office.acme.pk})
    change_set = office.mira.events.last().change_set

    client.post(f"/undo/{change_set.pk}/")

    assert again(office.mira).status == Status.NEW
    assert not Deal.objects.live().exists()


def test_whoever_may_not_add_deals_opens_none_through_a_lead(office, client):
    client.force_login(office.erik)

    assert client.post(f"/leads/{office.mira.pk}/deal/", {"company": office.acme.pk}).status_code == 403
    assert not Deal.objects.exists()


@pytest.mark.parametrize("who", ["anna", "olga", "dora"])
def test_a_lead_of_nobody_is_owned_by_whoever_converts_it(office, client, who):
    client.force_login(getattr(office, who))
    lead = Lead.objects.add(
        by=office.house, subject="Quay", first_name="Jan", email="jan@gdynia.example", company_name="Port Gdynia",
        department=office.north,
    )  # fmt: skip

    answer = client.post(f"/leads/{lead.pk}/convert/", {})

    assert answer.status_code == 302
    assert again(lead).owner == getattr(office, who)
    assert Inquiry.objects.count() == 0
