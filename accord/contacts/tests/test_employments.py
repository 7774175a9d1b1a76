"""Somebody works for several companies, as something else in each; a company has one main contact."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accord.contacts.models import Company, Contact, Employment
from accord.contacts.people import people_of
from accord.kit.errors import Conflict, NotAllowed, RuleBroken
from accord.records.relink import merge


@pytest.fixture
def dock(office):
    """A second company of Anna's."""
    return office.company("Kiel Dock", country="DE", city="Kiel")


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def employed(office, contact, company, **values):
    return Employment.objects.employ(contact, company, by=office.anna.acting(), **values)


def names(places):
    return [(str(place.contact), place.position, place.is_main) for place in places]


# ── several companies ──


@pytest.mark.covers("DC-120", "DC-127")
def test_on_the_page_of_a_company_a_known_contact_is_added_with_a_position_of_its_own(office, anna, dock):
    office.rudi.change("changed", by=office.house, position="Buyer")
    at = f"/companies/{dock.pk}/"

    page = anna.get(f"{at}employments/new/").text
    answer = anna.post(f"{at}employments/new/", {"contact": office.rudi.pk, "position": "Adviser", "division": "Board"})
    told = anna.get(answer["Location"]).text

    assert "Add existing contact" in page
    assert answer["Location"] == f"{at}?tab=contacts"
    assert "Rudi Hakimi" in told
    assert "Adviser, Board" in told
    assert "Buyer" in anna.get(f"/companies/{office.acme.pk}/?tab=contacts").text


@pytest.mark.covers("DC-135")
def test_on_the_page_of_a_contact_a_further_company_is_added_changed_and_removed(office, anna, dock):
    at = f"/contacts/{office.rudi.pk}/"

    anna.post(f"{at}employments/new/", {"company": dock.pk, "position": "Adviser"})
    employment = Employment.objects.get()
    shown = anna.get(f"{at}?tab=companies").text
    form = anna.get(f"{at}employments/{employment.pk}/").text
    anna.post(f"{at}employments/{employment.pk}/", {"position": "Chair", "version": employment.version})
    changed = anna.get(f"{at}?tab=companies").text
    anna.post(f"{at}employments/{employment.pk}/remove/")

    assert shown.index("Acme") < shown.index("Kiel Dock")
    assert "Adviser" in shown
    assert "Kiel Dock" in form
    assert "Chair" in changed
    assert "Kiel Dock" not in anna.get(f"{at}?tab=companies").text.split('id="record-main"')[-1].split("</ul>")[0]


def test_nobody_works_twice_at_one_company(office, anna, dock):
    employed(office, office.rudi, dock)

    again = anna.post(f"/companies/{dock.pk}/employments/new/", {"contact": office.rudi.pk})
    own = anna.post(f"/companies/{office.acme.pk}/employments/new/", {"contact": office.rudi.pk})

    assert (again.status_code, own.status_code) == (422, 422)
    assert "They work together already." in again.text
    with pytest.raises(IntegrityError), transaction.atomic():
        written_twice(office, dock)


def written_twice(office, dock):
    values = {"created_at": office.house.now(), "changed_at": office.house.now()}
    Employment._base_manager.bulk_create([Employment(contact=office.rudi, company=dock, **values)])


@pytest.mark.parametrize("typed", [{"contact": "99999999"}, {"contact": "Nobody"}, {"position": "x" * 300}, {}])
def test_what_cannot_be_is_said_at_the_field(office, anna, dock, typed):
    answer = anna.post(f"/companies/{dock.pk}/employments/new/", typed)

    assert answer.status_code == 422
    assert Employment.objects.count() == 0


def test_a_further_company_that_becomes_the_own_one_is_no_further_one(office, dock):
    employment = employed(office, office.rudi, dock)

    office.rudi.change("changed", by=office.anna.acting(), company=dock)

    employment.refresh_from_db()
    assert not employment.is_live
    assert [str(place.contact) for place in people_of(dock, office.anna)] == ["Rudi Hakimi"]


def test_it_is_told_on_both_pages_and_one_click_takes_it_back(office, anna, dock):
    anna.post(f"/companies/{dock.pk}/employments/new/", {"contact": office.rudi.pk})

    told = [anna.get(f"{record.get_absolute_url()}?tab=history").text for record in (dock, office.rudi)]
    anna.post(f"/undo/{Employment.objects.get().events.last().change_set_id}/")

    assert all("Rudi Hakimi – Kiel Dock" in text for text in told)
    assert not Employment.objects.live().exists()


@pytest.mark.covers("DC-130")
def test_a_company_that_is_handed_over_takes_its_own_people_along_and_not_the_further_ones(office, dock):
    own = office.contact("Berta", "Best", company=dock)
    employed(office, office.rudi, dock)

    dock.hand_over(office.boris, by=office.dora.acting())

    own.refresh_from_db()
    office.rudi.refresh_from_db()
    assert (own.owner, office.rudi.owner) == (office.boris, office.anna)


# ── the main contact ──


