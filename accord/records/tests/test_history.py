"""History told to its reader, with the rights of now (decision 13)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.access.models import Grant, Role
from accord.access.shipped import give
from accord.access.words import Reach, Right
from accord.history.models import Door
from accord.records.show import Timeline

HTMX = {"HX-Request": "true"}


def told(record, reader):
    return [item for _day, items in Timeline.of(record, reader).days for item in items]


def words(item):
    """What an event says, without its tags."""
    return str(item.sentence).replace("<b>", "").replace("</b>", "")


def test_it_says_who_did_what_from_what_to_what(office):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call them")
    office.crane.change("changed", by=office.dora.acting(), next_step="Write to them")

    newest = told(office.crane, office.anna)[0]
    (difference,) = newest.differences

    assert words(newest) == "Dora Castellan changed"
    assert str(difference.label) == "next step"
    assert (difference.before.value, difference.after.value) == ("Call them", "Write to them")


@pytest.mark.covers("DC-061", "CK-179", "CK-319")
def test_the_history_page_says_who_changed_what_and_when(office, client):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call them")
    client.force_login(office.anna)

    tab = client.get(f"/deals/{office.crane.pk}/?tab=history").text
    page = client.get(f"/deals/{office.crane.pk}/history/").text

    at = office.crane.changed_at.astimezone(office.anna.zone)
    for said in ("Dora Castellan", "next step", "Call them", f'datetime="{at:%Y-%m-%dT%H:%M:%S}'):
        assert said in tab
        assert said in page


def test_ones_own_doings_are_told_as_yours(office):
    assert words(told(office.crane, office.anna)[-1]) == "You added this"


def test_it_says_through_which_door_unless_it_was_a_page(office):
    office.crane.change("changed", by=office.dora.acting(Door.API), product="Gears")
    office.crane.change("changed", by=office.dora.acting(Door.WEB), product="Brakes")

    by_page, by_api = told(office.crane, office.anna)[:2]

    assert (by_page.door, by_api.door) == ("", "API")


def test_what_nobody_did_is_told_by_its_door(office):
    (made,) = told(office.web_request, office.olga)

    assert words(made) == "Web form added this"
    assert made.door == ""


def test_a_verb_of_the_type_is_a_whole_sentence(office):
    office.crane.win(by=office.anna.acting(), reason=office.signed)

    sentences = [words(item) for item in told(office.crane, office.boris)]

    assert not [sentence for sentence in sentences if ": " in sentence]


def test_a_linked_record_is_named_only_to_who_sees_it_now(office):
    office.crane.change("changed", by=office.house.consequence(), company=office.solar)

    (for_anna,) = told(office.crane, office.anna)[0].differences
    (for_dora,) = told(office.crane, office.dora)[0].differences

    assert (for_anna.after.look, for_anna.after.value) == ("unseen", "Company you cannot see")
    assert (for_dora.after.look, for_dora.after.value) == ("record", "Solar Pumps Ltd")
    assert for_anna.before.value == "Acme Harbour GmbH"


@pytest.fixture
def clerk(office):
    """Sees two fields of every deal."""
    role = Role.objects.add(by=office.house, code="clerk", name="Clerk")
    Grant.objects.add(
        by=office.house, role=role, type="deal", right=Right.VIEW, reach=Reach.ALL, fields=["name", "next_step"]
    )
    person = office.person("Carl Clerk", None, None)
    give(person.pk, "clerk", by=office.house)
    person.refresh_from_db()
    return person


def test_a_field_one_may_not_read_says_only_that_it_changed(office, clerk, client):
    office.crane.change("changed", by=office.dora.acting(), product="Secret gears", next_step="Call")
    client.force_login(clerk)

    page = client.get(f"/deals/{office.crane.pk}/history/").text
    next_step, product = told(office.crane, clerk)[0].differences

    assert "Secret gears" not in page
    assert (next_step.hidden, product.hidden) == (False, True)


def test_amounts_and_choices_and_days_are_told_in_words(office):
    office.crane.change("changed", by=office.dora.acting(), amount="5", important=True, expected_on="2026-12-18")

    by_label = {str(item.label): item.after for item in told(office.crane, office.anna)[0].differences}

    assert by_label["amount"].look == "money"
    assert by_label["important"].look == "yes"
    assert {shown.look for shown in by_label.values()} == {"money", "yes", "day"}


def test_a_long_history_is_told_in_portions(office, client):
    for number in range(60):
        office.crane.change("changed", by=office.dora.acting(), product=f"Gear no. {number}")
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/history/"

    first = client.get(url)
    rest = client.get(url, {"before": first.context["timeline"].earlier}, headers=HTMX)

    assert "Gear no. 59" in first.text
    assert "You added this" not in first.text.replace("<b>", "").replace("</b>", "")
    assert "<html" not in rest.text
    assert "You</b> added this" in rest.text


@pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 30, ""])
def test_nonsense_in_the_address_of_a_history_is_harmless(office, client, nonsense):
    client.force_login(office.anna)

    assert client.get(f"/deals/{office.crane.pk}/history/", {"before": nonsense}).status_code == 200


def test_a_longer_history_costs_no_more(office):
    office.crane.change("changed", by=office.dora.acting(), company=office.company("Beta Works", country="DE"))
    with CaptureQueriesContext(connection) as few:
        told(office.crane, office.anna)
    for company in [office.acme, office.company("Gamma", country="DE")] * 8:
        office.crane.change("changed", by=office.dora.acting(), company=company)

    with CaptureQueriesContext(connection) as many:
        told(office.crane, office.anna)

    assert len(few) == len(many)


def test_saving_one_field_stays_within_its_bar(office, client):
    """≤ 15 queries with history, event, search and notices (proof.md 2), one of them in reserve."""
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/field/product/"
    client.get(url)

    with CaptureQueriesContext(connection) as queries:
        client.post(url, {"version": office.crane.version, "product": "Gears"})

    spoken = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(spoken) <= 14, "\n".join(sql[:90] for sql in spoken)
