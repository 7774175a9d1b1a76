"""Deleting a duplicate correctly: choose the original, see what moves and what is filled, merge (DC-129)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.kit.errors import Conflict
from accord.records.contents import pages_of
from accord.records.declare import RecordPages
from accord.records.doors import deletable, editable
from accord.records.forms import LinkField
from accord.records.lists.linked import put_seen
from accord.records.merging_much import Merging, is_long_to_merge
from accord.records.models import Record
from accord.records.models.record import field_label
from accord.records.relink import linking, merge
from accord.records.toasts import toast_done
from accord.records.undertakings import ask_for, follow


@dataclass(frozen=True)
class Moving:
    """What of one type moves along; those the reader may not see are counted and not named."""

    label: str
    seen: int
    unseen: int


@dataclass(frozen=True)
class Differing:
    """One field in which the two differ, and whether the original takes it over because it says nothing."""

    label: str
    duplicate: str
    original: str

    @property
    def is_taken(self) -> bool:
        return not self.original


@login_required
@require_http_methods(["GET", "POST"])
def merge_into(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Needs the right to merge, to delete the duplicate and to change the original."""
    pages = pages_of(kind)
    if not pages.merges or not policy.holds(request.user, Special.MERGE):
        raise Http404
    duplicate: Record = deletable(pages.record, pk, by=request.user)
    form = _form(request, pages, duplicate)
    chosen = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    original: Record | None = editable(pages.record, chosen.pk, by=request.user) if chosen else None
    if request.method == "POST" and original:
        _check_versions(request, duplicate, original)
        if is_long_to_merge(duplicate):
            return _merge_by_the_worker(request, duplicate, original, _fields(pages))
        merge(duplicate, original, by=request.actor, fields=_fields(pages))
        toast_done(request, _("Merged into %(record)s.") % {"record": original})
        return redirect(original.get_absolute_url())
    context = {"pages": pages, "record": duplicate, "type_names": pages.type_names, "form": form, "original": original}
    if original:
        context |= {
            "moving": _moving(duplicate, request.user),
            "differing": _differing(pages, duplicate, original, request.user),
        }
    return render(request, "records/merge.html", context, status=422 if form.errors else 200)


def _merge_by_the_worker(request: ActorRequest, duplicate: Record, original: Record, fields: list[str]) -> HttpResponse:
    title = _("Merging %(duplicate)s into %(original)s") % {"duplicate": duplicate, "original": original}
    given = {"kind": duplicate.kind, "pk": duplicate.pk, "into": original.pk, "fields": fields}
    given["versions"] = [duplicate.version, original.version]
    subject = f"{duplicate.kind}:{duplicate.pk}"
    undertaking = ask_for(Merging, subject, title=title, by=request.actor, **given)
    return follow(request, undertaking, original.get_absolute_url())


def _form(request: ActorRequest, pages: RecordPages[Any], duplicate: Record) -> forms.Form:
    given = request.POST if request.method == "POST" else request.GET
    form = forms.Form(given if "into" in given or "into_text" in given else None)
    others = pages.record.objects.visible_to(request.user).exclude(pk=duplicate.pk)
    form.fields["into"] = LinkField(others, reader=request.user, label=_("The original"))
    return form


def _check_versions(request: ActorRequest, duplicate: Record, original: Record) -> None:
    """What was shown is what is merged."""
    seen = (request.POST.get("version"), request.POST.get("into_version"))
    if seen != (str(duplicate.version), str(original.version)):
        raise Conflict


def _fields(pages: RecordPages[Any]) -> list[str]:
    """The columns that a form of this type shows; who owns and sees the original stays as it is."""
    columns = {column.name for column in pages.record._meta.concrete_fields if column.editable}
    grounds = {"owner", "co_owner", "department", "private"}
    return [name for group in pages.fields for name in group.names if name in columns - grounds] + [*pages.merged]


def _moving(duplicate: Record, reader: User) -> list[Moving]:
    counts: dict[Any, list[int]] = {}
    for model, name in linking(type(duplicate)):
        rows: Any = model._default_manager.filter(**{name: duplicate, "deleted_at": None})
        seen = rows.visible_to(reader).count() if issubclass(model, Owned) else rows.count()
        known = counts.setdefault(model, [0, 0])
        known[0] += seen
        known[1] += rows.count() - seen
    return [
        Moving(str(model._meta.verbose_name_plural), seen, unseen)
        for model, (seen, unseen) in counts.items()
        if seen or unseen
    ]


def _differing(pages: RecordPages[Any], duplicate: Record, original: Record, reader: User) -> list[Differing]:
    names = _fields(pages)
    put_seen([duplicate, original], names, reader)
    rows = [Differing(str(field_label(pages.record, name)), *_shown(name, duplicate, original)) for name in names]
    return [row for row in rows if row.duplicate and row.duplicate != row.original]


def _shown(name: str, *records: Record) -> list[str]:
    return [_text(getattr(record, f"get_{name}_display", lambda r=record: getattr(r, name))()) for record in records]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else ""
    return "" if value is None else str(value)
