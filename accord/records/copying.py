"""Copying a record: a new form, filled in with what the old one says, as far as the person may know it (DC-071)."""

from __future__ import annotations

from typing import Any

from django.db import models

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.records.declare import RecordPages
from accord.records.forms import form_class
from accord.records.models import Record
from accord.records.show import readable_fields
from accord.records.sight import Sight
from accord.records.values import mentioned_by

OWNERSHIP = frozenset({"owner", "co_owner"})


def copied(pages: RecordPages[Any], source: Record, person: User) -> dict[str, Any]:
    """What a new form of this type begins with. Dates of its own life (received, started) begin anew."""
    offered = [name for name in form_class(pages).base_fields if name not in pages.not_copied]
    names = [name for name in offered if _may(name, source, person)]
    sight = Sight(person, mentioned_by(source, names))
    return {name: value for name in names if (value := _value(source, name, sight)) is not None}


def _may(name: str, source: Record, person: User) -> bool:
    """Another person's record becomes one's own, unless one may assign records to others."""
    readable = readable_fields(person, source)
    if readable is not None and name not in readable:
        return False
    return name not in OWNERSHIP or source.owner_id == person.pk or policy.holds(person, Special.CHANGE_OWNER)


def _value(source: Record, name: str, sight: Sight) -> Any:
    if type(source).has_facet(name):
        return source.required_facet(name).read(source)
    column = next((column for column in source._meta.concrete_fields if column.name == name), None)
    if column is None:
        return None
    if isinstance(column, models.ForeignKey) and not all(
        sight.reaches(kind, pk) for kind, pk in mentioned_by(source, [name])
    ):
        return None
    return column.value_from_object(source)
