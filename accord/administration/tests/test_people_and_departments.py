"""Who works where, who heads whom, and who no longer does."""

import re

import pytest
from django.test import Client

from accord.access.models import Role
from accord.accounts.models import Department, User
from accord.administration import leaving
from accord.contacts.models import Company
from accord.deals.models import Deal
from accord.history.models import ChangeSet
from accord.jobs.running import run_due
from accord.records.models import Undertaking


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
    page = keep(office, f"/settings/departments/{office.south.pk}/", head=office.zoe.pk)

    office.south.refresh_from_db()
    assert office.south.head == office.zoe
    assert str(office.zoe) in page


@pytest.mark.covers("DC-021")
def test_new_records_begin_with_the_country_and_currency_of_the_department(office):
    keep(office, "/settings/departments/new/", name="East", default_country="PL", default_currency="PLN")
    east = Department.objects.get(name="East")
    keep(office, f"/settings/people/{office.boris.pk}/", department=east.pk)

    client = client_of(office.boris)
    company = client.get("/companies/new/").context["form"].initial
    deal = client.get("/deals/new/").context["form"].initial

    assert (company["country"], company["currency"], deal["currency"]) == ("PL", "PLN", "PLN")


@pytest.mark.covers("DC-021")
def test_a_department_that_works_globally_asks_for_the_country_before_a_deal(office):
    keep(office, f"/settings/departments/{office.north.pk}/", works_globally="on")
    request = office.inquiry("Rings", products="Rings")
    anna = client_of(office.anna)

    refused = anna.post(f"/deals/from-request/{request.pk}/")
    request.change("changed", by=office.house, country="PL")
    opened = anna.post(f"/deals/from-request/{request.pk}/")

    assert (refused.status_code, opened.status_code) == (409, 302)
    assert opened["Location"].startswith("/deals/")


@pytest.mark.covers("CK-020")
def test_departments_lie_in_one_another_and_people_have_a_line_manager(office):
    crane, url = office.crane, "/settings/departments/new/"
    keep(office, url, name="Sales")
    sales = Department.objects.get(name="Sales")
    keep(office, f"/settings/departments/{office.north.pk}/", parent=sales.pk)
    before = client_of(office.zoe).get(crane.get_absolute_url()).status_code

    keep(office, f"/settings/people/{office.zoe.pk}/", department=sales.pk, manager=office.hanna.pk)

    zoe = User.objects.get(pk=office.zoe.pk)
    assert (zoe.department, zoe.manager) == (sales, office.hanna)
    assert (before, client_of(zoe).get(crane.get_absolute_url()).status_code) == (404, 200)


@pytest.mark.covers("DC-031")
def test_an_account_is_closed_from_the_persons_own_page_and_what_they_did_stays(office):
    crane, anna, ada = office.crane, client_of(office.anna), client_of(office.ada)
    url = f"/settings/people/{office.anna.pk}/"
    assert f'href="{url}deactivate/"' in ada.get(url).content.decode()

    ada.post(f"{url}deactivate/")

    assert anna.get("/").status_code == 302
    assert User.objects.get(pk=office.anna.pk).is_live
    assert str(office.anna) in client_of(office.dora).get(crane.get_absolute_url()).content.decode()
    assert f'action="{url}reactivate/"' in ada.get(url).content.decode()
    assert ada.post(f"{url}delete/").status_code == 404


def invitation_of(office, person):
    """The link as Ada's page shows it once."""
    page = client_of(office.ada).post(f"/settings/people/{person.pk}/invite/").content.decode()
    return re.search(r"http://testserver(/welcome/[^<\"]+)", page)[1]


def test_whoever_is_invited_chooses_a_password_and_is_in(office):
    ada = client_of(office.ada)
    answer = ada.post("/settings/people/new/", {"first_name": "Nina", "username": "nina", "time_zone": "UTC"})
    nina = User.objects.get(username="nina")
    assert "cannot sign in yet" in ada.get(answer["Location"]).content.decode()

    link, stranger = invitation_of(office, nina), Client()
    weak = stranger.post(link, {"password": "12345"})
    chosen = stranger.post(link, {"password": "a phrase that is long"})

    assert (weak.status_code, chosen.status_code) == (422, 302)
    assert stranger.get("/").status_code == 200
    assert User.objects.get(pk=nina.pk).check_password("a phrase that is long")
    assert Client().get(link).status_code == 404


def test_a_newer_invitation_and_a_closed_account_end_older_links(office):
    first, second = invitation_of(office, office.sven), invitation_of(office, office.sven)
    other = invitation_of(office, office.boris)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == Client().get(other).status_code == 200

    office.sven.deactivate(by=office.ada.acting())

    assert Client().post(second, {"password": "a phrase that is long"}).status_code == 422
    assert not User.objects.get(pk=office.sven.pk).check_password("a phrase that is long")


