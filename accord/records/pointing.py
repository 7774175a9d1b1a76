"""An administrator points a file at another record, or at content that is stored already (DC-066)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.files.doors import attachment_of
from accord.files.models import Attachment
from accord.kit.errors import Conflict
from accord.kit.fields import CleanCharField
from accord.kit.numbers import as_id
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.forms import LinkField
from accord.records.toasts import toast_done

MOST_NAMED = 50
NAMED_IN_A_MESSAGE = 5


@login_required
@require_http_methods(["GET", "POST"])
def point(request: ActorRequest, pk: int) -> HttpResponse:
    """Both may be said at once; what is left empty stays as it is."""
    if not policy.holds(request.user, Special.ADMINISTER):
        raise Http404
    attachment = attachment_of(pk, to=request.user)
    to = _to(request, attachment)
    form = PointingForm(request.POST if request.method == "POST" else None, person=request.user, file=attachment, to=to)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("version", str(attachment.version)) != str(attachment.version):
            raise Conflict
        form.write(by=request.actor)
        toast_done(request, _("Saved."))
        return redirect(f"{contents.pages_of(attachment.on_kind).address(attachment.on_id)}?tab=files")
    record: Any = attachment.record()
    context = {
        "attachment": attachment,
        "record": record,
        "pages": contents.pages_of(attachment.on_kind),
        "form": form,
        "types": [_type(attachment, pages, to) for pages in contents.every()],
    }
    return render(request, "records/point.html", context, status=422 if form.errors else 200)


class PointingForm(forms.Form):
    content = CleanCharField(max_length=200, required=False)

    def __init__(self, data: Any, *, person: User, file: Attachment, to: RecordPages[Any]) -> None:
        super().__init__(data)
        self.person, self.file = person, file
        self.fields["to"] = LinkField(
            to.record.objects.visible_to(person), reader=person, required=False, label=capfirst(to.type_name)
        )
        self.fields["content"].label = _("The content of another file")
        self.fields["content"].help_text = _("Its name or number. The file then holds the same, under its own name.")
        self.order_fields(["to", "content"])

    def clean_content(self) -> Attachment | None:
        text = self.cleaned_data["content"]
        return self._stored(text) if text else None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not (values.get("to") or values.get("content")):
            raise ValidationError(_("Choose a record, or the content of another file."))
        return values

    def write(self, *, by: Any) -> None:
        with transaction.atomic():
            if other := self.cleaned_data["content"]:
                self.file.show_content_of(other, by=by)
            if record := self.cleaned_data["to"]:
                self.file.point_at(record, by=by)

    def _stored(self, text: str) -> Attachment:
        rows = Attachment.objects.live().exclude(pk=self.file.pk).select_related("file").order_by("-pk")
        by_number = rows.filter(pk=pk) if (pk := as_id(text)) else rows.none()
        found = [row for row in by_number or rows.filter(name__icontains=text)[:MOST_NAMED] if self._may_use(row)]
        exact = [row for row in found if row.name == text] or found
        if len({row.file_id for row in exact}) == 1:
            return exact[0]
        if not exact:
            raise ValidationError(_("Nothing is called “%(text)s” here, or you cannot see it."), params={"text": text})
        names = ", ".join(f"{row.name} ({row.pk})" for row in exact[:NAMED_IN_A_MESSAGE])
        raise ValidationError(_("Several fit: %(names)s. Enter the number of one."), params={"names": names})

    def _may_use(self, row: Attachment) -> bool:
        return row.is_kept and row.is_visible_to(self.person)


# ── private ──


def _to(request: ActorRequest, attachment: Attachment) -> RecordPages[Any]:
    asked = request.GET.get("type", "")
    return contents.pages_of(asked if contents.knows(asked) else attachment.on_kind)


def _type(attachment: Attachment, pages: RecordPages[Any], to: RecordPages[Any]) -> dict[str, Any]:
    assert issubclass(pages.record, Owned)
    url = f"{reverse('point_file', args=[attachment.pk])}?{urlencode({'type': pages.record.kind})}"
    return {"label": pages.type_name, "url": url, "current": pages is to}
