"""The pages of companies and contacts, as people meet them."""

import pytest

from accord.contacts.models import Company, Contact


def new(client, path, **given):
    key = client.get(f"/{path}/new/").context["form"].initial["key"]
    return client.post(f"/{path}/new/", {"key": key, **given})


@pytest.mark.covers("DC-119", "DC-133", "CK-271")
def test_a_company_is_entered_with_everything_one_knows(office, client):
    client.force_login(office.anna)

    answer = new(
        client,
        "companies",
        name="Hafenbetriebe Nord GmbH & Co. KG",
        other_names="HBN, Hafen Nord",
        country="DE",
        region="Hamburg",
        city="Hamburg",
        email="Post <post@hbn.example>, rechnung@hbn.example",
        phone="+49 40 5550 1100, ext. 12",
        website="hbn.example",
        relation="buyer",
        legal_kind="legal",
        tax_number="DE812944710",
        registration_number="HRB 1234",
        bank_account="DE02120300000000202051",
        employees="1200",
        revenue="1,250,000.50",
        currency="EUR",
        founded_in="1904",
        takes_mailings="on",
    )

    company = Company.objects.get()
    page = client.get(company.get_absolute_url()).content.decode()
    assert answer.status_code == 302
    assert company.emails == ["post@hbn.example", "rechnung@hbn.example"]
    assert (company.owner, company.employees, str(company.revenue)) == (office.anna, 1200, "1250000.5000")
    assert all(shown in page for shown in ("Germany", "DE812944710", "HRB 1234", "hbn.example"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no address"), ("country", "Atlantis"), ("founded_in", "12"), ("name", ""), ("employees", "-1")],
)
def test_what_is_wrong_is_said_at_its_field_of_a_company(office, client, field, value):
    client.force_login(office.anna)

    answer = new(client, "companies", **{"name": "Acme", "relation": "buyer", "legal_kind": "legal", field: value})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.covers("DC-128")
def test_the_form_refuses_a_duplicate_and_links_the_one_that_exists(office, client):
    office.acme
    client.force_login(office.boris)

    answer = new(client, "companies", name="Acme Harbour", country="DE", relation="buyer", legal_kind="legal")

    assert answer.status_code == 422
    assert f'href="/companies/{office.acme.pk}/"' in answer.content.decode()


def test_only_who_may_merge_is_asked_whether_it_is_another_one(office, client):
    client.force_login(office.anna)
    seller = client.get("/companies/new/").context["form"].fields
    client.force_login(office.dora)
    director = client.get("/companies/new/").context["form"].fields

    assert "namesake" not in seller
    assert "namesake" in director


@pytest.mark.covers("CK-269", "CK-270")
def test_the_list_opens_with_buyers_and_one_click_shows_all(office, client):
    office.company("Bearings Ltd", relation="supplier")
    office.acme
    client.force_login(office.dora)

    first = client.get("/companies/").content.decode()
    all_of_them = client.get("/companies/?all=1").content.decode()

    assert ">Acme Harbour GmbH<" in first
    assert ">Bearings Ltd<" not in first
    assert ">Bearings Ltd<" in all_of_them


@pytest.mark.covers("DC-120", "DC-127")
def test_the_people_of_a_company_stand_on_its_page_and_are_added_from_there(office, client):
    office.rudi
    client.force_login(office.anna)

    tab = client.get(f"/companies/{office.acme.pk}/?tab=contacts").content.decode()
    form = client.get(f"/contacts/new/?company={office.acme.pk}").content.decode()

    assert "Rudi Hakimi" in tab
    assert f"/contacts/new/?company={office.acme.pk}" in tab
    assert "Acme Harbour GmbH" in form


@pytest.mark.covers("DC-137")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Dr. Rudi Karl Hakimi", ("Dr. Rudi", "Karl", "Hakimi")),
        ("Rudi Hakimi", ("Rudi", "", "Hakimi")),
        ("Rudi", ("Rudi", "", "")),
    ],
)
def test_a_whole_name_typed_into_the_first_field_is_taken_apart(office, client, typed, kept):
    client.force_login(office.anna)

    new(client, "contacts", first_name=typed)

    person = Contact.objects.get()
    assert (person.first_name, person.middle_name, person.last_name) == kept


def test_a_title_alone_is_no_name(office, client):
    client.force_login(office.anna)

    assert "first_name" in new(client, "contacts", first_name="Dr.").context["form"].errors


@pytest.mark.covers("DC-125", "DC-126", "DC-138")
def test_one_calls_writes_and_opens_the_site_from_the_page(office, client):
    office.acme.change("edited", by=office.anna.acting(), phone="040 123456", website="acme.example")
    client.force_login(office.anna)

    page = client.get(office.acme.get_absolute_url()).content.decode()

    assert 'href="tel:+4940123456"' in page
    assert 'href="https://wa.me/4940123456"' in page
    assert 'href="https://acme.example"' in page


@pytest.mark.parametrize("kind", ["companies", "contacts"])
@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("boris", 403), ("hanna", 403), ("olga", 200), ("zoe", 404), ("dora", 200)]
)
def test_who_may_edit_annas_client(office, client, kind, who, status):
    record = office.acme if kind == "companies" else office.rudi
    client.force_login(getattr(office, who))

    assert client.get(f"/{kind}/{record.pk}/edit/").status_code == status
