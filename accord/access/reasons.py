"""Why a person sees a record, in sentences: the policy asked for its grounds instead of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from accord.access.compiling import reach_of
from accord.access.models import Grant, Membership, Participant
from accord.access.policy import ANY, Scope
from accord.access.words import Reach, Right
from accord.accounts.models import User
from accord.preferences import switches

if TYPE_CHECKING:
    from accord.access.models.owned import Owned


def reasons(person: User, record: Owned) -> list[str]:
    """A sentence for each ground on which the person sees this live record; empty for who does not see it."""
    if not (person.is_active and record.is_live):
        return []
    return list(dict.fromkeys([*_by_role(person, record), *_by_taking_part(person, record)]))


def _by_role(person: User, record: Owned) -> Iterator[str]:
    scope, on = Scope(person, record.kind), switches.values()
    for grant in _grants_to_see(person, record.kind):
        reach = reach_of(grant, on)
        if scope.covers(reach, record):
            yield _sentence(person, record, reach) % {"role": grant.role, "department": record.department}


def _grants_to_see(person: User, kind: str) -> Iterator[Grant]:
    held = Membership.objects.live().filter(person=person).values("role")
    yield from Grant.objects.live().filter(
        Q(role__in=held) | Q(role__for_everybody=True),
        role__deleted_at=None,
        type__in=(kind, ANY),
        right=Right.VIEW,
    ).select_related("role").order_by("role__name", "pk")  # fmt: skip


def _sentence(person: User, record: Owned, reach: Reach) -> str:
    """What makes a reach that covers the record do so, the nearest ground first."""
    if record.owner_id == person.pk:
        return _("You are its owner, and the role “%(role)s” shows you your own records.")
    if record.co_owner_id == person.pk:
        return _("You are its co-owner, and the role “%(role)s” shows you your own records.")
    if reach is Reach.ALL:
        return _("Your role “%(role)s” shows you all records of this type.")
    if reach is Reach.DEPARTMENT:
        return _("It belongs to %(department)s, and your role “%(role)s” shows you the records of your departments.")
    return _("Nobody owns it, it belongs to %(department)s, and your roles let you take such records to work.")


def _by_taking_part(person: User, record: Owned) -> Iterator[str]:
    whole = getattr(record, record.parent_field) if record.parent_field else record
    if whole is None:
        return
    parts = Participant.objects.filter(person=person, kind=whole.kind, record_id=whole.pk)
    for part in parts.order_by("part").values_list("part", flat=True):
        if whole is not record:
            yield _("You take part in “%(record)s”, and it is part of that.") % {"record": whole}
        else:
            yield _("You watch it.") if part == "watcher" else _("You take part in it.")
