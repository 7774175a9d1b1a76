"""What stands before a name: a directory that administrators keep, chosen beside the name or typed before it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accord.contacts.models import Contact
from accord.contacts.tests.test_pages import new
from accord.contacts.tests.test_round_trip import book_of, imported, rows_in
from accord.dictionaries.models import NameTitle
from accord.exchange.targets import guess, targets_of
from accord.records.contents import pages_of


def titled(name):
    return NameTitle.objects.get(name=name)


@pytest.fixture
def anna(office):
    client = Client()
    client.force_login(office.anna)
    return client


@pytest.mark.covers("DC-336")
def test_administrators_keep_the_titles_and_forms_offer_them(office, anna):
    ada = Client()
    ada.force_login(office.ada)
    assert ">Prof.<" in ada.get("/directories/name_title/").content.decode()

    ada.post("/directories/name_title/new/", {"name": "Ing.", "position": "55", "active": "on"})

    form = anna.get("/contacts/new/").content.decode()
    assert [title in form for title in (">Dr</option>", ">Ing.</option>")] == [True, True]
    assert anna.get("/directories/name_title/").status_code == 404


@pytest.mark.covers("DC-336")
def test_the_page_is_headed_with_the_title_and_lists_with_the_name(office, anna):
    new(anna, "contacts", name_title=titled("Dr").pk, first_name="Ada", last_name="Lovelace")

    contact = Contact.objects.get(last_name="Lovelace")
    page = anna.get(f"/contacts/{contact.pk}/").content.decode()
    assert "<h1>Dr Ada Lovelace</h1>" in page
    assert ">Ada Lovelace</a>" in anna.get("/contacts/?all=1").content.decode()
    assert anna.get(f"/contacts/{contact.pk}/", headers={"Accept-Language": "ru"}).status_code == 200


def test_the_title_is_said_in_the_language_of_the_reader(office, anna):
    contact = office.contact("Ada", "Lovelace", name_title=titled("Ms"))
    office.anna.change("settings changed", by=office.anna.acting(), language="ru")

    assert "<h1>Г-жа Ada Lovelace</h1>" in anna.get(f"/contacts/{contact.pk}/").content.decode()


@pytest.mark.covers("DC-336")
@pytest.mark.parametrize("path", ["contacts", "leads"])
@pytest.mark.parametrize(
    ("typed", "title", "name"),
    [
        ({"first_name": "Dr. Ada Lovelace"}, "Dr", "Ada Lovelace"),
        ({"first_name": "PROF Ada", "last_name": "Lovelace"}, "Prof.", "Ada Lovelace"),
        ({"first_name": "Ing. Ada Maria", "last_name": "Lovelace"}, "Ing.", "Ada Maria Lovelace"),
        ({"first_name": "Lt. Ada Lovelace"}, None, "Lt. Ada Lovelace"),
        ({"first_name": "Prof. Dr. Ada Lovelace"}, None, "Prof. Dr. Ada Lovelace"),
        ({"first_name": "Ada Maria", "last_name": "Lovelace"}, None, "Ada Maria Lovelace"),
    ],
)
def test_a_title_that_is_typed_before_a_name_is_recognised_by_the_directory(office, anna, path, typed, title, name):
    NameTitle.objects.add(by=office.house, name="Ing.")

    new(anna, path, **typed)

    person = {"contacts": Contact, "leads": type(office.mira)}[path].objects.get(last_name="Lovelace")
    assert (person.name_title and person.name_title.name, str(person.name)) == (title, name)


def test_what_was_chosen_wins_over_what_was_typed(office, anna):
    new(anna, "contacts", name_title=titled("Judge").pk, first_name="Dr. Ada Lovelace")

    assert Contact.objects.get(last_name="Lovelace").titled == "Judge Ada Lovelace"


def test_an_entry_of_nothing_but_dots_takes_nobodys_name(office, anna):
    NameTitle.objects.add(by=office.house, name="…")
    NameTitle.objects.add(by=office.house, name=".")

    new(anna, "contacts", first_name="Ada Lovelace")

    assert Contact.objects.get(last_name="Lovelace").titled == "Ada Lovelace"


def test_titles_go_out_and_come_back(office, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office.contact("Ada", "Lovelace", name_title=titled("Dr"))
    client.force_login(office.dora)
    book = book_of(client, "/contacts/export/?all=1&fields=all")
    assert rows_in(book)[0]["Name title"] == "Dr"
    Contact.objects.get(last_name="Lovelace").discard(by=office.house)

    imported(client, "contact", book)

    assert Contact.objects.live().get(last_name="Lovelace").titled == "Dr Ada Lovelace"


@pytest.mark.parametrize("cell", ["Dr", "dr.", "DR", "Д-р"])
def test_a_file_may_write_a_title_as_it_likes(office, cell):
    target = targets_of(pages_of("contact"), office.dora)["name_title"]

    with translation.override("ru"):
        assert target.read(cell, today=None) == titled("Dr")

    assert guess(["Salutation", "Title"], targets_of(pages_of("contact"), office.dora)) == {
        "name_title": 0,
        "position": 1,
    }


def test_it_goes_from_the_lead_to_the_contact(office):
    named = {"first_name": "Ada", "last_name": "Lovelace", "name_title": titled("Dr")}
    lead = office.lead("Winches", email="ada@engines.example", company_name="Engines Ltd", **named)

    lead.convert(by=office.anna.acting())

    lead.refresh_from_db()
    assert lead.contact.titled == "Dr Ada Lovelace"


def test_the_page_asks_no_question_more_for_it(office, anna):
    plain, with_title = office.contact("Ada", "Lovelace"), office.contact("Grace", "Hopper", name_title=titled("Dr"))

    assert asked(anna, f"/contacts/{plain.pk}/") == asked(anna, f"/contacts/{with_title.pk}/")
    assert asked(anna, "/contacts/?all=1&columns=name,name_title") == asked(anna, "/contacts/?all=1&columns=name")


def asked(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)
