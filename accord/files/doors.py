"""How views reach attachments: through the record they hang on, as the person sees it now."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from accord.access.models import Owned
from accord.accounts.models import User
from accord.files.models import Attachment
from accord.history.models import model_of


def record_of(kind: str, pk: int, *, to: User) -> Owned:
    """The record if this person may see it; otherwise 404, whether it exists or not."""
    model = model_of(kind)
    found = model.objects.visible_to(to).filter(pk=pk).first() if model and issubclass(model, Owned) else None
    if found is None:
        raise Http404(_("There is no such record, or you cannot see it."))
    record: Owned = found
    return record


def attachment_of(pk: int, *, to: User) -> Attachment:
    """The attachment if this person may see its record; otherwise 404."""
    attachment = Attachment.objects.live().select_related("file").filter(pk=pk).first()
    if attachment is None or not attachment.is_visible_to(to):
        raise Http404(_("There is no such file, or you cannot see it."))
    return attachment


def attachments_on(record: Owned) -> list[Attachment]:
    """The files of a record that somebody has found through these doors, newest first."""
    return list(Attachment.objects.on(record))
