"""Those who keep the house, and everybody else, for whom its pages do not exist."""

from __future__ import annotations

import pytest
from django.test import Client

from accord.access.models import Membership
from accord.accounts.models import User
from accord.administration import first
from accord.administration.models import Welcome
from accord.dictionaries.models import Industry
from accord.history.models import ChangeSet
from accord.preferences import switches

PAGES = (
    "/settings/",
    "/settings/people/",
    "/settings/people/new/",
    "/settings/departments/",
    "/settings/departments/new/",
    "/settings/roles/",
    "/settings/jobs/",
)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.covers("DC-003")
@pytest.mark.parametrize("name", ["anna", "olga", "dora", "erik", "carla", "sven"])
def test_for_others_the_pages_of_administrators_do_not_exist(office, name):
    client = client_of(getattr(office, name))

    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 404)
    assert client.post(f"/settings/people/{office.boris.pk}/deactivate/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_ada_opens_each_of_them(office, page):
    assert client_of(office.ada).get(page).status_code == 200


def test_ada_hires_somebody_with_a_role_in_one_change(office):
    form = {"first_name": "Nina", "last_name": "Vogel", "username": "nina", "time_zone": "Europe/Berlin"}
    role = Membership.objects.get(person=office.anna).role
    form |= {"department": office.north.pk, "roles": [role.pk], "new_password": "a phrase that is long"}

    answer = client_of(office.ada).post("/settings/people/new/", form)

    nina = User.objects.get(username="nina")
    assert answer.status_code == 302, answer.content.decode()
    assert nina.check_password("a phrase that is long")
    assert "deal" in nina.compiled["rights"]
    assert {event.change_set_id for event in nina.events} == {ChangeSet.objects.latest("pk").pk}


def test_a_name_that_is_taken_is_said_in_the_form_and_nothing_is_written(office):
    form = {"first_name": "Another", "username": "ANNA", "time_zone": "UTC"}

    answer = client_of(office.ada).post("/settings/people/new/", form)

    assert answer.status_code == 422
    assert not User.objects.filter(first_name="Another").exists()


def test_ada_cannot_close_her_own_account(office):
    assert client_of(office.ada).post(f"/settings/people/{office.ada.pk}/deactivate/").status_code == 409


def test_a_switch_narrows_what_sellers_see_and_undo_widens_it_again(office):
    office.crane
    boris, ada = client_of(office.boris), client_of(office.ada)
    assert boris.get(office.crane.get_absolute_url()).status_code == 200

    values = {name: value for name, value in switches.values().items() if value is not False}
    ada.post("/settings/", values | {"own_deals_only": "on"})
    narrowed = boris.get(office.crane.get_absolute_url()).status_code
    ChangeSet.objects.latest("pk").undo(by=office.ada.acting())

    assert narrowed == 404
    assert boris.get(office.crane.get_absolute_url()).status_code == 200


def test_dora_keeps_a_directory_and_anna_does_not_see_it(office):
    form = {"name": "Aviation", "position": "5", "active": "on"}

    assert client_of(office.dora).post("/directories/industry/new/", form).status_code == 302
    assert Industry.objects.live().filter(name="Aviation").exists()
    assert client_of(office.anna).get("/directories/industry/").status_code == 404
    assert client_of(office.dora).get("/settings/departments/").status_code == 404


def test_an_entry_of_the_same_name_is_refused_in_words(office):
    client = client_of(office.dora)
    client.post("/directories/industry/new/", {"name": "Aviation", "position": "5", "active": "on"})

    again = client.post("/directories/industry/new/", {"name": "aviation", "position": "6", "active": "on"})

    assert again.status_code == 422
    assert Industry.objects.filter(name__iexact="aviation").count() == 1


def test_the_first_administrator_comes_by_a_link_that_works_once(db):
    from accord.access import shipped
    from accord.history.models import Actor

    shipped.install(by=Actor.house())
    link = first.console_link()
    form = {"name": "Grace Hopper", "username": "grace", "password": "compilers are people too"}

    assert Client().get(link).status_code == 200
    client = Client()
    assert client.post(link, form).status_code == 302
    assert client.get("/settings/").status_code == 200
    assert Client().post(link, form | {"username": "eve"}).status_code == 404
    assert first.console_link() == ""


def test_a_guessed_or_old_link_is_not_there(db):
    Welcome.objects.issue()
    newer = Welcome.objects.issue()

    assert Client().get("/welcome/guessed/").status_code == 404
    assert Client().get(f"/welcome/{newer}/").status_code == 200
    assert Welcome.objects.count() == 1
