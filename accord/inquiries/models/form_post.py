"""What a web form sent, byte for byte, before anybody tried to understand it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models import Source
from accord.inquiries.models.inquiry import Inquiry


class Fate(models.TextChoices):
    RECEIVED = "received", _("Received")
    ASKED_AGAIN = "asked", _("Sent back with corrections")
    MADE = "made", _("Became a request")
    TRAPPED = "trapped", _("Fell into the trap for robots")


class FormPostQuerySet(models.QuerySet["FormPost"]):
    def left_behind(self) -> Self:
        """Received, and then the machine stopped: a job makes requests of them."""
        return self.filter(fate=Fate.RECEIVED)


class FormPost(models.Model):
    """Stored first, in a transaction of its own, so that nothing that was received is lost whatever happens next."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"))
    address = models.CharField(_("network address"), max_length=45, blank=True)
    origin = models.CharField(_("site"), max_length=200, blank=True)
    body = models.BinaryField(_("what was sent"))
    fate = models.CharField(_("what became of it"), max_length=10, choices=Fate, default=Fate.RECEIVED)
    inquiry = models.ForeignKey(
        Inquiry, verbose_name=_("request"), null=True, on_delete=models.SET_NULL, related_name="posts"
    )

    objects = FormPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("form post")
        verbose_name_plural = _("form posts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["fate", "received_at"], name="form_post_fate"),
            models.Index(fields=["source", "received_at"], name="form_post_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.received_at:%Y-%m-%d %H:%M}"
