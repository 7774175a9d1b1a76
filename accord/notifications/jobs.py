"""Telling people, and forgetting what they have read."""

from datetime import timedelta

from django.utils import timezone

from accord.history.models import ChangeSet
from accord.jobs import Run, job
from accord.jobs.declaring import PATIENT
from accord.notifications.models import Notification
from accord.notifications.telling import notices_of

KEPT_READ = timedelta(days=90)


@job(steps=True)
def tell(run: Run, change_set_id: int) -> None:
    """One notice for each person concerned. What is worked out outside of the transaction holds no lock."""
    change_set = ChangeSet.objects.filter(pk=change_set_id).first()
    notices = notices_of(change_set) if change_set else []
    with run.step():
        Notification.objects.bulk_create(
            notices,
            update_conflicts=True,
            unique_fields=["change_set", "person"],
            update_fields=["records"],
            batch_size=200,
        )


@job(priority=PATIENT)
def forget_read_notices() -> None:
    Notification.objects.filter(read_at__lt=timezone.now() - KEPT_READ).delete()
