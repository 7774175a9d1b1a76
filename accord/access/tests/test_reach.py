"""How far a right reaches, and what widens and narrows it."""

import pytest
from django.test import Client

from accord.access import policy
from accord.access.models import Grant, Role
from accord.access.words import Reach, Right
from accord.preferences import switches

RIGHTS = ("view", "add", "change", "delete")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def status(person, address):
    return client_of(person).get(address).status_code


def named(page, *records):
    """Which of these stand in the list, each by its link."""
    text = page.content.decode()
    return [f">{record}</a>" in text for record in records]


def allow(office, person, kind, *rights, reach="department"):
    """A role of the office's own with these rights on one type, held by the person."""
    role = Role.objects.add(by=office.ada.acting(), code=f"own-{kind}", name=f"Own {kind}")
    for right in rights:
        Grant.objects.add(by=office.ada.acting(), role=role, type=kind, right=right, reach=reach)
    give(office, person, role)


def give(office, person, *roles):
    """Ada ticks roles on the person's page, which shows the ones already held as ticked."""
    url = f"/settings/people/{person.pk}/"
    form = client_of(office.ada).get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    sent["roles"] = [*form["roles"].value(), *(role.pk for role in roles)]
    answer = client_of(office.ada).post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()


@pytest.mark.covers("DC-007")
@pytest.mark.parametrize("right", RIGHTS)
def test_seeing_adding_changing_and_deleting_are_four_rights_apart(office, right):
    acme, contact = office.acme, office.rudi
    allow(office, office.sven, "company", *{"view", right})
    url = acme.get_absolute_url()
    doors = {"view": url, "add": "/companies/new/", "change": f"{url}edit/", "delete": f"{url}delete/"}

    answers = {name: status(office.sven, door) for name, door in doors.items()}

    assert {name for name, answer in answers.items() if answer == 200} == {"view", right}
    assert {answer for name, answer in answers.items() if name not in {"view", right}} <= {403}
    assert status(office.sven, contact.get_absolute_url()) == 404


@pytest.mark.covers("DC-011")
def test_somebody_with_two_roles_may_do_what_either_allows(office):
    payment, request = office.advance, office.web_request
    roles = {role.code: role for role in Role.objects.all()}
    doors = [payment.get_absolute_url(), f"{request.get_absolute_url()}edit/"]

    answers = []
    for added in ("operator", "accountant"):
        give(office, office.sven, roles[added])
        answers.append([status(office.sven, door) for door in doors])

    assert answers == [[404, 200], [200, 200]]


@pytest.mark.covers("DC-022")
def test_what_somebody_makes_belongs_to_their_department_and_stays_in_it(office):
    anna, url = client_of(office.anna), "/companies/new/"
    form = anna.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}

    answer = anna.post(url, sent | {"name": "Kiel Werft"})

    assert answer.status_code == 302, answer.context["form"].errors
    company = type(office.acme).objects.get(name="Kiel Werft")
    assert company.department == office.north
    for door in ("/companies/?all=1", "/find/?q=Kiel", "/pick/company/?q=Kiel", "/companies/export/?all=1&format=csv"):
        assert "Werft" in text_of(client_of(office.boris).get(door)), door
        assert "Werft" not in text_of(client_of(office.zoe).get(door)), door
    assert status(office.zoe, company.get_absolute_url()) == 404


def text_of(answer):
    return b"".join(answer).decode()


@pytest.mark.covers("DC-026")
def test_colleagues_look_at_each_others_records_and_change_nothing(office):
    boris = client_of(office.boris)
    for record in (office.acme, office.rudi, office.crane, office.advance):
        url = record.get_absolute_url()

        assert boris.get(url).status_code == 200
        for door in ("edit/", "delete/"):
            assert boris.post(f"{url}{door}", {"version": record.version}).status_code == 403, f"{url}{door}"
        assert type(record).objects.get(pk=record.pk).version == record.version


@pytest.mark.covers("CK-005", "CK-008")
def test_a_switch_leaves_sellers_their_own_deals_and_those_they_watch(office):
    own, watched = office.deal("Of Boris", owner=office.boris), office.deal("Watched by Boris")
    shared = office.deal("Together with Boris", co_owner=office.boris)
    watched.change("watched", by=office.house, watchers=[office.boris.pk])
    deals = [own, watched, shared, office.crane]
    before = named(client_of(office.boris).get("/deals/?all=1"), *deals)

    values = {name: value for name, value in switches.values().items() if value is not False}
    client_of(office.ada).post("/settings/", values | {"own_deals_only": "on"})

    assert before == [True] * 4
    assert named(client_of(office.boris).get("/deals/?all=1"), *deals) == [True, True, True, False]
    assert named(client_of(office.dora).get("/deals/?all=1"), *deals) == [True] * 4
    assert status(office.boris, office.crane.get_absolute_url()) == 404
    assert status(office.boris, watched.get_absolute_url()) == 200


@pytest.mark.covers("CK-007")
def test_a_role_of_wide_reach_shows_its_holders_every_deal_and_nobody_else(office):
    crane, pumps = office.crane, office.pumps
    allow(office, office.anna, "deal", "view", reach="all")

    assert named(client_of(office.anna).get("/deals/?all=1"), crane, pumps) == [True, True]
    assert status(office.anna, pumps.get_absolute_url()) == 200
    assert status(office.anna, f"{pumps.get_absolute_url()}edit/") == 403
    assert status(office.anna, f"{crane.get_absolute_url()}edit/") == 200
    assert named(client_of(office.boris).get("/deals/?all=1"), crane, pumps) == [True, False]
    assert status(office.sven, "/deals/?all=1") == 200
    assert named(client_of(office.sven).get("/deals/?all=1"), crane, pumps) == [False, False]


@pytest.mark.covers("CK-013")
def test_every_seller_of_the_department_works_on_what_nobody_owns(office):
    for record in (office.crane, office.acme):
        record.change("freed", by=office.house, owner=None)
        door = f"{record.get_absolute_url()}edit/"

        answers = {name: status(getattr(office, name), door) for name in ("anna", "boris", "hanna", "zoe", "sven")}
        assert answers == {"anna": 200, "boris": 200, "hanna": 200, "zoe": 404, "sven": 404}
    moved = client_of(office.boris).post(
        f"/deals/{office.crane.pk}/move/", {"stage": office.stage("Decision").pk, "version": office.crane.version}
    )
    assert moved.status_code == 302
    assert type(office.crane).objects.get(pk=office.crane.pk).stage == office.stage("Decision")


@pytest.mark.parametrize("right", [Right.VIEW, Right.CHANGE])
def test_the_words_that_are_kept_are_those_that_the_query_would_say(office, right):
    for model in (type(office.crane), type(office.acme), type(office.payment(office.crane, "10"))):
        for person in (office.hanna, office.dora, office.anna):
            scope = policy.Scope(person, model.kind)
            reach = scope.reach(right)
            if reach not in {Reach.ALL, Reach.DEPARTMENT}:
                continue
            spelled = policy._checked_per_row(policy._wide(scope, reach, right), "default")
            plain = model.objects.order_by()
            inside = [plain.filter(spelled), policy.reached(plain, person, right)]

            assert str(inside[0].query) == str(inside[1].query)
            said, kept = (str(plain.filter(pk__in=rows.values("pk")).query) for rows in inside)
            assert said == kept
