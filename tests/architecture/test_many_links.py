"""Links to several records are searched for, like a single one: no form reads a whole table."""

from __future__ import annotations

import pytest
from django import forms

from accord.deals.models import Deal
from accord.records import contents
from accord.records.forms import LinkField
from accord.records.models import Record
from tests.matrix.records import record_in


@pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
def test_no_form_offers_all_records_of_a_type(office, client, pages):
    record = record_in(office, pages.record.kind, "own")
    client.force_login(office.ada)

    form = client.get(f"{record.get_absolute_url()}edit/").context["form"]

    offering = [field for field in form.fields.values() if isinstance(field, forms.ModelChoiceField)]
    assert not [
        field for field in offering if issubclass(field.queryset.model, Record) and not isinstance(field, LinkField)
    ]


def test_further_contacts_are_chosen_one_by_one_by_id_or_by_name(office, client):
    lena, other = office.contact("Lena", "Moor"), office.contact("Otto", "Ohm")
    deal = office.crane
    client.force_login(office.anna)
    page = client.get(f"/deals/{deal.pk}/edit/")
    sent = sent_back(page) | {"contacts_0_text": str(lena.pk), "contacts_1_text": "Ohm"}

    answer = client.post(f"/deals/{deal.pk}/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    again = client.get(f"/deals/{deal.pk}/edit/").text

    assert set(deal.contacts.all()) == {lena, other}
    assert 'value="Lena Moor"' in again
    assert 'name="contacts_3_text"' in again


def test_a_further_contact_that_one_does_not_see_stays_and_is_not_named(office, client):
    hidden, deal = office.contact("Hid", "Den", owner=office.zoe), office.crane
    deal.change("edited", by=office.house, contacts=[hidden.pk])
    client.force_login(office.anna)
    page = client.get(f"/deals/{deal.pk}/edit/")

    client.post(f"/deals/{deal.pk}/edit/", sent_back(page) | {"product": "Lamps"})

    assert "Hid Den" not in page.text
    assert list(Deal.objects.get(pk=deal.pk).contacts.all()) == [hidden]
    assert Deal.objects.get(pk=deal.pk).product == "Lamps"


@pytest.mark.parametrize("typed", ["99999999", "Nobody At All", "ID " + "9" * 40, "\x00", "%"])
def test_what_fits_no_contact_is_said_at_the_field(office, client, typed):
    client.force_login(office.anna)
    page = client.get(f"/deals/{office.crane.pk}/edit/")

    answer = client.post(f"/deals/{office.crane.pk}/edit/", sent_back(page) | {"contacts_0_text": typed})

    assert answer.status_code in {302, 422}
    assert answer.status_code == 302 or answer.context["form"].errors["contacts"]
    assert not office.crane.contacts.exists()


def test_twenty_chosen_cost_no_more_questions_than_two(office, client, django_assert_max_num_queries):
    client.force_login(office.anna)
    deal = office.crane
    client.get(f"/deals/{deal.pk}/edit/")
    counts = []
    for number in (2, 20):
        people = [office.contact(f"Kim{number}", f"Of {each}").pk for each in range(number)]
        deal.change("edited", by=office.house, contacts=people)
        with django_assert_max_num_queries(100) as found:
            page = client.get(f"/deals/{deal.pk}/edit/")
        counts.append(len(found))
        assert f"Kim{number} Of 1" in page.text
        deal.refresh_from_db()

    assert counts[0] == counts[1]


def sent_back(page):
    """What a browser sends back of an untouched form."""
    form = page.context["form"]
    sent = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if name == "contacts":
            for number, one in enumerate(value or []):
                text = field.describe([one]).get(str(one), "")
                sent |= {f"{name}_{number}": one, f"{name}_{number}_was": text, f"{name}_{number}_text": text}
        elif value not in (None, "", []):
            sent[name] = value
    return sent
