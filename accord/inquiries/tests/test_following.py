"""A request that gets another owner or department takes along what belongs to it."""

import pytest

from accord.history.models import kinds
from accord.inquiries.models import Inquiry

Deal = kinds()["deal"]
"""It lies above and is known here by its kind."""


def hand_over(client, inquiry, owner, department=None):
    inquiry.refresh_from_db()
    given = {"owner": owner.pk, "version": inquiry.version}
    if department is not None:
        given["department"] = department.pk
    name = "department" if department is not None else "owner"
    return client.post(f"/requests/{inquiry.pk}/field/{name}/", given)


@pytest.mark.covers("DC-102")
def test_a_new_owner_of_a_request_gets_its_deal_company_and_contacts(office, client):
    asked = office.inquiry("Brakes", contact=office.rudi, company=office.acme, owner=office.anna)
    deal = Deal.objects.open_from(asked, by=office.anna.acting())
    client.force_login(office.dora)

    answer = hand_over(client, asked, office.boris)

    for record in (deal, office.acme, office.rudi):
        record.refresh_from_db()
    assert answer.status_code in (200, 302)
    assert [deal.owner, office.acme.owner, office.rudi.owner] == [office.boris] * 3
    told = client.get(f"/deals/{deal.pk}/history/").content.decode()
    assert "Went along with its request" in told


@pytest.mark.covers("DC-102")
def test_a_lead_goes_along_to_another_department(office, client):
    asked = office.inquiry("Quay", lead=office.quay)
    client.force_login(office.dora)

    hand_over(client, asked, office.zoe, office.south)

    asked.refresh_from_db()
    office.quay.refresh_from_db()
    assert (asked.department, office.quay.department) == (office.south, office.south)


def test_whoever_takes_a_request_takes_no_customer_of_a_colleague(office, client):
    asked = office.inquiry("Brakes", company=office.acme, owner=None)
    client.force_login(office.boris)

    client.post(f"/requests/{asked.pk}/take/")

    office.acme.refresh_from_db()
    assert Inquiry.objects.get(pk=asked.pk).owner == office.boris
    assert office.acme.owner == office.anna
    assert "belongs to <b>Anna Lindqvist</b>" in client.get(asked.get_absolute_url()).content.decode()


def test_whoever_takes_a_request_takes_its_lead_that_nobody_has(office, client):
    asked = office.inquiry("Quay", lead=office.quay)
    client.force_login(office.boris)

    client.post(f"/requests/{asked.pk}/take/")

    office.quay.refresh_from_db()
    assert office.quay.owner == office.boris


def test_taking_back_gives_everything_back_at_once(office):
    asked = office.inquiry("Brakes", company=office.acme, owner=office.anna)
    by = office.dora.acting()
    asked.change("edited", by=by, owner=office.boris)

    by.ledger.change_set.undo(by=office.dora.acting())

    office.acme.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.owner, office.acme.owner) == (office.anna, office.anna)
