"""The pages of companies and contacts, as people meet them."""

import pytest

from accord.contacts.models import Company, Contact
from accord.dictionaries.models import City, ClientType, Industry, Tag
from accord.kit.errors import RuleBroken
from accord.preferences import switches


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
        ("Dr. Rudi Karl Hakimi", ("Rudi", "Karl", "Hakimi")),
        ("Lt. Rudi Hakimi", ("Lt. Rudi", "", "Hakimi")),
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


@pytest.mark.covers("DC-151")
def test_a_city_is_written_as_the_directory_writes_it_and_a_new_one_joins_it(office, client):
    City.objects.add(by=office.house, country="DE", name="Munich", other_names="München")
    client.force_login(office.anna)
    given = {"relation": "buyer", "legal_kind": "legal", "country": "DE"}

    new(client, "companies", name="Brauhaus", city="München", **given)
    new(client, "companies", name="Optik", city="Jena", **given)

    assert Company.objects.get(name="Brauhaus").city == "Munich"
    assert City.objects.meant("DE", "jena") is not None
    assert City.objects.count() == 2


@pytest.mark.covers("DC-054")
def test_the_hint_says_that_another_department_has_one_only_where_a_switch_allows_it(office, client):
    office.company("Hidden Works", office.zoe, country="IN", email="post@hidden.example")
    client.force_login(office.anna)
    silent = client.post("/companies/hints/", {"name": "Hidden Works"}).content.decode()
    switches.change({"hint_other_departments": True}, by=office.house)

    told = client.post("/companies/hints/", {"name": "Hidden Works"}).content.decode()

    assert "another department" not in silent
    assert "another department" in told
    assert "Hidden Works" not in told.replace('value="Hidden Works"', "")
    assert "hidden.example" not in told


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": "Rudi Hakimi"},
        {"first_name": "Rudi", "last_name": "HAKIMI"},
        {"second_email": "rudi@acme.example"},
        {"other_phone": "+49 40 777 12 34"},
    ],
)
def test_a_known_person_is_offered_while_one_types_whatever_field_tells(office, client, typed):
    office.rudi.change("edited", by=office.house, email="rudi@acme.example", mobile="+49407771234")
    client.force_login(office.anna)

    assert "Rudi Hakimi" in client.post("/contacts/hints/", typed).content.decode()


@pytest.mark.covers("DC-139")
def test_birthday_sex_position_and_last_contact_of_a_person(office, client):
    client.force_login(office.anna)

    new(
        client, "contacts", first_name="Rudi", last_name="Hakimi", position="Buyer", sex="M", born_on="1980-02-29",
        last_contact_on="2026-11-02",
    )  # fmt: skip

    person = Contact.objects.get()
    page = client.get(person.get_absolute_url()).content.decode()
    row = client.get("/contacts/?columns=name,position,born_on,last_contact_on").content.decode()
    assert all(text in page for text in ("Buyer", "Male", "1980", "Last contact"))
    assert "Buyer" in row


@pytest.mark.covers("DC-134")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("contacts=yes", {"Acme Harbour GmbH"}),
        ("contacts=no", {"Beta", "Gamma"}),
        ("industries={industry}", {"Beta"}),
        ("type={type}", {"Gamma"}),
        ("country=FR", {"Beta"}),
        ("city=Lyon", {"Beta"}),
        ("vip=yes", {"Gamma"}),
        ("takes_mailings=no", {"Beta"}),
        ("tags={tag}", {"Beta"}),
        ("changed_at=today", {"Acme Harbour GmbH", "Beta", "Gamma"}),
    ],
)
def test_the_filters_of_companies(office, client, query, found):
    industry, tag = Industry.objects.offered()[0], Tag.objects.add(by=office.house, name="Fair")
    kind = ClientType.objects.offered()[0]
    office.rudi
    office.company(
        "Beta", country="FR", city="Lyon", industries=[industry], tags=[tag], takes_mailings=False
    )  # fmt: skip
    office.company("Gamma", country="DE", type=kind, vip=True)
    client.force_login(office.dora)

    page = client.get("/companies/?" + query.format(industry=industry.pk, type=kind.pk, tag=tag.pk)).content.decode()

    assert {name for name in ("Acme Harbour GmbH", "Beta", "Gamma") if f">{name}<" in page} == found


@pytest.mark.covers("DC-069")
@pytest.mark.parametrize("path", ["companies", "contacts"])
def test_tags_of_a_department_are_unique_there_and_filter(office, client, path):
    ours = Tag.objects.add(by=office.house, name="Fair", department=office.north)
    Tag.objects.add(by=office.house, name="Fair", department=office.south)
    given = {
        "companies": {"name": "Beta", "relation": "buyer", "legal_kind": "legal"},
        "contacts": {"first_name": "Bo"},
    }
    client.force_login(office.anna)

    new(client, path, **given[path], tags=[ours.pk])

    page = client.get(f"/{path}/?all=1&tags={ours.pk}").content.decode()
    assert ">Beta<" in page or ">Bo<" in page
    with pytest.raises(RuleBroken, match="already"):
        Tag.objects.add(by=office.house, name="FAIR", department=office.north)


@pytest.mark.parametrize("page", ["companies/new/", "contacts/new/", "companies/{acme}/edit/", "contacts/{rudi}/edit/"])
def test_a_form_costs_at_most_twenty_queries(office, client, django_assert_max_num_queries, page):
    address = "/" + page.format(acme=office.acme.pk, rudi=office.rudi.pk)
    client.force_login(office.anna)
    client.get("/companies/")

    with django_assert_max_num_queries(20):
        client.get(address)


@pytest.mark.parametrize("pk", ["9" * 5000, "٣", "-1", "one"])
def test_hints_take_whatever_stands_in_the_place_of_the_id(office, client, pk):
    office.rudi
    client.force_login(office.anna)

    answer = client.post("/contacts/hints/", {"pk": pk, "first_name": "Rudi", "last_name": "Hakimi"})

    assert answer.status_code == 200
    assert "Rudi Hakimi" in answer.content.decode()
