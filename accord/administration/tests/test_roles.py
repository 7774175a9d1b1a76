"""Roles are data: administrators make them, change them, copy them, and cannot lock themselves out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accord.access.models import Grant, Membership, Role
from accord.accounts.models import User
from accord.history.models import ChangeSet
from accord.kit.errors import RuleBroken


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def as_shown(ada: Client, url: str) -> dict[str, Any]:
    """What a browser would send of this form, nothing changed."""
    form = ada.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def undo_the_latest(ada: Client) -> int:
    return ada.post(f"/undo/{ChangeSet.objects.latest('pk').pk}/").status_code


def status(person: Any, record: Any, door: str = "") -> int:
    return client_of(person).get(f"{record.get_absolute_url()}{door}").status_code


@pytest.mark.covers("DC-009")
def test_ada_makes_a_role_whose_holder_sees_all_deals_and_changes_one_field_of_them(office):
    ada, crane = client_of(office.ada), office.crane
    before = status(office.sven, crane)

    answer = ada.post(
        "/settings/roles/new/",
        {
            "name": "Приёмка",
            "view-deal": "all",
            "change-deal": "all",
            "fields-change-deal": ["next_step"],
            "specials": ["export"],
            "people": [office.sven.pk],
        },
    )

    form = client_of(office.sven).get(f"{crane.get_absolute_url()}edit/").context["form"]
    made = Role.objects.get(name="Приёмка")
    assert answer.status_code == 302
    assert (before, status(office.sven, crane)) == (404, 200)
    assert {field.name for field in form.visible_fields()} == {"next_step"}
    assert {event.change_set_id for event in made.events} == {ChangeSet.objects.latest("pk").pk}
    assert "Приёмка" in ada.get("/settings/roles/").content.decode()


@pytest.mark.covers("DC-009")
def test_a_role_changes_rights_at_once_and_undo_gives_them_back(office):
    ada, url = client_of(office.ada), f"/settings/roles/{role('sales_manager').pk}/"
    crane = office.crane
    assert status(office.boris, crane) == 200

    answer = ada.post(url, as_shown(ada, url) | {"view-deal": "own", "delete-deal": "", "view-company": "all"})
    changed = status(office.boris, crane), status(office.anna, crane, "delete/")

    assert answer.status_code == 302
    assert changed == (404, 403)
    assert undo_the_latest(ada) in (200, 302)
    assert (status(office.boris, crane), status(office.anna, crane, "delete/")) == (200, 200)


@pytest.mark.parametrize("code", ["co_worker", "sales_manager", "accountant", "executive", "administrator"])
def test_saving_a_role_as_it_is_changes_nothing(office, code):
    ada, url = client_of(office.ada), f"/settings/roles/{role(code).pk}/"
    grants, compiled = list(Grant.objects.live().values()), list(User.objects.order_by("pk").values_list("compiled"))

    assert ada.post(url, as_shown(ada, url)).status_code == 302

    assert list(Grant.objects.live().values()) == grants
    assert list(User.objects.order_by("pk").values_list("compiled")) == compiled
    assert role(code).version == 1


@pytest.mark.covers("DC-009")
def test_a_copy_reaches_as_far_as_its_original_and_nobody_holds_it(office):
    answer = client_of(office.ada).post(f"/settings/roles/{role('executive').pk}/copy/")

    copy = Role.objects.latest("pk")
    cells = ("type", "right", "reach", "fields", "narrowed_by")
    rights = [
        sorted(map(str, Grant.objects.live().filter(role=each).values_list(*cells)))
        for each in (copy, role("executive"))
    ]
    assert answer["Location"] == f"/settings/roles/{copy.pk}/"
    assert rights[0] == rights[1]
    assert copy.specials == role("executive").specials
    assert not copy.shipped
    assert not Membership.objects.filter(role=copy).exists()


def test_a_role_of_ones_own_is_deleted_with_its_rights_and_a_shipped_one_stays(office):
    ada, crane = client_of(office.ada), office.crane
    ada.post("/settings/roles/new/", {"name": "Looks", "view-deal": "all", "people": [office.sven.pk]})
    made, seen = Role.objects.get(name="Looks"), status(office.sven, crane)

    assert ada.post(f"/settings/roles/{made.pk}/delete/").status_code == 302
    assert (seen, status(office.sven, crane)) == (200, 404)
    assert undo_the_latest(ada) in (200, 302)
    assert status(office.sven, crane) == 200
    assert ada.post(f"/settings/roles/{role('operator').pk}/delete/").status_code == 409


def test_who_came_second_is_told_and_changes_nothing(office):
    ada, url = client_of(office.ada), f"/settings/roles/{role('operator').pk}/"
    sent = as_shown(ada, url) | {"about": "Takes calls."}
    role("operator").change("changed", by=office.house, about="Answers letters.")

    answer = ada.post(url, sent)

    assert answer.status_code in (409, 422)
    assert role("operator").about == "Answers letters."


@pytest.mark.parametrize("name", ["anna", "dora", "carla", "sven"])
def test_for_others_roles_do_not_exist(office, name):
    client, pk = client_of(getattr(office, name)), role("operator").pk

    pages = ["/settings/roles/new/", f"/settings/roles/{pk}/"]
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [client.post(f"/settings/roles/{pk}/{verb}/").status_code for verb in ("copy", "delete")] == [404, 404]


def ways_to_lose_ada(office: Any) -> dict[str, tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Each page by which the only administrator could go: its address, what is changed, what is left out."""
    person = f"/settings/people/{office.ada.pk}/"
    kept = f"/settings/roles/{role('administrator').pk}/"
    return {
        "the right is taken from the role": (kept, {"specials": ["export"]}, ()),
        "the role is taken from Ada on its page": (kept, {}, ("people",)),
        "the role is taken from Ada on her page": (person, {}, ("roles",)),
    }


