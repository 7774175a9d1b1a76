"""Deleting for good. The row goes; its last full state stays in its last event."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from accord.history.models.actor import Actor
from accord.history.models.changeable import Changeable, ChangeableQuerySet, last_state
from accord.history.models.events import ChangeSet, Event
from accord.history.models.hanging import cascading


def purge(rows: ChangeableQuerySet[Any], *, by: Actor) -> int:
    """Delete these records of the trash for good, each with what hangs on it there and what only it holds.

    What something live still needs stays.
    """
    return sum(_purge(row, by) for row in rows if not row.is_live)


def _purge(record: Changeable, by: Actor) -> int:
    change_set = by.ledger.change_set
    try:
        with transaction.atomic():
            return _purge_with_dependants(record, by)
    except (ProtectedError, RestrictedError, StillUsed):
        by.ledger.change_set = change_set
        return 0


class StillUsed(Exception):
    """Something live hangs on a record of the trash."""


def _purge_with_dependants(record: Changeable, by: Actor) -> int:
    count = 1
    for model, name in cascading(type(record)):
        for dependant in model._default_manager.filter(**{name: record}):
            if dependant.is_live:
                raise StillUsed
            count += _purge_with_dependants(dependant, by)
    _write_down(record, by)
    for facet in record.facets.values():
        facet.write(record, [])
    held = list(record.held())
    record.delete()
    return count + sum(_purge_with_dependants(each, by) for each in held)


def _write_down(record: Changeable, by: Actor) -> None:
    state: dict[str, Any] = last_state(record)
    Event.objects.create(
        change_set=ChangeSet.objects.opened_by(by, "purged"),
        kind=record.kind,
        record_id=record.pk,
        verb="purged",
        actor_id=by.person_id,
        at=by.now(),
        version=record.version + 1,
        label=str(record)[:200],
        before={name: value for name, value in state.items() if value is not None and name not in record.secret_fields},
    )
