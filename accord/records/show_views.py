"""Opening a record, its tabs and panels; watching it; deleting it and taking it out of the trash."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access.reasons import reasons
from accord.accounts.middleware import ActorRequest
from accord.files import views as files
from accord.kit.numbers import as_id
from accord.records.contents import knows, pages_of
from accord.records.declare import RecordPages
from accord.records.deletion import going_along, told_to
from accord.records.discarding import Discarding, Restoring, is_long_to_restore
from accord.records.doors import deletable, in_trash, visible
from accord.records.models import Forward, Record, Visit
from accord.records.show import FILES, RecordPage, Timeline, related_of
from accord.records.toasts import toast_done
from accord.records.undertakings import ask_for, follow
from accord.records.works import AT_ONCE
from accord.web.answers import fragment, go, is_htmx, nothing

LONGEST_QUERY = 4000


@login_required
@require_GET
def show(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The record's page; an old address of something that was merged or converted leads on."""
    try:
        page = _page(request, kind, pk, tab=request.GET.get("tab", ""), list_query=_list_query(request, kind))
    except Http404:
        return redirect(_moved_to(request, kind, pk))
    if address := _leads_on(request, page.record):
        return redirect(address)
    context = {"page": page, "record": page.record, "person": request.user}
    if page.tab == FILES:
        context |= files.shown(request, page.record)
    return render(request, _part(request) or "records/show.html", context)


