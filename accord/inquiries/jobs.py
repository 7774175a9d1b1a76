"""What happens to requests without anybody asking."""

from datetime import timedelta

from django.utils import timezone

from accord.inquiries.models import FormPost
from accord.inquiries.models.form_post import Fate
from accord.inquiries.receiving import receive
from accord.jobs import job

KEPT = timedelta(days=90)


@job
def receive_left_behind() -> None:
    """Make requests of form posts that were stored when the machine stopped."""
    for post in FormPost.objects.left_behind(timezone.now()).select_related("source__department").order_by("pk")[:200]:
        receive(post)


@job
def forget_form_posts() -> None:
    """The bytes of a post are kept for 90 days beside the request that was made of it."""
    FormPost.objects.exclude(fate=Fate.RECEIVED).filter(received_at__lt=timezone.now() - KEPT).delete()
