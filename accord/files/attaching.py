"""Hanging files on records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.access.models import Owned
from accord.files import bytes_store
from accord.files.bytes_store import Incoming
from accord.files.jobs import make_thumbnail
from accord.files.kinds_of_file import media_type_of
from accord.files.models import Attachment, File
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.kit.text import clean_file_name

MEGABYTE = 1024 * 1024


def attach(record: Owned, name: str, chunks: Iterable[bytes], *, by: Actor, largest: int = 25) -> Attachment:
    """Keep the bytes and hang them on the record. `largest` is in megabytes; nothing of a larger file is kept."""
    name = clean_file_name(name)
    Attachment(on_kind=record.kind, on_id=record.pk, name=name).check_addable(by)
    with bytes_store.received(_bounded(chunks, largest)) as incoming, transaction.atomic():
        media_type = media_type_of(name, incoming.beginning)
        values: dict[str, Any] = {"on_kind": record.kind, "on_id": record.pk, "name": name, "media_type": media_type}
        attachment = Attachment.objects.add(by=by, file=keep(incoming), **values)
        if media_type in bytes_store.PICTURES:
            make_thumbnail.enqueue(attachment.file_id, key=f"thumbnail-{attachment.file_id}")
    return attachment


def keep(incoming: Incoming) -> File:
    """The row of these bytes, which lie in their place before it is committed. Inside a transaction."""
    row = File.objects.select_for_update().filter(sha256=incoming.sha256).first()
    if row is None:
        incoming.put_in_place()
        return _made(incoming)
    if row.swept_at is not None or not row.path.exists():
        incoming.put_in_place()
    row.swept_at, row.stored_at = None, timezone.now()
    row.save(update_fields=["swept_at", "stored_at"])
    return row


def _made(incoming: Incoming) -> File:
    """Somebody may bring the same bytes at the same moment; then theirs is the row."""
    try:
        with transaction.atomic():
            return File.objects.create(sha256=incoming.sha256, size=incoming.size, stored_at=timezone.now())
    except IntegrityError:
        return File.objects.get(sha256=incoming.sha256)


def _bounded(chunks: Iterable[bytes], largest: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > largest * MEGABYTE:
            raise RuleBroken(_("The file is larger than %(size)s MB.") % {"size": largest})
        yield chunk
