"""What administration leaves to the worker."""

from __future__ import annotations

from accord.accounts.models import User
from accord.administration.leaving import Leaving
from accord.jobs import job
from accord.records.jobs import starter


@job
def hand_over(person_id: int, to_id: int, starter_id: int) -> None:
    """Hand over more than a page should wait for, as one change set."""
    by = starter(starter_id)
    Leaving(User.objects.get(pk=person_id)).hand_over(User.objects.get(pk=to_id), by=by)
