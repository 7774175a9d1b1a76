"""Leads as people meet them: the list, the form, the page and its panels."""

from datetime import timedelta

import pytest

from accord.leads.models import Lead, Status


def new(client, **given):
    key = client.get("/leads/new/").context["form"].initial["key"]
    return client.post("/leads/new/", {"key": key, "takes_mailings": "on", **given})


@pytest.mark.covers("CK-030", "DC-140")
def test_the_menu_leads_to_the_leads_of_whom_little_is_known(office, client):
    client.force_login(office.anna)
    new(client, subject="Lights for a terminal", first_name="Mira", company_name="Baltic Terminals")

    home = client.get("/").content.decode()
    page = client.get("/leads/").content.decode()

    lead = Lead.objects.get()
    assert 'href="/leads/"' in home
    assert "Lights for a terminal" in page
    assert (lead.company, lead.contact, lead.company_name) == (None, None, "Baltic Terminals")


@pytest.mark.covers("CK-087")
def test_a_lead_keeps_every_field_of_both_systems(office, client):
    given = {
        "subject": "Lights", "purpose": "partnership", "first_name": "Mira", "middle_name": "Eva", "last_name": "Holt",
        "position": "Buyer", "division": "Purchasing", "email": "mira@baltic.example", "phone": "+48 58 555 0101",
        "mobile": "+48 600 100 200", "other_phone": "+48 58 555 0102", "second_email": "mh@home.example",
        "messengers": "Telegram @mira", "company_name": "Baltic Terminals", "website": "baltic.example",
        "company_phone": "+48 58 555 0100", "company_email": "info@baltic.example", "company_address": "Quay 4",
        "number_of_users": "20 to 30", "description": "Met at the fair", "country": "PL", "region": "Pomerania",
        "district": "Port", "city": "Gdynia", "address": "Home 5", "sex": "F", "born_on": "1990-05-04",
        "last_contact_on": "2026-11-02", "site_email": "form@site.example", "site_page": "https://site.example/price",
        "google_id": "GA1.2", "yandex_id": "1655", "letter": "Dear all", "currency": "EUR", "vip": "on",
    }  # fmt: skip
    links = {"company": office.acme.pk, "contact": office.rudi.pk, "contacts": [office.rudi.pk]}
    client.force_login(office.anna)

    answer = new(client, **given, **links, amount="25,000")

    assert answer.status_code == 302, answer.context["form"].errors
    lead = Lead.objects.get()
    kept = {name: str(getattr(lead, name)) for name in given if name != "vip"}
    assert kept == {name: value for name, value in given.items() if name != "vip"}
    assert (lead.vip, lead.takes_mailings, str(lead.money)) == (True, True, "25000.00 EUR")
    assert (lead.company, lead.contact, list(lead.contacts.all())) == (office.acme, office.rudi, [office.rudi])
    assert (lead.owner, lead.status) == (office.anna, Status.NEW)
    assert lead.received_at - lead.created_at < timedelta(seconds=1)


@pytest.mark.covers("CK-093")
def test_a_lead_without_subject_person_and_company_is_not_made(office, client):
    client.force_login(office.anna)

    answer = new(client, email="somebody@nowhere.example")

    assert answer.status_code == 422
    assert "Say what it is about, or who it is." in answer.content.decode()
    assert not Lead.objects.exists()


@pytest.mark.covers("CK-090")
def test_the_list_has_its_columns_newest_first(office, client):
    office.mira.change("edited", by=office.house, number_of_users="20", letter="Dear all")
    office.lead("Newest")
    client.force_login(office.anna)

    page = client.get("/leads/").content.decode()

    headings = ("Number", "Status", "Stage", "Received", "Owner", "Number of users", "Company", "Contact", "E-mail",
                "Phone", "Source", "Category")  # fmt: skip
    assert [heading for heading in headings if heading not in page] == []
    assert all(text in page for text in ("Mira Holt", "mira@baltic.example", "+48 58 555 0101", "Unprocessed"))
    assert page.index("Newest") < page.index("Terminal lighting")