@pytest.mark.covers("CK-280", "CK-168")
def test_a_company_has_one_main_contact_who_stands_first_and_is_changed_in_one_click(office, anna, dock):
    office.contact("Aaron", "Able", company=dock)
    employed(office, office.rudi, dock, position="Adviser")
    at = f"/companies/{dock.pk}/people/{office.rudi.pk}"

    anna.post(f"{at}/main/")
    marked = names(people_of(Company.objects.get(pk=dock.pk), office.anna))
    anna.post(f"{at}/step-back/")

    assert marked == [("Rudi Hakimi", "Adviser", True), ("Aaron Able", "", False)]
    assert names(people_of(Company.objects.get(pk=dock.pk), office.anna))[0][2] is False
    assert [event.verb for event in dock.events] == ["created", "made main", "stepped back"]
    assert [event.verb for event in office.rudi.events] == ["created", "made main", "stepped back"]
    told = anna.get(f"{office.rudi.get_absolute_url()}?tab=history").text
    assert "made this the main contact" in told


def test_another_main_contact_takes_the_mark_from_the_first(office, dock):
    first, second = office.contact("Aaron", "Able", company=dock), office.rudi
    employed(office, second, dock)

    first.make_main(by=office.anna.acting())
    second.make_main(by=office.anna.acting(), at=dock)

    first.refresh_from_db()
    assert (first.main, second.main) == (False, True)
    assert Company.objects.get(pk=dock.pk).main_contact == second


def test_of_two_who_name_a_main_contact_at_once_one_is_told(office, dock):
    first, second = office.contact("Aaron", "Able", company=dock), office.contact("Berta", "Best", company=dock)
    one, other = Company.objects.get(pk=dock.pk), Company.objects.get(pk=dock.pk)

    first.make_main(by=office.anna.acting(), at=one)
    with pytest.raises(Conflict):
        second.make_main(by=office.anna.acting(), at=other)

    assert list(Contact.objects.filter(main=True)) == [first]


def test_only_who_works_there_can_be_the_main_contact(office, anna, dock):
    answer = anna.post(f"/companies/{dock.pk}/people/{office.rudi.pk}/main/")

    assert answer.status_code == 404
    with pytest.raises(RuleBroken):
        office.rudi.make_main(by=office.anna.acting(), at=dock)


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_whoever_leaves_is_not_the_main_contact_any_more(office, dock, how):
    employment = employed(office, office.rudi, dock)
    place = office.acme if how == "leaves" else dock
    office.rudi.make_main(by=office.anna.acting(), at=place)

    if how == "leaves":
        office.rudi.change("changed", by=office.anna.acting(), company=None)
    else:
        employment.remove(by=office.anna.acting())

    assert Company.objects.get(pk=place.pk).main_contact is None
    assert not Contact.objects.get(pk=office.rudi.pk).main


def test_from_the_trash_the_main_contact_comes_back_as_that(office, dock):
    employed(office, office.rudi, dock, position="Adviser")
    office.rudi.make_main(by=office.anna.acting(), at=dock)

    office.rudi.discard(by=office.anna.acting())
    gone = people_of(Company.objects.get(pk=dock.pk), office.anna)
    Contact.objects.get(pk=office.rudi.pk).restore(by=office.anna.acting())

    assert gone == []
    assert names(people_of(Company.objects.get(pk=dock.pk), office.anna)) == [("Rudi Hakimi", "Adviser", True)]


# ── merging ──


def test_merged_companies_have_each_person_once_and_one_main_contact(office, dock):
    berta = office.contact("Berta", "Best", company=dock)
    employed(office, office.rudi, dock, position="Adviser")
    employed(office, berta, office.acme)
    berta.make_main(by=office.anna.acting(), at=dock)
    office.rudi.make_main(by=office.anna.acting(), at=office.acme)
    by = office.dora.acting()

    merge(Company.objects.get(pk=dock.pk), Company.objects.get(pk=office.acme.pk), by=by, fields=["main_contact"])
    acme = Company.objects.get(pk=office.acme.pk)
    merged = [(name, main) for name, _position, main in names(people_of(acme, office.dora))]
    by.ledger.change_set.undo(by=office.dora.acting())

    assert merged == [("Rudi Hakimi", True), ("Berta Best", False)]
    assert names(people_of(Company.objects.get(pk=dock.pk), office.dora)) == [
        ("Berta Best", "", True),
        ("Rudi Hakimi", "Adviser", False),
    ]


def test_a_company_without_a_main_contact_takes_that_of_its_duplicate(office, dock):
    berta = office.contact("Berta", "Best", company=dock)
    berta.make_main(by=office.anna.acting())
    dock, acme = (Company.objects.get(pk=company.pk) for company in (dock, office.acme))

    merge(dock, acme, by=office.dora.acting(), fields=["main_contact"])

    berta.refresh_from_db()
    assert Company.objects.get(pk=acme.pk).main_contact == berta
    assert berta.main


