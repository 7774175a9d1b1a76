"""A newer Accord gives its shipped roles new rights; those that administrators have made their own stay as they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accord.access import shipped
from accord.access.models import Grant, Role
from accord.accounts.models import User


def as_an_older_release_left_it(office: Any) -> None:
    """Sellers and operators know no leads yet, and accountants do not keep exchange rates."""
    Grant.objects.filter(type="lead", role__code__in=["sales_manager", "operator"]).delete()
    role = Role.objects.get(code="accountant")
    role.change("changed", by=office.house, specials=[each for each in role.specials if each != "rates"])


def opens(person: Any, page: str) -> bool:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client.get(page).status_code == 200


def test_roles_nobody_touched_gain_what_a_newer_accord_gives_them(office):
    as_an_older_release_left_it(office)

    shipped.install(by=office.house)

    assert opens(office.anna, office.mira.get_absolute_url())
    assert opens(office.alba, "/directories/rate/new/")
    assert Grant.objects.live().filter(type="lead", role__code="sales_manager").count() == 4


@pytest.mark.parametrize("touched", ["deal", "specials"])
def test_a_role_an_administrator_changed_stays_as_it_is(office, touched):
    as_an_older_release_left_it(office)
    role = Role.objects.get(code="sales_manager")
    if touched == "deal":
        Grant.objects.filter(role=role, type="deal", right="view").get().change(
            "changed", by=office.ada.acting(), reach="own"
        )
    else:
        role.change("changed", by=office.ada.acting(), specials=["export"])
    before = list(Grant.objects.filter(role=role).values()), Role.objects.values().get(pk=role.pk)

    shipped.install(by=office.house)

    assert (list(Grant.objects.filter(role=role).values()), Role.objects.values().get(pk=role.pk)) == before


def test_installing_again_changes_nothing(office):
    before = list(Grant.objects.values()), list(Role.objects.values())

    shipped.install(by=office.house)

    assert (list(Grant.objects.values()), list(Role.objects.values())) == before