@pytest.mark.covers("CK-092", "CK-091")
def test_plus_in_the_list_and_in_the_header_make_a_lead(office, client):
    client.force_login(office.anna)

    listed = client.get("/leads/").content.decode()
    home = client.get("/").content.decode()
    answer = new(client, subject="Quick one")

    assert 'href="/leads/new/"' in listed
    assert 'href="/leads/new/"' in home
    assert answer.url == Lead.objects.get().get_absolute_url()


@pytest.mark.covers("CK-094")
def test_a_lead_is_opened_from_the_list_and_gets_contacts_and_more(office, client):
    lead = office.mira
    client.force_login(office.anna)
    assert f'href="{lead.get_absolute_url()}"' in client.get("/leads/").content.decode()

    form = client.get(f"/leads/{lead.pk}/edit/").context["form"]
    given = {name: value for name, value in form.initial.items() if value not in (None, "") and name in form.fields}
    answer = client.post(
        f"/leads/{lead.pk}/edit/", given | {"contacts": [office.rudi.pk], "description": "Wants LED", "tags": []}
    )
    page = client.get(lead.get_absolute_url()).content.decode()

    assert answer.status_code == 302, answer.context["form"].errors
    assert "Rudi Hakimi" in page
    assert "Wants LED" in page


@pytest.mark.covers("CK-163")
def test_the_bar_shows_the_statuses_in_their_stages(office, client):
    office.mira.move_to(Status.INTEREST, by=office.anna.acting())
    client.force_login(office.anna)

    page = client.get(office.mira.get_absolute_url()).content.decode()

    for name in ("Unprocessed", "Qualification", "Completed", "Pause", "Disqualification"):
        assert name in page
    groups = {str(part.stage.name): [state for _status, state in part.ticks] for part in office.mira.stage_bar()}
    assert groups["Unprocessed"] == ["done"]
    assert groups["Qualification"] == ["done", "now"]
    assert 'aria-label="Interest, current status"' in page


@pytest.mark.covers("CK-169")
def test_the_marketing_panel_shows_where_the_lead_came_from(office, client):
    office.mira.change("edited", by=office.house, site_page="https://site.example/price", letter="Dear <all>")
    client.force_login(office.anna)

    page = client.get(office.mira.get_absolute_url()).content.decode()

    assert "https://site.example/price" in page
    assert "Dear &lt;all&gt;" in page
    assert "Marketing" in page


@pytest.mark.covers("CK-105")
def test_the_kind_of_request_is_chosen_and_filtered_by(office, client):
    client.force_login(office.anna)
    new(client, subject="A course", purpose="education")
    office.lead("A sale", purpose="deal")

    page = client.get("/leads/?purpose=education").content.decode()

    assert "A course" in page
    assert "A sale" not in page


def test_the_main_contact_comes_first_then_those_of_the_company(office, client):
    company, chief = office.acme, office.contact("Aaron", "Chief", company=office.acme, main=True)
    assert office.rudi.company == company
    lead = office.lead("Two known people", company=company)
    client.force_login(office.anna)

    of_company = client.get(lead.get_absolute_url()).content.decode()
    lead.change("edited", by=office.house, contact=office.rudi, contacts=[chief.pk])
    own = client.get(lead.get_absolute_url()).content.decode()

    assert of_company.index("Aaron Chief") < of_company.index("Rudi Hakimi")
    people = own[own.index("lines__item") :]
    assert people.index("Rudi Hakimi") < people.index("Aaron Chief")


@pytest.mark.parametrize("place", ["acme", "rudi"])
def test_companies_and_contacts_show_their_leads(office, client, place):
    record = getattr(office, place)
    office.lead("For them", **{record.kind: record}, **({"company": office.acme} if place == "rudi" else {}))
    client.force_login(office.anna)

    page = client.get(f"{record.get_absolute_url()}?tab=leads").content.decode()

    assert "For them" in page