def test_of_two_contacts_that_were_one_the_original_works_at_both_companies(office, dock):
    double = office.contact("Rudolf", "Hakimi", company=dock, position="Chair")
    double.make_main(by=office.anna.acting())
    double.refresh_from_db()
    rudi = Contact.objects.get(pk=office.rudi.pk)
    by = office.dora.acting()

    merge(double, rudi, by=by)
    merged = names(people_of(Company.objects.get(pk=dock.pk), office.dora))
    by.ledger.change_set.undo(by=office.dora.acting())

    assert merged == [("Rudi Hakimi", "Chair", True)]
    assert names(people_of(Company.objects.get(pk=dock.pk), office.dora)) == [("Rudolf Hakimi", "Chair", True)]


# ── who may ──


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("erik", 403), ("zoe", 404)])
def test_who_may_say_who_works_where(office, client, dock, who, status):
    employment = employed(office, office.rudi, dock)
    client.force_login(getattr(office, who))

    answers = [
        client.post(f"/companies/{dock.pk}/people/{office.rudi.pk}/main/"),
        client.post(f"/contacts/{office.rudi.pk}/employments/{employment.pk}/", {"position": "Chair"}),
        client.post(f"/companies/{dock.pk}/employments/{employment.pk}/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert Employment.objects.live().exists() == (status != 302)


def test_of_whom_one_may_not_see_nothing_is_shown_counted_or_reached(office, anna):
    stranger = office.contact("Strange", "Person", owner=office.zoe, company=office.solar)
    employment = Employment.objects.employ(stranger, office.acme, by=office.house, position="Secret adviser")
    at = f"/companies/{office.acme.pk}"
    office.rudi.make_main(by=office.house)

    page = anna.get(f"{at}/?tab=contacts").text

    assert "Secret adviser" not in page
    assert "Strange" not in anna.get(f"{at}/delete/").text
    assert [str(place.contact) for place in people_of(office.acme, office.anna)] == ["Rudi Hakimi"]
    assert anna.get(f"{at}/employments/{employment.pk}/").status_code == 404
    assert anna.post(f"{at}/employments/{employment.pk}/remove/").status_code == 404
    assert anna.post(f"{at}/people/{stranger.pk}/main/").status_code == 404
    assert anna.post(f"{at}/employments/new/", {"contact": stranger.pk}).status_code == 422
    with pytest.raises(NotAllowed):
        Employment.objects.employ(office.rudi, office.solar, by=office.anna.acting())


# ── where the people of a company are shown ──


@pytest.mark.covers("CK-136", "CK-145")
def test_a_deal_and_a_lead_show_the_further_people_of_their_company_the_main_one_first(office, anna, dock):
    office.contact("Aaron", "Able", company=dock)
    employed(office, office.rudi, dock, position="Adviser")
    office.rudi.make_main(by=office.anna.acting(), at=dock)
    deal = office.deal("Dock gate", company=dock)
    lead = office.lead("Dock lamps", company=dock)

    for record in (deal, lead):
        page = anna.get(record.get_absolute_url()).text
        assert page.index("Rudi Hakimi") < page.index("Aaron Able")
        assert "Adviser" in page


@pytest.mark.covers("DC-080")
def test_a_request_for_a_further_company_is_recognised_as_that_persons(office, dock):
    employed(office, office.rudi, dock)

    asked = office.inquiry("Gate", first_name="Rudi", last_name="Hakimi", email="", company_name="Kiel Dock")

    assert (asked.contact, asked.company) == (office.rudi, dock)


def test_a_request_may_be_from_somebody_for_a_further_company(office, anna, dock):
    employed(office, office.rudi, dock)

    asked = office.inquiry("Gate")
    asked.change("linked", by=office.house, company=dock, contact=office.rudi)

    assert asked.contact == office.rudi


@pytest.mark.covers("DC-134")
def test_lists_find_people_at_their_further_companies(office, anna, dock):
    employed(office, office.rudi, dock)
    empty = office.company("Nobody There", country="DE")

    people = anna.get(f"/contacts/?company={dock.pk}").text
    found = anna.get("/contacts/?q=Kiel+Dock").text
    picked = anna.get("/pick/contact/?q=Kiel+Dock", headers={"HX-Request": "true"}).text
    with_contacts = anna.get("/companies/?contacts=yes&relation=buyer").text

    assert "Hakimi" in people
    assert "Hakimi" in found
    assert "Hakimi" in picked
    assert "Kiel Dock" in with_contacts
    assert str(empty) not in with_contacts


def test_a_filter_by_a_company_that_one_may_not_see_shows_nobody(office, anna):
    Employment.objects.employ(office.rudi, office.solar, by=office.house)

    assert "Hakimi" not in anna.get(f"/contacts/?company={office.solar.pk}&owner=").text.split("<tbody")[-1]


def test_pages_with_many_people_take_no_more_queries(office, anna, dock, django_assert_max_num_queries):
    for number in range(12):
        employed(office, office.contact("Per", f"Son{number}", company=office.acme), dock, position="Welder")
    office.contact("Aaron", "Able", company=dock).make_main(by=office.anna.acting())
    anna.get(f"/companies/{dock.pk}/?tab=contacts")

    with django_assert_max_num_queries(20):
        page = anna.get(f"/companies/{dock.pk}/?tab=contacts").text

    assert page.count("Welder") == 12
