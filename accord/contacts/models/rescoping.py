"""What follows when an administrator turns the switch *say "exists in another department"*."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, Min, Q

from accord.contacts.models.identity import Identity
from accord.contacts.models.known import Known
from accord.history.models import Actor, Event, after
from accord.preferences import switches
from accord.preferences.models import Preference

SWITCH = "hint_other_departments"


@after(Preference, "*")
def rescope(preference: Any, event: Event, by: Actor) -> None:
    """Exclusive keys move to the whole house, or back to their departments."""
    if preference.name != SWITCH:
        return
    if switches.load().hint_other_departments:
        _open()
    else:
        _close()


def _open() -> None:
    """What collides between departments was nobody's mistake: the oldest keeps the key, the others are found by it."""
    exclusive = Identity.objects.filter(exclusive=True)
    twice = exclusive.values("kind", "what", "key").annotate(n=Count("pk"), oldest=Min("pk")).filter(n__gt=1)
    for row in list(twice):
        same = Q(kind=row["kind"], what=row["what"], key=row["key"])
        exclusive.filter(same).exclude(pk=row["oldest"]).update(exclusive=False)
    exclusive.update(scope="")


def _close() -> None:
    for model in every_known():
        exclusive = Identity.objects.filter(exclusive=True, kind=model.kind)
        for department in list(model.objects.order_by().values_list("department", flat=True).distinct()):
            rows = model.objects.filter(department=department).values("pk")
            exclusive.filter(record_id__in=rows).update(scope=str(department or 0))


def every_known() -> Iterator[type[Known]]:
    """The types that hold keys, also those of packages above this one."""
    return (model for model in apps.get_models() if issubclass(model, Known))
