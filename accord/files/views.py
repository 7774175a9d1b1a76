"""The files of a record: list, attach, download, rename, detach."""

from __future__ import annotations

import errno
import logging

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.files import sending
from accord.files.attaching import attach
from accord.files.doors import attachment_of, attachments_on, record_of
from accord.history.models import Actor
from accord.preferences import switches
from accord.web.answers import fragment, is_htmx
from accord.web.toasts import toast

log = logging.getLogger("accord.files")

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


@login_required
@require_http_methods(["GET", "POST"])
def on_record(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """The list with its form; POST attaches what was chosen."""
    record = record_of(kind, pk, to=request.user)
    if request.method == "POST":
        return _attach(request, record)
    part = "files/_files.html" if is_htmx(request) else "files/page.html"
    return render(request, part, shown(request, record))


@login_required
@require_GET
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    attachment = attachment_of(pk, to=request.user)
    if not attachment.is_kept:
        log.error("The bytes of attachment %s (%s) are missing.", attachment.pk, attachment.file.path)
        raise Http404(_("This file is no longer kept."))
    return sending.download(attachment.file.path, attachment.name, attachment.media_type)


@login_required
@require_GET
def thumbnail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Our own drawing of a picture, the only thing of a file that is shown in place."""
    attachment = attachment_of(pk, to=request.user)
    if not attachment.has_thumbnail:
        raise Http404(_("There is no preview of this file."))
    return sending.Sent(attachment.file.thumbnail_path, "image/webp")


@login_required
@require_POST
def detach(request: ActorRequest, pk: int) -> HttpResponse:
    attachment = attachment_of(pk, to=request.user)
    attachment.detach(by=request.actor)
    toast(request, _("%(file)s was taken off.") % {"file": attachment.name}, undo=_undo(request.actor))
    return _answer(request, record_of(attachment.on_kind, attachment.on_id, to=request.user))


@login_required
@require_POST
def rename(request: ActorRequest, pk: int) -> HttpResponse:
    attachment = attachment_of(pk, to=request.user)
    attachment.rename(request.POST.get("name", ""), by=request.actor)
    return _answer(request, record_of(attachment.on_kind, attachment.on_id, to=request.user))


def shown(request: ActorRequest, record: Owned) -> dict[str, object]:
    """What `files/_files.html` shows; a record's page may include it with these."""
    return {
        "record": record,
        "attachments": attachments_on(record),
        "may_change": policy.may_change(request.user, record),
        "may_point": policy.holds(request.user, Special.ADMINISTER),
        "largest": switches.load(request).largest_file,
        "files_url": reverse("files:on", args=[record.kind, record.pk]),
    }


def _attach(request: ActorRequest, record: Owned) -> HttpResponse:
    chosen = request.FILES.getlist("files")
    largest = switches.load(request).largest_file
    try:
        for upload in chosen:
            attach(record, upload.name or "", upload.chunks(), by=request.actor, largest=largest)
    except OSError as trouble:
        if trouble.errno not in NO_SPACE:
            raise
        return HttpResponse(
            _("There is no space left for files."), status=507, content_type="text/plain; charset=utf-8"
        )
    if chosen:
        words = ngettext("%(count)s file attached.", "%(count)s files attached.", len(chosen))
        toast(request, words % {"count": len(chosen)}, undo=_undo(request.actor))
    return _answer(request, record)


def _answer(request: ActorRequest, record: Owned) -> HttpResponse:
    otherwise = reverse("files:on", args=[record.kind, record.pk])
    return fragment(request, "files/_files.html", otherwise=otherwise, **shown(request, record))


def _undo(by: Actor) -> str:
    change_set = by.ledger.change_set
    return reverse("undo", args=[change_set.pk]) if change_set else ""
