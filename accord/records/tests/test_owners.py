"""An owner belongs to the department of the record, whatever the door."""

import pytest

from accord.history.models import Door, model_of
from accord.kit.errors import RuleBroken

Deal = model_of("deal")


@pytest.fixture
def dora(office, client):
    client.force_login(office.dora)
    return client


def posted(record, **values):
    return {"name": record.name, "company": record.company_id or "", "version": record.version} | values


def options(page, name):
    select = page[page.index(f'name="{name}"') :]
    return select[: select.index("</select>")]


@pytest.mark.covers("DC-025")
def test_an_owner_from_another_department_is_refused_at_the_field(office, dora):
    deal = office.deal("Quay lights")

    values = posted(deal, owner=office.zoe.pk, department=office.north.pk)
    answer = dora.post(f"/deals/{deal.pk}/edit/", values)
    deal.refresh_from_db()

    assert answer.status_code == 422
    assert "Zoe Okafor does not belong to the department North." in answer.text
    assert deal.owner == office.anna


@pytest.mark.covers("DC-025")
def test_the_choice_of_owners_follows_the_department(office, dora):
    deal = office.deal("Quay lights")

    north = options(dora.get(f"/deals/{deal.pk}/edit/").text, "owner")
    south = dora.get(f"/deals/owners/?department={office.south.pk}&owner={office.zoe.pk}").text
    refused = dora.post(f"/deals/{deal.pk}/edit/", posted(deal, owner=office.anna.pk, department=office.south.pk))

    assert "Boris Petrov" in north
    assert "Zoe Okafor" not in north
    assert f'<option value="{office.zoe.pk}" selected>' in south
    assert "Anna Lindqvist" not in south
    assert "Zoe Okafor" in options(refused.text, "owner")


def test_who_has_no_department_serves_all_of_them(office, dora):
    deal = office.deal("Quay lights")

    values = posted(deal, owner=office.dora.pk, department=office.south.pk)
    dora.post(f"/deals/{deal.pk}/edit/", values)
    deal.refresh_from_db()

    assert deal.owner == office.dora


def test_handing_over_takes_the_record_along_to_the_department_of_its_new_owner(office, dora):
    deal = office.deal("Quay lights")

    values = {"pick": f"{deal.pk}.{deal.version}", "confirmed": "1", "owner": office.zoe.pk}
    answer = dora.post("/deals/bulk/owner/", values)
    deal.refresh_from_db()

    assert answer.status_code == 302
    assert (deal.owner, deal.department) == (office.zoe, office.south)


def test_the_owner_in_place_is_chosen_among_those_of_the_department(office, dora):
    deal = office.deal("Quay lights")

    page = dora.get(f"/deals/{deal.pk}/field/owner/").text
    answer = dora.post(f"/deals/{deal.pk}/field/owner/", {"owner": office.zoe.pk, "version": deal.version})

    assert "Zoe Okafor" not in options(page, "owner")
    assert answer.status_code == 422
    assert "does not belong" in answer.text


@pytest.mark.parametrize("door", [Door.API, Door.IMPORT, Door.WEB])
def test_the_rule_holds_for_whatever_writes(office, door):
    by = office.dora.acting(door)

    with pytest.raises(RuleBroken) as refused:
        Deal.objects.add(
            by=by, name="Wrong", pipeline=office.pipeline, stage=office.stage("New"), currency="EUR",
            owner=office.zoe, department=office.north,
        )  # fmt: skip

    assert "owner" in refused.value.fields


def test_what_was_right_once_can_be_put_back(office):
    deal = office.deal("Quay lights")
    by = office.dora.acting()
    deal.hand_over(office.boris, by=by)
    office.anna.change("edited", by=office.house, department=office.south)

    by.ledger.change_set.undo(by=office.dora.acting())
    deal.refresh_from_db()

    assert deal.owner == office.anna


def test_many_are_checked_too(office):
    deals = [office.deal(f"Deal {number}") for number in range(20)]
    rows = Deal.objects.filter(pk__in=[deal.pk for deal in deals])

    rows.change_all("changed", by=office.dora.acting(), owner=office.boris)

    assert rows.filter(owner=office.boris).count() == 20
    with pytest.raises(RuleBroken):
        rows.change_all("changed", by=office.dora.acting(), owner=office.zoe)
