"""What became of a request."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    PROCESSED = "processed", _("Processed")
    DUPLICATE = "duplicate", _("Duplicate")
    IRRELEVANT = "irrelevant", _("Irrelevant")
    CLOSED = "closed", _("Case closed")


UNCOUNTED = (Status.DUPLICATE, Status.IRRELEVANT, Status.CLOSED)