@pytest.mark.covers("DC-009")
@pytest.mark.parametrize("way", range(3))
def test_the_last_administrator_stays_whatever_page_is_used(office, way):
    ada = client_of(office.ada)
    url, changed, left_out = list(ways_to_lose_ada(office).values())[way]
    sent = {name: value for name, value in (as_shown(ada, url) | changed).items() if name not in left_out}

    answer = ada.post(url, sent)

    assert answer.status_code == 422
    assert "Somebody must remain who administers" in answer.content.decode()
    assert ada.get("/settings/").status_code == 200
    assert Membership.objects.live().filter(person=office.ada).count() == 1


def test_neither_closing_the_account_nor_the_trash_nor_an_undo_takes_the_last_administrator(office):
    ada = office.ada
    by = ada.acting()
    Membership.objects.add(by=by, role=role("administrator"), person=office.dora)
    made = ChangeSet.objects.latest("pk")
    membership = Membership.objects.live().get(person=ada)

    membership.discard(by=office.house)

    with pytest.raises(RuleBroken, match="Somebody must remain"):
        User.objects.get(pk=office.dora.pk).deactivate(by=office.house)
    with pytest.raises(RuleBroken, match="Somebody must remain"):
        User.objects.get(pk=office.dora.pk).discard(by=office.house)
    with pytest.raises(RuleBroken, match="Somebody must remain"):
        made.undo(by=office.house)
    assert client_of(office.dora).get("/settings/").status_code == 200


def test_one_of_two_administrators_may_step_down(office):
    Membership.objects.add(by=office.ada.acting(), role=role("administrator"), person=office.dora)

    User.objects.get(pk=office.ada.pk).deactivate(by=User.objects.get(pk=office.dora.pk).acting())

    assert client_of(office.dora).get("/settings/").status_code == 200


def test_the_pages_cost_a_constant_number_of_questions(office, django_assert_max_num_queries):
    ada = client_of(office.ada)
    ada.get("/")

    with django_assert_max_num_queries(12):
        assert ada.get(f"/settings/roles/{role('sales_manager').pk}/").status_code == 200
    with django_assert_max_num_queries(12):
        assert ada.get("/settings/roles/").status_code == 200
