from datetime import timedelta

from django.utils import timezone

from accord.jobs.declaring import PATIENT, job
from accord.jobs.models import Job, Tick


@job(priority=PATIENT)
def tidy_queue() -> None:
    """Forget what has been done long ago."""
    Job.objects.tidy()
    Tick.objects.filter(at__lt=timezone.now() - timedelta(days=60)).delete()
