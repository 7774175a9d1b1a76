"""The photo of a person and the logo of a company: one of the record's files, drawn anew and small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.files import bytes_store, thumbnails
from accord.files.attaching import attach
from accord.files.models import Attachment
from accord.history.models import Actor, Changeable, Event, after
from accord.history.models.changeable import kinds
from accord.kit.errors import RuleBroken


class Pictured(models.Model):
    """A record with a face. Only our own drawing of the file is ever shown."""

    photo = models.ForeignKey(
        Attachment,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True

    @property
    def picture_url(self) -> str:
        pk = getattr(self, "photo_id", None)
        return reverse("files:thumbnail", args=[pk]) if pk else ""

    @property
    def picture_form_url(self) -> str:
        """Where it is chosen; each type with pictures has this page in its addresses."""
        return reverse(f"{self.kind}:picture", args=[self.pk])  # type: ignore[attr-defined]


def show_picture(record: Any, name: str, chunks: Iterable[bytes], *, by: Actor, largest: int) -> None:
    """Keep the file and show it as the record's picture; refused where it is none."""
    attachment = attach(record, name, chunks, by=by, largest=largest)
    file = attachment.file
    if attachment.media_type not in bytes_store.PICTURES or not thumbnails.make(file.path, file.thumbnail_path):
        raise RuleBroken(_("This file is not a picture that can be shown."))
    record.change("pictured", by=by, photo=attachment)


@after(Attachment, "deleted")
def picture_goes_with_its_file(attachment: Changeable, event: Event, by: Actor) -> None:
    assert isinstance(attachment, Attachment)
    model = kinds().get(attachment.on_kind)
    if model is None or not issubclass(model, Pictured):
        return
    rows: Any = model.objects
    for record in rows.filter(photo=attachment):
        record.change("picture removed", by=by, photo=None)
