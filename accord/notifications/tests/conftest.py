"""The job that tells people, run here and now."""

from contextlib import contextmanager

import pytest

from accord.history.models import ChangeSet
from accord.notifications.jobs import tell


class Here:
    """What the worker gives a job, without a worker."""

    @contextmanager
    def step(self):
        yield


@pytest.fixture
def working():
    """Tell people of a change set, by default of all there are."""

    def work(change_set=None):
        for each in [change_set] if change_set else ChangeSet.objects.order_by("pk"):
            tell(Here(), each.pk)

    return work