@pytest.mark.covers("DC-031")
def test_who_leaves_hands_over_everything_and_undo_brings_them_back(office):
    crane, acme, payment = office.crane, office.acme, office.advance
    office.sven.change("changed", by=office.house, manager=office.hanna)
    office.crane.hand_over(office.hanna, by=office.anna.acting())
    ada, url = client_of(office.ada), f"/settings/people/{office.hanna.pk}/deactivate/"
    asked = ada.get(url).content.decode()
    assert "Head of North" in asked
    assert "Line manager of Sven Holm" in asked

    assert ada.post(url, {"to": office.zoe.pk}).status_code == 302

    for each in (crane, payment, office.north, office.sven):
        each.refresh_from_db()
    assert (crane.owner, crane.department, payment.owner) == (office.zoe, office.south, office.zoe)
    assert (office.north.head, office.sven.manager) == (office.zoe, office.zoe)
    assert Company.objects.get(pk=acme.pk).owner == office.anna
    assert ada.post(f"/undo/{ChangeSet.objects.latest('pk').pk}/").status_code in (200, 302)
    crane.refresh_from_db()
    assert (crane.owner, crane.department) == (office.hanna, office.north)
    assert User.objects.get(pk=office.hanna.pk).is_active


def test_an_account_is_not_handed_to_itself_or_to_somebody_who_left(office):
    ada, url = client_of(office.ada), f"/settings/people/{office.anna.pk}/deactivate/"

    answers = [ada.post(url, {"to": to}).status_code for to in (office.anna.pk, office.gustav.pk, "x", "9" * 30)]

    assert answers == [422, 422, 422, 422]
    assert User.objects.get(pk=office.anna.pk).is_active


def test_what_is_much_is_handed_over_by_the_worker_and_comes_back(office, monkeypatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 3)
    monkeypatch.setattr(leaving, "PORTION", 2)
    deals, ada = [office.crane, *(office.deal(f"Deal {number}") for number in range(4))], client_of(office.ada)
    owners = Deal.objects.filter(pk__in=[deal.pk for deal in deals]).values_list("owner", flat=True).distinct()

    answer = ada.post(f"/settings/people/{office.anna.pk}/deactivate/", {"to": office.boris.pk})
    before = set(owners.all())
    run_due()
    page = ada.get(answer["Location"]).text
    after = set(owners.all())
    ada.post(f"/undo/{Undertaking.objects.get().change_set_id}/")
    run_due()

    assert (before, after) == ({office.anna.pk}, {office.boris.pk})
    assert "Handing over what Anna Lindqvist owned" in page
    assert Undertaking.objects.get(work="hand over").is_done
    assert set(owners.all()) == {office.anna.pk}


def test_handing_over_stops_where_the_one_who_asked_administers_no_more(office, monkeypatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 0)
    crane, ada = office.crane, client_of(office.ada)
    ada.post(f"/settings/people/{office.anna.pk}/deactivate/", {"to": office.boris.pk})
    Role.objects.get(code="administrator").hold_exactly([office.dora], by=office.house, among=[office.ada, office.dora])

    run_due()

    assert Deal.objects.get(pk=crane.pk).owner == office.anna
    assert Undertaking.objects.get().is_refused


def test_people_are_found_and_those_who_left_stand_apart(office):
    ada = client_of(office.ada)

    found = ada.get("/settings/people/?q=lindq").content.decode()
    left = ada.get("/settings/people/?closed=1").content.decode()

    assert "Anna Lindqvist" in found
    assert "Boris" not in found
    assert "Gustav Adler" in left
    assert "Anna" not in left.split("<table", 1)[1]


def test_a_lost_telephone_is_signed_out_by_an_administrator(office):
    anna = client_of(office.anna)
    assert anna.get("/").status_code == 200

    client_of(office.ada).post(f"/settings/people/{office.anna.pk}/sessions/end/")

    assert anna.get("/").status_code == 302


@pytest.mark.covers("CK-020")
def test_a_department_is_no_part_of_itself_and_stays_while_people_are_in_it(office):
    ada = client_of(office.ada)
    inner = Department.objects.add(by=office.house, name="Ports", parent=office.north)
    form = {"name": "North", "parent": inner.pk, "version": office.north.version}

    looped = ada.post(f"/settings/departments/{office.north.pk}/", form)

    assert looped.status_code == 422
    assert "part of itself" in looped.content.decode()
    assert ada.post(f"/settings/departments/{office.north.pk}/delete/").status_code == 409
    assert ada.post(f"/settings/departments/{inner.pk}/delete/").status_code == 302
    page = ada.get("/settings/departments/").content.decode()
    assert str(office.hanna) in page
    assert "Ports" not in page
