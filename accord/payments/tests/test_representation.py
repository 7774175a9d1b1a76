"""Payments through a representative office: there for everybody while the switch is on, for nobody while it is off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.contacts.tests.test_round_trip import book_of, imported
from accord.exchange.targets import targets_of
from accord.payments.models import Payment
from accord.preferences import switches
from accord.records import contents

NAME = "through_representation"


@pytest.fixture
def switched_on(office):
    switches.change({NAME: True}, by=office.ada.acting())


def form_of(office, **values):
    return {
        "deal": office.crane.pk, "purpose": "Advance", "amount": "48,600", "currency": "EUR",
        "certainty": "guaranteed", "planned_on": "2027-01-15", "payer": office.acme.pk, **values,
    }  # fmt: skip


@pytest.mark.covers("DC-224")
@pytest.mark.usefixtures("switched_on")
def test_a_payment_is_marked_as_coming_through_the_representative_office(office, client):
    client.force_login(office.anna)
    assert f'name="{NAME}"' in client.get(f"/payments/new/?deal={office.crane.pk}").content.decode()

    client.post("/payments/new/", form_of(office, through_representation="on"))

    payment = Payment.objects.get(purpose="Advance")
    page = client.get(f"/payments/{payment.pk}/").content.decode()
    assert payment.through_representation
    assert page.count("Through a representative office") == 2  # the mark behind the name, and the field
    assert NAME in page


@pytest.mark.covers("DC-224")
@pytest.mark.usefixtures("switched_on")
def test_the_list_has_a_column_a_filter_and_a_mark_for_it(office, client):
    office.payment(office.crane, "10", purpose="Through Astana", through_representation=True)
    office.payment(office.crane, "20", purpose="Straight")
    client.force_login(office.anna)

    page = client.get(f"/payments/?{NAME}=yes&columns=purpose,{NAME}").content.decode()
    board = client.get("/payments/board/?all=1").content.decode()

    assert ">Through Astana</a>" in page
    assert ">Straight</a>" not in page
    assert 'aria-label="Through a representative office"' in page
    assert board.count('aria-label="Through a representative office"') == 1


@pytest.mark.covers("DC-224")
@pytest.mark.usefixtures("switched_on")
def test_the_next_payment_of_a_deal_comes_the_same_way(office, client):
    office.payment(office.crane, "10", through_representation=True)
    client.force_login(office.anna)

    form = client.get(f"/payments/new/?deal={office.crane.pk}").content.decode()

    box = form.split(f'name="{NAME}"', 1)[1].split(">", 1)[0]
    assert "checked" in box


@pytest.mark.usefixtures("switched_on")
def test_what_went_out_comes_back(office, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    marked = office.payment(office.crane, "10", purpose="Through Astana", through_representation=True)
    client.force_login(office.dora)
    book = book_of(client, "/payments/export/?all=1&fields=all")
    marked.discard(by=office.house)

    imported(client, "payment", book)

    assert Payment.objects.live().get(purpose="Through Astana").through_representation


@pytest.mark.usefixtures("switched_on")
def test_its_change_is_told_and_taken_back(office, client):
    client.force_login(office.anna)
    url = f"/payments/{office.advance.pk}/"

    client.post(f"{url}field/{NAME}/", {NAME: "on", "version": office.advance.version})
    office.advance.refresh_from_db()
    assert office.advance.through_representation
    assert "through a representative office" in client.get(f"{url}history/").content.decode()
    office.advance.events.last().change_set.undo(by=office.anna.acting())

    office.advance.refresh_from_db()
    assert not office.advance.through_representation


@pytest.mark.covers("DC-224")
def test_nobody_sees_anything_of_it_while_the_switch_is_off(office, client):
    marked = office.payment(office.crane, "10", purpose="Through Astana", through_representation=True)
    marked.change("changed", by=office.anna.acting(), through_representation=False)
    marked.change("changed", by=office.anna.acting(), through_representation=True)
    client.force_login(office.anna)
    pages = [
        "/payments/?all=1", f"/payments/?{NAME}=no&columns=purpose,{NAME}&sort={NAME}", "/payments/board/?all=1",
        f"/payments/{marked.pk}/", f"/payments/{marked.pk}/edit/", f"/payments/{marked.pk}/history/",
        f"/payments/new/?deal={office.crane.pk}",
    ]  # fmt: skip

    shown = [client.get(url).content.decode() for url in pages]

    assert "Through Astana" in shown[1]  # the filter asks nothing either
    for page in shown:
        assert "representative" not in page
    assert f'name="{NAME}"' not in "".join(shown)
    assert client.get(f"/payments/{marked.pk}/field/{NAME}/").status_code == 404
    assert NAME not in targets_of(contents.pages_of("payment"), office.ada)


def test_what_is_posted_while_the_switch_is_off_is_not_written(office, client):
    client.force_login(office.anna)

    client.post("/payments/new/", form_of(office, through_representation="on"))

    assert not Payment.objects.get(purpose="Advance").through_representation


def test_switching_it_costs_no_page_a_question(office, client):
    office.payment(office.crane, "10", through_representation=True)
    client.force_login(office.anna)
    before = count_of(client, "/payments/?all=1")

    switches.change({NAME: True}, by=office.ada.acting())

    assert count_of(client, "/payments/?all=1") == before


def count_of(client, url):
    client.get(url)  # the first one notes that the session lives
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)
