"""Housekeeping."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accord.jobs.declaring import PATIENT, job
from accord.jobs.models import Job, Tick

LOOKED_AT = 20_000
"""Entries of each index that SQLite looks at to judge it: enough to tell, and done before anybody waits."""


@job(priority=PATIENT)
def tidy_queue() -> None:
    """Forget what has been done long ago."""
    Job.objects.tidy()
    Tick.objects.filter(at__lt=timezone.now() - timedelta(days=60)).delete()


@job(priority=PATIENT)
def renew_statistics() -> None:
    """Let SQLite know how much there is of what, or it reads a large table through where an index would do.

    PostgreSQL sees to that by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
