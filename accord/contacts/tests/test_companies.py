"""What makes a company one, and what happens to a second one of the same name."""

import pytest

from accord.contacts.models import Company, Contact, DuplicateRefused, Identity
from accord.contacts.similar import companies
from accord.kit.errors import NotAllowed
from accord.preferences import switches


@pytest.mark.covers("DC-128")
def test_a_second_company_of_the_same_name_and_country_is_refused_with_the_first_one(office):
    first = office.acme

    with pytest.raises(DuplicateRefused) as refused:
        office.company("ACME Harbour, G.m.b.H.", owner=office.boris, country="DE")

    assert refused.value.existing == first
    assert str(first.pk) in str(refused.value)
    assert Company.objects.count() == 1


def test_the_same_name_in_another_country_is_another_company(office):
    office.acme

    assert office.company("Acme Harbour", country="FR").pk


@pytest.mark.parametrize(("name", "country"), [("Acme Harbour", "DE"), ("acme  harbour GmbH", "DE")])
def test_a_company_cannot_be_renamed_into_another(office, name, country):
    office.acme
    other = office.company("Other", country="FR")

    with pytest.raises(DuplicateRefused):
        other.change("edited", by=office.anna.acting(), name=name, country=country)

    other.refresh_from_db()
    assert other.name == "Other"


@pytest.mark.covers("DC-136")
def test_who_may_merge_may_keep_two_of_the_same_name(office):
    office.acme

    twin = office.company("Acme Harbour", owner=office.dora, country="DE", namesake=True)

    assert twin.pk
    with pytest.raises(NotAllowed):
        office.company("Acme Harbour", owner=office.boris, country="DE", namesake=True)


def test_a_name_in_the_trash_is_free_and_is_asked_for_again_on_restoring(office):
    first = office.acme
    first.discard(by=office.anna.acting())
    office.company("Acme Harbour", country="DE")

    with pytest.raises(DuplicateRefused):
        first.restore(by=office.anna.acting())

    first.refresh_from_db()
    assert not first.is_live


def test_another_departments_company_is_not_revealed_by_a_refusal(office):
    office.solar

    assert office.company("Solar Pumps", country="IN").department == office.north


def test_with_the_switch_a_company_of_another_department_is_refused_without_its_name(office):
    office.solar
    switches.change({"hint_other_departments": True}, by=office.ada.acting())

    with pytest.raises(DuplicateRefused) as refused:
        office.company("Solar Pumps", country="IN")

    assert refused.value.existing is None
    assert "Solar" not in str(refused.value)


def test_turning_the_switch_back_parts_the_departments_again(office):
    office.solar
    switches.change({"hint_other_departments": True}, by=office.ada.acting())

    switches.change({"hint_other_departments": False}, by=office.ada.acting())

    assert office.company("Solar Pumps", country="IN").pk


@pytest.mark.covers("DC-130")
def test_a_new_owner_of_a_company_is_the_owner_of_its_contacts_and_one_undo_takes_both_back(office):
    rudi, by = office.rudi, office.anna.acting()

    office.acme.hand_over(office.zoe, by=by)

    rudi.refresh_from_db()
    assert (rudi.owner, rudi.department) == (office.zoe, office.south)

    by.ledger.change_set.undo(by=office.anna.acting())

    rudi.refresh_from_db()
    assert (rudi.owner, rudi.department) == (office.anna, office.north)


def test_deleting_a_company_takes_its_contacts_along_and_restoring_brings_them_back(office):
    rudi = office.rudi

    office.acme.discard(by=office.anna.acting())
    gone = Contact.objects.get(pk=rudi.pk).is_live
    office.acme.restore(by=office.anna.acting())

    assert not gone
    assert Contact.objects.get(pk=rudi.pk).is_live


def test_the_keys_of_a_company_follow_every_change_and_its_undo(office):
    by = office.anna.acting()
    before = keys(office.acme)

    office.acme.change(
        "edited", by=by, email="info@acme.example, Sales <sales@acme.example>", website="www.acme.example"
    )
    after = keys(office.acme)
    by.ledger.change_set.undo(by=office.anna.acting())

    assert {("email", "info@acme.example"), ("email", "sales@acme.example"), ("domain", "acme.example")} <= after
    assert keys(office.acme) == before


def test_two_of_a_kind_in_one_import_are_refused(office):
    pair = [Company(name="Twin", country="DE"), Company(name="Twin Ltd", country="DE")]

    with pytest.raises(DuplicateRefused):
        Company.objects.add_all(pair, by=office.anna.acting())

    assert not Company.objects.exists()


def test_many_companies_are_added_with_a_constant_number_of_queries(office, django_assert_max_num_queries):
    rows = [Company(name=f"Company {n}", country="DE", email=f"info@c{n}.example") for n in range(150)]

    with django_assert_max_num_queries(40):
        Company.objects.add_all(rows, by=office.anna.acting())

    assert Identity.objects.filter(kind="company", what="company").count() == 150


@pytest.mark.covers("DC-128")
def test_similar_companies_are_offered_while_typing_and_only_those_one_sees(office):
    office.acme.change("edited", by=office.anna.acting(), website="acme.example", other_names="Hafenleute")
    office.solar

    assert companies({"name": "ACME Harbour Ltd"}, office.boris) == [office.acme]
    assert companies({"name": "Hafenleute"}, office.boris) == [office.acme]
    assert companies({"name": "Acm"}, office.boris) == [office.acme]
    assert companies({"email": "new@acme.example"}, office.boris) == [office.acme]
    assert companies({"name": "Solar Pumps Ltd"}, office.boris) == []
    assert companies({"name": "Acme Harbour", "pk": office.acme.pk}, office.boris) == []


def test_a_public_mail_domain_makes_nobody_similar(office):
    office.company("Mail House", website="gmail.com")

    assert companies({"name": "New", "email": "somebody@gmail.com"}, office.anna) == []


@pytest.mark.parametrize("site", ["javascript:alert(1)", "acme.example", "HTTPS://acme.example/x"])
def test_a_web_site_is_only_ever_a_link_to_the_web(office, site):
    company = office.company("Linked", website=site)

    assert company.site_url.lower().startswith(("http://", "https://"))


def keys(company: Company) -> set[tuple[str, str]]:
    return set(Identity.objects.filter(kind="company", record_id=company.pk).values_list("what", "key"))


def test_handing_over_a_company_costs_the_same_however_many_people_it_has(office, django_assert_max_num_queries):
    people = [Contact(first_name="P", last_name=f"N{n}", company=office.acme) for n in range(60)]
    Contact.objects.add_all(people, by=office.house)

    with django_assert_max_num_queries(60):
        office.acme.hand_over(office.zoe, by=office.anna.acting())

    assert Contact.objects.filter(owner=office.zoe).count() == 60
