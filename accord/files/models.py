"""The bytes, and what hangs them on a record."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.models import User
from accord.files import bytes_store
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event, model_of
from accord.kit.errors import NotAllowed, RuleBroken
from accord.kit.text import clean_file_name

KEPT_IN_TRASH = timedelta(days=90)
KEPT_UNLINKED = timedelta(hours=24)


class FileQuerySet(models.QuerySet["File"]):
    def unlinked(self, *, now: datetime) -> FileQuerySet:
        """Held by no record: not by a live link, nor by one that could come back from trash or undo."""
        gone = now - KEPT_IN_TRASH - KEPT_UNLINKED
        holding = Attachment.objects.filter(file=models.OuterRef("pk")).exclude(deleted_at__lt=gone)
        return self.filter(~models.Exists(holding), stored_at__lt=now - KEPT_UNLINKED, swept_at=None)


class File(models.Model):
    """Bytes named by their SHA-256. The row exists once the bytes lie safely; `swept_at`: they were removed."""

    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    size = models.BigIntegerField(_("size"))
    stored_at = models.DateTimeField(_("stored"))
    swept_at = models.DateTimeField(_("removed"), null=True)

    objects: ClassVar[FileQuerySet] = FileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return f"{self.sha256[:12]}…"

    @property
    def path(self) -> Path:
        return bytes_store.path_of(self.sha256)

    @property
    def thumbnail_path(self) -> Path:
        return bytes_store.thumbnail_path_of(self.sha256)


class AttachmentQuerySet(ChangeableQuerySet["Attachment"]):
    def on(self, record: Changeable) -> AttachmentQuerySet:
        """The live attachments of one record, newest first."""
        found = self.live().filter(on_kind=record.kind, on_id=record.pk)
        return found.select_related("file", "created_by").order_by("-pk")


class Attachment(Changeable):
    """A file on a record, by the name that whoever attached it gave it. Its rights are the record's."""

    kind = "attachment"

    on_kind = models.CharField(_("type"), max_length=40, editable=False)
    on_id = models.BigIntegerField(_("ID"), editable=False)
    file = models.ForeignKey(
        File, verbose_name=_("stored file"), on_delete=models.PROTECT, related_name="attachments", editable=False
    )
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100, editable=False)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["on_kind", "on_id", "-id"], name="attachment_record")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:download", args=[self.pk])

    @property
    def is_kept(self) -> bool:
        """Whether the bytes are where they should be."""
        return self.file.path.exists()

    @property
    def has_thumbnail(self) -> bool:
        return self.media_type in bytes_store.PICTURES and self.file.thumbnail_path.exists()

    # ── rights are those of the record, as it is now ──

    def record(self) -> Owned | None:
        """The record it hangs on, in the trash or not."""
        model = model_of(self.on_kind)
        if model is None or not issubclass(model, Owned):
            return None
        return model.objects.filter(pk=self.on_id).first()

    def is_visible_to(self, person: User) -> bool:
        model = model_of(self.on_kind)
        if not self.is_live or model is None or not issubclass(model, Owned):
            return False
        return bool(model.objects.visible_to(person).filter(pk=self.on_id).exists())

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        if "deleted_at" in fields and not self.is_live and self.file.swept_at is not None:
            raise RuleBroken(_("The bytes of this file are no longer kept."))
        record = self.record()
        if by.asks_for_rights and (record is None or not record.is_live or not policy.may_change(_person(by), record)):
            raise NotAllowed(_("Only who may change the record may change its files."))

    # ── verbs ──

    def rename(self, name: str, *, by: Actor) -> None:
        """Give it another name; its ending stays, since that is what people open it by."""
        ending = Path(self.name).suffix
        cleaned = clean_file_name(name if Path(name).suffix.casefold() == ending.casefold() else name + ending)
        self.change("renamed", by=by, name=cleaned)

    def point_at(self, record: Owned, *, by: Actor) -> Event | None:
        """Hang it on another record. Administrators mend so what was attached in the wrong place."""
        policy.require(by, Special.ADMINISTER)
        if by.asks_for_rights and not policy.may_change(_person(by), record):
            raise NotAllowed(_("Only who may change the record may change its files."))
        return self.change("relinked", by=by, on_kind=record.kind, on_id=record.pk)

    def show_content_of(self, other: Attachment, *, by: Actor) -> Event | None:
        """Point it at the bytes of another file that are stored already; its own name stays."""
        policy.require(by, Special.ADMINISTER)
        return self.change("content replaced", by=by, file=other.file, media_type=other.media_type)

    def detach(self, *, by: Actor) -> None:
        """Take it off the record; the bytes stay as long as this can be undone."""
        self.discard(by=by)

    def clean(self) -> None:
        if self.name != clean_file_name(self.name):
            raise ValidationError({"name": _("This name cannot be used for a file.")})


def _person(by: Actor) -> User:
    assert isinstance(by.person, User)
    return by.person
