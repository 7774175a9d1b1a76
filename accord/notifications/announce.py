"""The write path's side: ask, in the transaction of the write, that people be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accord.history.models import Actor, Event
from accord.notifications.jobs import tell


def announce(records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
    """Have the people concerned told of these events. One job per change set and transaction."""
    if not events:
        return
    change_set = events[0].change_set
    if getattr(change_set, "announced", False):
        return
    tell.enqueue(change_set.pk, key=f"tell-{change_set.pk}")
    change_set.announced = True  # type: ignore[attr-defined] # the next transaction of a long action asks again
    transaction.on_commit(lambda: setattr(change_set, "announced", False))
