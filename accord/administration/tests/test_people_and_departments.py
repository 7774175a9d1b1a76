"""Who works where, who heads whom, and who no longer does."""

import pytest
from django.test import Client

from accord.accounts.models import Department, User


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def keep(office, url, **values):
    """Ada opens a form, changes these fields and sends it."""
    ada = client_of(office.ada)
    form = ada.get(url).context["form"]
    kept = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (kept | values).items() if value not in (None, "", False)}
    answer = ada.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return ada.get(answer["Location"]).content.decode()


@pytest.mark.covers("DC-019")
def test_a_department_has_a_head_whom_the_list_names(office):
    page = keep(office, f"/directories/department/{office.south.pk}/", head=office.zoe.pk)

    office.south.refresh_from_db()
    assert office.south.head == office.zoe
    assert str(office.zoe) in page


@pytest.mark.covers("DC-021")
def test_new_records_begin_with_the_country_and_currency_of_the_department(office):
    keep(office, "/directories/department/new/", name="East", default_country="PL", default_currency="PLN")
    east = Department.objects.get(name="East")
    keep(office, f"/settings/people/{office.boris.pk}/", department=east.pk)

    client = client_of(office.boris)
    company = client.get("/companies/new/").context["form"].initial
    deal = client.get("/deals/new/").context["form"].initial

    assert (company["country"], company["currency"], deal["currency"]) == ("PL", "PLN", "PLN")


@pytest.mark.covers("DC-021")
def test_a_department_that_works_globally_asks_for_the_country_before_a_deal(office):
    keep(office, f"/directories/department/{office.north.pk}/", works_globally="on")
    request = office.inquiry("Rings", products="Rings")
    anna = client_of(office.anna)

    refused = anna.post(f"/deals/from-request/{request.pk}/")
    request.change("changed", by=office.house, country="PL")
    opened = anna.post(f"/deals/from-request/{request.pk}/")

    assert (refused.status_code, opened.status_code) == (409, 302)
    assert opened["Location"].startswith("/deals/")


@pytest.mark.covers("CK-020")
def test_departments_lie_in_one_another_and_people_have_a_line_manager(office):
    crane, url = office.crane, "/directories/department/new/"
    keep(office, url, name="Sales")
    sales = Department.objects.get(name="Sales")
    keep(office, f"/directories/department/{office.north.pk}/", parent=sales.pk)
    before = client_of(office.zoe).get(crane.get_absolute_url()).status_code

    keep(office, f"/settings/people/{office.zoe.pk}/", department=sales.pk, manager=office.hanna.pk)

    zoe = User.objects.get(pk=office.zoe.pk)
    assert (zoe.department, zoe.manager) == (sales, office.hanna)
    assert (before, client_of(zoe).get(crane.get_absolute_url()).status_code) == (404, 200)


@pytest.mark.covers("DC-031")
def test_an_account_is_closed_from_the_persons_own_page_and_what_they_did_stays(office):
    crane, anna, ada = office.crane, client_of(office.anna), client_of(office.ada)
    url = f"/settings/people/{office.anna.pk}/"
    assert f'action="{url}deactivate/"' in ada.get(url).content.decode()

    ada.post(f"{url}deactivate/")

    assert anna.get("/").status_code == 302
    assert User.objects.get(pk=office.anna.pk).is_live
    assert str(office.anna) in client_of(office.dora).get(crane.get_absolute_url()).content.decode()
    assert f'action="{url}reactivate/"' in ada.get(url).content.decode()
    assert ada.post(f"{url}delete/").status_code == 404
