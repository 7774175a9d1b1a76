"""People: whose they are, how their names are kept, and when two of them are one."""

import pytest

from accord.contacts.models import Contact, DuplicateRefused
from accord.contacts.similar import contacts
from accord.kit.errors import RuleBroken


@pytest.mark.covers("DC-135")
def test_a_contact_belongs_to_the_owner_of_its_company(office):
    rudi = Contact.objects.add(by=office.dora.acting(), first_name="Rudi", last_name="Hakimi", company=office.acme)

    assert (rudi.owner, rudi.department) == (office.anna, office.north)


def test_a_contact_that_moves_to_another_company_follows_its_owner(office):
    rudi, by = office.rudi, office.dora.acting()

    rudi.change("edited", by=by, company=office.solar)

    rudi.refresh_from_db()
    assert (rudi.owner, rudi.department) == (office.zoe, office.south)

    by.ledger.change_set.undo(by=office.dora.acting())

    rudi.refresh_from_db()
    assert (rudi.company, rudi.owner) == (office.acme, office.anna)


def test_a_contact_cannot_be_given_away_without_its_company(office):
    with pytest.raises(RuleBroken, match="company"):
        office.rudi.hand_over(office.boris, by=office.anna.acting())

    office.rudi.refresh_from_db()
    assert office.rudi.owner == office.anna


@pytest.mark.covers("DC-136")
@pytest.mark.parametrize(
    "reached_by",
    [{"email": "RUDI@acme.example"}, {"phone": "040 / 123456", "country": "DE"}, {"mobile": "+4940123456"}],
)
def test_the_same_name_with_the_same_mail_or_phone_is_refused(office, reached_by):
    rudi = office.rudi

    with pytest.raises(DuplicateRefused) as refused:
        office.contact("rudi", "HAKIMI", **reached_by)

    assert refused.value.existing == rudi


def test_the_same_name_reached_otherwise_is_somebody_else(office):
    office.rudi

    assert office.contact("Rudi", "Hakimi", email="rudi@other.example").pk


def test_without_a_last_name_nobody_is_taken_for_somebody_else(office):
    office.contact("Info", "", email="info@acme.example")

    assert office.contact("Info", "", email="info@acme.example").pk


def test_similar_contacts_are_found_by_mail_phone_and_whole_name(office):
    rudi = office.rudi

    assert contacts({"email": "rudi@acme.example"}, office.boris) == [rudi]
    assert contacts({"phone": "+49 (40) 123456"}, office.boris) == [rudi]
    assert contacts({"first_name": "Rudi", "last_name": "Hakimi"}, office.boris) == [rudi]
    assert contacts({"first_name": "Rudi", "last_name": "Hakimi"}, office.zoe) == []


@pytest.mark.covers("CK-280", "CK-168")
def test_one_contact_of_a_company_is_the_main_one_and_stands_first(office):
    first = office.rudi
    second = office.contact("Zita", "Anders", company=office.acme)

    first.make_main(by=office.anna.acting())
    second.make_main(by=office.anna.acting())

    first.refresh_from_db()
    assert (first.main, second.main) == (False, True)
    assert list(Contact.objects.at(office.acme)) == [second, first]


def test_nobody_is_the_main_contact_of_no_company(office):
    with pytest.raises(RuleBroken):
        office.contact("Free", "Lance").make_main(by=office.anna.acting())
