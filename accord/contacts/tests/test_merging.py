"""Deleting a duplicate correctly: everything moves, the address leads on, one click takes all of it back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accord.contacts.models import Company, Contact
from accord.jobs.running import run_due
from accord.records.models import Forward, Undertaking


@pytest.fixture
def twin(office, settings, tmp_path):
    """Acme a second time, with everything that can hang on a company."""
    settings.MEDIA_ROOT = tmp_path
    made = office.company("Acme Harbor", country="DE", city="Kiel", website="acme.example")
    made.change("watched", by=office.house, watchers=[office.sven.pk])
    return made


def merged(client, duplicate, original, **values):
    given = {"into": original.pk, "version": duplicate.version, "into_version": original.version}
    return client.post(f"{duplicate.get_absolute_url()}merge/", given | values)


@pytest.fixture
def dora(office, client):
    client.force_login(office.dora)
    return client


@pytest.mark.covers("DC-129")
def test_everything_moves_to_the_original_and_the_old_address_leads_there(office, dora, twin):
    contact = office.contact("Tom", "Second", company=twin)
    deal = office.deal("Second gate", company=twin, contact=contact)
    payment = office.payment(deal, "50", payer=twin)
    inquiry = office.inquiry("Twin asks", company=twin)
    dora.post(f"/files/on/company/{twin.pk}/", {"files": [SimpleUploadedFile("plan.txt", b"plan")]})

    answer = merged(dora, twin, office.acme)

    for record, name in ((contact, "company"), (deal, "company"), (payment, "payer"), (inquiry, "company")):
        record.refresh_from_db()
        assert getattr(record, name) == office.acme, record
    office.acme.refresh_from_db()
    assert answer["Location"] == office.acme.get_absolute_url()
    assert dora.get(twin.get_absolute_url())["Location"] == office.acme.get_absolute_url()
    assert "plan.txt" in dora.get(f"/files/on/company/{office.acme.pk}/").text
    assert office.sven.pk in office.acme.facets["watchers"].read(office.acme)


@pytest.mark.covers("DC-129")
def test_one_click_takes_the_whole_merge_back(office, dora, twin):
    contact = office.contact("Tom", "Second", company=twin)
    dora.post(f"/files/on/company/{twin.pk}/", {"files": [SimpleUploadedFile("plan.txt", b"plan")]})
    before = Company.objects.get(pk=office.acme.pk).city

    merged(dora, twin, office.acme)
    dora.post(f"/undo/{contact.events.last().change_set_id}/")

    contact.refresh_from_db()
    assert contact.company == twin
    assert dora.get(twin.get_absolute_url()).status_code == 200
    assert "plan.txt" in dora.get(f"/files/on/company/{twin.pk}/").text
    assert Company.objects.get(pk=office.acme.pk).city == before


def test_what_the_original_does_not_say_is_taken_over_and_what_it_says_stays(office, dora, twin):
    office.acme.change("edited", by=office.house, website="", city="Hamburg")

    office.acme.refresh_from_db()
    merged(dora, twin, office.acme)

    office.acme.refresh_from_db()
    assert (office.acme.city, office.acme.website) == ("Hamburg", twin.website)


def test_the_page_shows_beforehand_what_moves_and_what_differs(office, dora, twin):
    office.contact("Tom", "Second", company=twin)
    office.contact("Umbra", "Vexley", company=twin, private=True)

    asks = dora.get(f"{twin.get_absolute_url()}merge/").text
    page = dora.get(f"{twin.get_absolute_url()}merge/", {"into": office.acme.pk}).text

    assert "Choose the record that stays" in asks
    assert "Contacts" in page
    assert "and 1 that you cannot see" in page
    assert "Vexley" not in page
    assert "Kiel" in page


def test_contacts_are_merged_too(office, dora):
    twin = office.contact("Rudolf", "Buyer", email="rudi.b@acme.example")
    deal = office.deal("His gate", contact=twin)

    merged(dora, twin, office.rudi)

    deal.refresh_from_db()
    assert deal.contact == office.rudi
    assert not Contact.objects.live().filter(pk=twin.pk).exists()


def test_somebody_was_faster(office, dora, twin):
    stale = twin.version
    twin.change("edited", by=office.house, city="Bremen")

    answer = merged(dora, twin, office.acme, version=stale)

    assert answer.status_code == 409
    assert Company.objects.live().filter(pk=twin.pk).exists()


@pytest.mark.parametrize("into", ["", "99999999", "x", "nobody", "-1"])
def test_an_original_that_does_not_exist_is_said_at_the_field(office, dora, twin, into):
    answer = dora.post(f"{twin.get_absolute_url()}merge/", {"into": into, "version": twin.version})

    assert answer.status_code == 422
    assert Company.objects.live().filter(pk=twin.pk).exists()


def test_a_record_is_not_merged_into_itself_nor_into_what_one_cannot_see(office, dora, twin):
    hidden = office.company("Hidden Works", private=True)

    assert merged(dora, twin, twin).status_code == 422
    assert merged(dora, twin, hidden).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("anna", 404), ("olga", 404), ("zoe", 404), ("sven", 404), ("erik", 404)])
def test_without_the_right_to_merge_there_is_no_such_page(office, client, twin, name, status):
    client.force_login(getattr(office, name))

    assert client.get(f"{twin.get_absolute_url()}merge/").status_code == status
    assert f"{twin.get_absolute_url()}merge/" not in client.get(twin.get_absolute_url()).text
    assert merged(client, twin, office.acme).status_code == status


def test_types_that_are_not_merged_have_no_such_page(office, dora):
    assert dora.get(f"{office.crane.get_absolute_url()}merge/").status_code == 404


# ── much ──


@pytest.fixture
def loaded(office, twin, monkeypatch):
    """The duplicate with more hanging on it than a request moves."""
    monkeypatch.setattr("accord.records.merging_much.AT_ONCE", 3)
    monkeypatch.setattr("accord.records.merging_much.MOVED_AT_ONCE", 2)
    monkeypatch.setattr("accord.records.undoing.AT_ONCE", 3)
    for number in range(5):
        office.contact("Tom", f"Number {number}", company=twin)
    office.deal("Their deal", company=twin)
    twin.refresh_from_db()
    office.acme.refresh_from_db()
    return twin


def of(company):
    contacts = company.contacts.live().filter(first_name="Tom").count()
    return contacts, company.deals.live().filter(name="Their deal").count()


def test_a_duplicate_that_much_hangs_on_is_merged_by_the_worker_and_comes_back(office, dora, loaded):
    page = merged(dora, loaded, office.acme)["Location"]
    before = of(loaded)
    run_due()
    after, told = of(office.acme), dora.get(page).text
    gone = not Company.objects.live().filter(pk=loaded.pk).exists()
    leads_on = Forward.objects.get(kind="company", old=loaded.pk).new
    dora.post(f"/undo/{Undertaking.objects.get().change_set_id}/")
    run_due()

    assert (before, after, gone) == ((5, 1), (5, 1), True)
    assert leads_on == office.acme.pk
    assert "Merging Acme Harbor into Acme" in told
    assert of(loaded) == (5, 1)
    assert Company.objects.live().filter(pk=loaded.pk).exists()


def test_merging_much_asks_whether_somebody_was_faster_before_it_moves_anything(office, dora, loaded):
    page = merged(dora, loaded, office.acme)["Location"]
    office.acme.change("edited", by=office.house, city="Bremen")

    run_due()

    assert of(loaded) == (5, 1)
    assert "Somebody else changed this in the meantime." in dora.get(page).text


def test_merging_much_asks_for_the_rights_of_the_moment(office, dora, loaded):
    merged(dora, loaded, office.acme)
    office.dora.deactivate(by=office.house)

    run_due()

    assert of(loaded) == (5, 1)
    assert Undertaking.objects.get().is_refused
