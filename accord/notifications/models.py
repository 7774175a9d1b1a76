"""A notice: somebody is told of something once."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import ChangeSet, Event

COUNTED_TO = 100


class NotificationQuerySet(models.QuerySet["Notification"]):
    def told_to(self, person: User) -> NotificationQuerySet:
        return self.filter(person=person)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def newest_first(self) -> NotificationQuerySet:
        return self.order_by("-pk")

    def mark_read(self, *, now: datetime) -> int:
        return self.unread().update(read_at=now)

    def unread_of(self, person: User) -> int:
        """For the bell; counts no further than `COUNTED_TO`, and once where the latest were read with it."""
        known: int | None = person.__dict__.get("_unread")
        return self.told_to(person).unread()[:COUNTED_TO].count() if known is None else known

    def newest_of(self, person: User, size: int) -> list[Notification]:
        """The newest notices, and how many are unread, with one question."""
        unread = self.model.objects.told_to(models.OuterRef("person")).unread().order_by()  # type: ignore[arg-type]
        counted = unread.values("person").annotate(n=models.Count("pk")).values("n")
        rows = self.told_to(person).newest_first().select_related("event__actor", "event__change_set")
        found = list(rows.annotate(unread_now=models.Subquery(counted))[:size])
        person.__dict__["_unread"] = min(COUNTED_TO, found[0].unread_now or 0) if found else 0  # type: ignore[attr-defined]
        return found


class Notification(models.Model):
    """One person is told of one change set: of its first event that concerns them, and on how many records."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="notifications"
    )
    change_set = models.ForeignKey(
        ChangeSet, verbose_name=_("change set"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="+")
    records = models.PositiveIntegerField(_("number of records"), default=1)
    created_at = models.DateTimeField(_("created"))
    read_at = models.DateTimeField(_("read"), null=True)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["change_set", "person"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["read_at"], name="notice_read"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event_id}"