@login_required
@require_GET
def history(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The whole history, also of what lies in the trash; `before` names the event that the reader has come to."""
    pages = pages_of(kind)
    try:
        record: Record = visible(pages.record, pk, to=request.user)
    except Http404:
        record = in_trash(pages.record, pk, to=request.user)
    told = Timeline.of(record, request.user, before=as_id(request.GET.get("before", "")), size=50)
    context = {
        "record": record,
        "pages": pages,
        "timeline": told,
        "type_names": pages.type_names,
        "earlier_url": pages.address(pk, "history"),
    }
    return render(request, "records/_timeline.html" if is_htmx(request) else "records/history.html", context)


@login_required
@require_GET
def panel(request: ActorRequest, pk: int, name: str, kind: str) -> HttpResponse:
    """What an upper package hung on this page; by itself for htmx, as the open tab otherwise."""
    page = _page(request, kind, pk, tab=name)
    hung = page.panel_named(name)
    if hung is None:
        raise Http404
    if not is_htmx(request) and hung.place == "tab":
        return redirect(f"{page.record.get_absolute_url()}?tab={name}")
    context = {"page": page, "record": page.record, "panel": hung, "rows": hung.rows(page.record, request.user)}
    return render(request, "records/_panel.html" if is_htmx(request) else "records/panel.html", context)


@login_required
@require_POST
def watch(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Watch, or no longer. Whoever sees a record may watch it; it needs no right to change it."""
    record = visible(pages_of(kind).record, pk, to=request.user)
    watching = record.facets["watchers"].read(record)
    if request.user.pk in watching:
        others = [person for person in watching if person != request.user.pk]
        record.change("unwatched", by=request.actor.consequence(), watchers=others)
        toast_done(request, _("You no longer watch this."))
    else:
        record.change("watched", by=request.actor.consequence(), watchers=[*watching, request.user.pk])
        toast_done(request, _("You are told when this changes."))
    try:
        page = _page(request, kind, pk)
    except Http404:  # watching was all that let one see it
        return go(request, pages_of(kind).list_address)
    return fragment(request, "records/_watch_done.html", otherwise=page.record, page=page, record=page.record)


@login_required
@require_POST
def seen(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The page says that it has been opened: for *recently opened* and for what is new since."""
    record = visible(pages_of(kind).record, pk, to=request.user)
    Visit.objects.update_or_create(person=request.user, kind=kind, record_id=record.pk, defaults={"at": timezone.now()})
    return nothing(request, otherwise=record)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """First what goes along, then the deletion; above 200 linked records in the background."""
    pages = pages_of(kind)
    record = deletable(pages.record, pk, by=request.user)
    along = going_along(record)
    count = sum(map(len, along.values()))
    if request.method == "GET":
        context = {
            "record": record,
            "pages": pages,
            "along": told_to(request.user, along),
            "count": count,
            "in_background": count > AT_ONCE,
            "count_all": count + 1,
            "type_names": pages.type_names,
        }
        return render(request, "records/delete.html", context)
    if count > AT_ONCE:
        return _delete_by_the_worker(request, record, pages.list_address)
    record.discard(by=request.actor)
    toast_done(request, _("Deleted: %(name)s.") % {"name": record})
    return go(request, pages.list_address)


def _delete_by_the_worker(request: ActorRequest, record: Record, otherwise: str) -> HttpResponse:
    title, subject = _("Deleting %(name)s") % {"name": record}, f"{record.kind}:{record.pk}"
    undertaking = ask_for(Discarding, subject, title=title, by=request.actor, kind=record.kind, pk=record.pk)
    return follow(request, undertaking, otherwise)


@login_required
@require_POST
def restore(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    record: Record = in_trash(pages_of(kind).record, pk, to=request.user)
    if is_long_to_restore(record):
        return _restore_by_the_worker(request, record)
    record.restore(by=request.actor)
    toast_done(request, _("Back again: %(name)s.") % {"name": record})
    return go(request, record)


def _restore_by_the_worker(request: ActorRequest, record: Record) -> HttpResponse:
    title, subject = _("Bringing back %(name)s") % {"name": record}, f"{record.kind}:{record.pk}"
    undertaking = ask_for(Restoring, subject, title=title, by=request.actor, kind=record.kind, pk=record.pk)
    return follow(request, undertaking, reverse("trash"))


@login_required
@require_GET
def why(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """On what grounds the person sees this record."""
    record = visible(pages_of(kind).record, pk, to=request.user, related=("department",))
    return render(request, "records/why.html", {"record": record, "reasons": reasons(request.user, record)})


# ── private ──


def _page(request: ActorRequest, kind: str, pk: int, **place: str) -> RecordPage:
    pages: RecordPages[Any] = pages_of(kind)
    record = visible(pages.record, pk, to=request.user, related=related_of(pages))
    return RecordPage(record, pages, request.user, **place)


def _list_query(request: ActorRequest, kind: str) -> str:
    """The list that the person came from, as its address says it; carried on from record to record."""
    if "list" in request.GET:
        return request.GET["list"][:LONGEST_QUERY]
    came_from = urlsplit(request.headers.get("Referer", ""))
    if not came_from.path.startswith(pages_of(kind).list_address):
        return ""
    if came_from.path == pages_of(kind).list_address:
        return came_from.query[:LONGEST_QUERY]
    return QueryDict(came_from.query).get("list", "")[:LONGEST_QUERY]


def _part(request: ActorRequest) -> str:
    """The part of the page that htmx asks for, by the id of its target."""
    parts = {"record-main": "records/_main.html", "record-head": "records/_head.html"}
    return parts.get(request.headers.get("HX-Target", "").split("#")[-1], "") if is_htmx(request) else ""


def _leads_on(request: ActorRequest, record: Record) -> str:
    """Where a live record that became another one sends its readers; `here` in the address stays with it."""
    if "here" in request.GET or not pages_of(record.kind).leads_on(record):
        return ""
    try:
        return _moved_to(request, record.kind, record.pk)
    except Http404:
        return ""


def _moved_to(request: ActorRequest, kind: str, pk: int) -> str:
    """Where the record went, over any number of steps, if the person may see it there."""
    passed = set()
    while (kind, pk) not in passed:
        passed.add((kind, pk))
        forward = Forward.objects.filter(kind=kind, old=pk).first()
        if forward is None:
            break
        kind, pk = forward.to_kind, forward.new
    if len(passed) < 2 or not knows(kind):
        raise Http404(_("There is no such record, or you cannot see it."))
    target: Record = visible(pages_of(kind).record, pk, to=request.user)
    return target.get_absolute_url()
