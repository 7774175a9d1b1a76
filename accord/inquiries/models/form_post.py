"""What a web form sent, byte for byte, before anybody tried to understand it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models import Source
from accord.inquiries.models.inquiry import Inquiry

WINDOW = timedelta(minutes=10)
MOST_OF_AN_ADDRESS = 10
MOST_OF_A_FORM = 300


class Fate(models.TextChoices):
    RECEIVED = "received", _("Received")
    ASKED_AGAIN = "asked", _("Sent back with corrections")
    MADE = "made", _("Became a request")


class FormPostQuerySet(models.QuerySet["FormPost"]):
    def left_behind(self, now: datetime) -> Self:
        """Received, and then the machine stopped: a job makes requests of them."""
        return self.filter(fate=Fate.RECEIVED, received_at__lt=now - timedelta(minutes=1))

    def take(self, source: Source, address: str, now: datetime, **values: Any) -> FormPost | None:
        """Store it, in a transaction of its own; nothing where this is a flood.

        One post of a form after another, so that those who come at the same moment do not all find room for one. Who
        would have to wait for that looks before, without a lock: a flood keeps nobody waiting.
        """
        locks = connection.features.has_select_for_update  # elsewhere to begin is to wait
        if not locks and self.is_flooded(source, address, now):
            return None
        with transaction.atomic():
            turn = Source.objects.filter(pk=source.pk).only("pk")
            if locks and not turn.select_for_update(skip_locked=True):
                if self.is_flooded(source, address, now):
                    return None
                turn.select_for_update().get()
            if self.is_flooded(source, address, now):
                return None
            return self.create(source=source, address=address, received_at=now, **values)

    def is_flooded(self, source: Source, address: str, now: datetime) -> bool:
        """Whether this address, or everybody together, sends more than people do. One short index range."""
        recent = self.filter(source=source, received_at__gt=now - WINDOW).order_by()
        senders = list(recent.values_list("address", flat=True)[:MOST_OF_A_FORM])
        return len(senders) >= MOST_OF_A_FORM or senders.count(address) >= MOST_OF_AN_ADDRESS


class FormPost(models.Model):
    """Stored first, in a transaction of its own, so that nothing that was received is lost whatever happens next."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"))
    address = models.CharField(_("network"), max_length=50, blank=True)
    origin = models.CharField(_("site"), max_length=200, blank=True)
    content_type = models.CharField(_("form of what was sent"), max_length=200, blank=True)
    body = models.BinaryField(_("what was sent"))
    from_our_page = models.BooleanField(_("from the form's own page"), default=False)
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
            models.Index(fields=["source", "received_at", "address"], name="form_post_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.received_at:%Y-%m-%d %H:%M}"

    def settle(self, fate: Fate, inquiry: Inquiry | None = None) -> None:
        self.fate, self.inquiry = fate, inquiry
        self.save(update_fields=["fate", "inquiry"])
