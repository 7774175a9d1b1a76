"""Working out a person's rights from their roles, once, when a role, a membership or a switch changes (decision 25)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access.models.roles import Grant, Membership, Role
from accord.access.words import Reach, Special
from accord.accounts.models import Department, User
from accord.history.models import Actor, Changeable, Event, after
from accord.kit.errors import RuleBroken
from accord.preferences import switches
from accord.preferences.models import Preference

Compiled = dict[str, Any]


def compile_people(people: Iterable[User] | None = None) -> None:
    """Rewrite the derived column of these people (default: everybody) where it differs."""
    chosen = list(people) if people is not None else list(User.objects.all())
    stepping_down = False
    for person, compiled in zip(chosen, fresh(chosen), strict=True):
        if person.compiled != compiled:
            stepping_down |= _administers(person.compiled) and not _administers(compiled)
            person.compiled = compiled
            User.objects.filter(pk=person.pk).derive(compiled=compiled)
    if stepping_down:
        keep_an_administrator()


def keep_an_administrator() -> None:
    """Raise RuleBroken where nobody is left who keeps people and roles, by whatever way the last one went.

    The roles are locked first, so that two administrators who take the right from each other at once do not both find
    the other one still there.
    """
    list(Role.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    people = User.objects.live().active().values_list("compiled", flat=True)
    if not any(_administers(compiled) for compiled in people):
        raise RuleBroken(_("Somebody must remain who administers people and roles."))


def _administers(compiled: Compiled) -> bool:
    return Special.ADMINISTER in compiled.get("specials", [])


def fresh(people: list[User]) -> list[Compiled]:
    """The compiled rights of these people, worked out anew; a test holds the stored ones against this."""
    roles = {role.pk: role for role in Role.objects.live()}
    grants = defaultdict(list)
    for grant in Grant.objects.live().order_by("pk"):
        grants[grant.role_id].append(grant)
    held = defaultdict(set)
    for role_id, person_id in Membership.objects.live().values_list("role", "person"):
        held[person_id].add(role_id)
    everybody = {pk for pk, role in roles.items() if role.for_everybody}
    homes = defaultdict(set)
    for person_id, department_id in User.departments.through.objects.values_list("user_id", "department_id"):
        homes[person_id].add(department_id)
    tree = _Tree()
    on = switches.values()
    return [
        _compile(
            [roles[pk] for pk in sorted((held[person.pk] | everybody) & roles.keys())], grants, tree, homes, person, on
        )
        for person in people
    ]


class _Tree:
    """Departments below departments, read once."""

    def __init__(self) -> None:
        self.parents = dict(Department.objects.live().values_list("pk", "parent"))

    def below(self, roots: set[int]) -> list[int]:
        found = roots & self.parents.keys()
        while grown := {pk for pk, parent in self.parents.items() if parent in found and pk not in found}:
            found |= grown
        return sorted(found)


def reach_of(grant: Grant, on: dict[str, Any]) -> Reach:
    """How far the grant reaches while the switches stand like this."""
    return Reach.OWN if grant.narrowed_by and on.get(grant.narrowed_by) else Reach(grant.reach)


def _compile(
    roles: list[Role],
    grants: dict[int, list[Grant]],
    tree: _Tree,
    homes: dict[int, set[int]],
    person: User,
    on: dict[str, Any],
) -> Compiled:
    home = homes[person.pk] | ({person.department_id} if person.department_id else set())
    rights: dict[str, dict[str, list[list[Any]]]] = {}
    for role in roles:
        for grant in grants[role.pk]:
            entry = [str(reach_of(grant, on)), sorted(grant.fields)]
            reaches = rights.setdefault(grant.type, {}).setdefault(grant.right, [])
            if entry not in reaches:
                reaches.append(entry)
    return {
        "departments": tree.below(home),
        "rights": rights,
        "specials": sorted({special for role in roles for special in role.specials}),
        "roles": sorted(role.code for role in roles),
        "switches": switches.for_people(on),
    }


# A person's rights also follow their departments and the switches of the administrators.


@after(User, "*")
def _person_changed(person: Changeable, event: Event, by: Actor) -> None:
    assert isinstance(person, User)
    if event.is_creation or event.fields() & {"department", "departments"}:
        compile_people([person])
    gone = not (person.is_active and person.is_live)
    if gone and event.fields() & {"is_active", "deleted_at"} and _administers(person.compiled):
        keep_an_administrator()


@after(Department, "*")
def _department_changed(department: Changeable, event: Event, by: Actor) -> None:
    if event.is_creation or event.fields() & {"parent", "deleted_at"}:
        compile_people()


@after(Preference, "*")
def _switch_changed(switch: Changeable, event: Event, by: Actor) -> None:
    compile_people()
