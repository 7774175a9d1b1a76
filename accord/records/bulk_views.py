"""Actions on the selected rows of a list, or on the whole of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.deletion import going_along_with, told_to
from accord.records.jobs import act_on_many
from accord.records.lists import bulk
from accord.records.lists.bulk import Action, Outcome
from accord.records.lists.listing import listing
from accord.records.models import BulkRun
from accord.records.toasts import toast_done
from accord.records.works import AT_ONCE
from accord.web.answers import is_htmx

NAMED = 20


@login_required
@require_POST
def act(request: ActorRequest, name: str, kind: str) -> HttpResponse:
    """Ask what has to be asked, then do it: up to 200 records at once, a longer list by the worker."""
    pages = contents.pages_of(kind)
    action = bulk.action_of(pages, name)
    if action is None:
        raise Http404
    meant = Meant(request, pages)
    if not meant.count:
        return _nothing_selected(request, pages)
    form = action.form(request.POST if "confirmed" in request.POST else None, request.user) if action.form else None
    if "confirmed" not in request.POST and (form or action.danger):
        return _ask(request, pages, action, meant, form)
    if form is not None and not (form.is_valid() and form.fields):
        return _ask(request, pages, action, meant, form, status=422)
    if meant.is_long:
        return _by_the_worker(request, pages, action, meant)
    with transaction.atomic():
        outcome = bulk.perform(pages, action, meant.pairs, form.cleaned_data if form else {}, by=request.actor)
    return _done(request, pages, action, outcome)


class Meant:
    """Which records: those that were ticked, or the whole list as its filters say."""

    def __init__(self, request: ActorRequest, pages: RecordPages[Any]) -> None:
        self.is_whole = request.POST.get("whole") == "1"
        self.query = request.POST.get("list", "")
        self.picked = request.POST.getlist("pick")
        self.rows = listing(pages, request.user, QueryDict(self.query)).rows.order_by("pk") if self.is_whole else None
        self.pairs = self._pairs()

    def _pairs(self) -> list[bulk.Pair]:
        if self.rows is None:
            return bulk.pairs_of(self.picked)[: AT_ONCE + 1]
        return list(self.rows.values_list("pk", "version")[: AT_ONCE + 1])

    @property
    def is_long(self) -> bool:
        return len(self.pairs) > AT_ONCE

    @property
    def count(self) -> int:
        return self.rows.count() if self.rows is not None and self.is_long else len(self.pairs)

    def posted(self) -> list[tuple[str, str]]:
        """What the next form carries along."""
        if self.is_whole:
            return [("whole", "1"), ("list", self.query)]
        return [("list", self.query), *(("pick", f"{pk}.{version}") for pk, version in self.pairs)]


def _ask(
    request: ActorRequest, pages: RecordPages[Any], action: Action, meant: Meant, form: Any, status: int = 200
) -> HttpResponse:
    ids = {pk for pk, _version in meant.pairs}
    named = list(pages.record.objects.visible_to(request.user).filter(pk__in=ids).order_by("pk")[:NAMED])
    context = {
        "pages": pages,
        "action": action,
        "form": form,
        "count": meant.count,
        "posted": meant.posted(),
        "back": _list_url(pages, meant.query),
        "chooses_fields": action.name == "edit",
        "along": told_to(request.user, going_along_with(pages.record.kind, ids)) if action.name == "delete" else [],
        "named": named,
        "unnamed": meant.count - len(named),
        "title": pages.record._meta.verbose_name_plural,
    }
    return render(request, "records/bulk.html", context, status=status)


def _done(request: ActorRequest, pages: RecordPages[Any], action: Action, outcome: Outcome) -> HttpResponse:
    """A sentence and *Undo* where everything went well; a result for each record where not."""
    if outcome.done:
        toast_done(request, said(action, outcome.done))
    back = _list_url(pages, request.POST.get("list", ""))
    if not outcome.refused:
        return redirect(back)
    context = {"pages": pages, "action": action, "outcome": outcome, "back": back}
    return render(request, "records/bulk_result.html", context, status=200 if outcome.done else 409)


def said(action: Action, count: int) -> str:
    text = ngettext("%(action)s: %(count)d record.", "%(action)s: %(count)d records.", count)
    return text % {"action": action.label, "count": count}


def _nothing_selected(request: ActorRequest, pages: RecordPages[Any]) -> HttpResponse:
    context = {"pages": pages, "back": _list_url(pages, request.POST.get("list", ""))}
    return render(request, "records/bulk_nothing.html", context, status=422)


def _list_url(pages: RecordPages[Any], query: str) -> str:
    """The list as it was; only what the list itself reads is let through."""
    made = QueryDict(query)
    return f"{pages.list_address}?{urlencode([(n, v) for n, values in made.lists() for v in values])}"


# ── by the worker ──


def _by_the_worker(request: ActorRequest, pages: RecordPages[Any], action: Action, meant: Meant) -> HttpResponse:
    carried = {"pick", "list", "whole", "confirmed", "csrfmiddlewaretoken"}
    answers = [(name, value) for name, values in request.POST.lists() for value in values if name not in carried]
    rows = meant.rows if meant.rows is not None else _picked(request, pages)
    with transaction.atomic():
        run = bulk.freeze(pages, action.name, urlencode(answers), rows, by=request.actor)
        act_on_many.enqueue(run.pk, key=run.job_key, actor_id=request.user.pk)
    return redirect("bulk_run", run.pk)


def _picked(request: ActorRequest, pages: RecordPages[Any]) -> Any:
    ids = [pk for pk, _version in bulk.pairs_of(request.POST.getlist("pick"))]
    return pages.record.objects.visible_to(request.user).filter(pk__in=ids)


@login_required
@require_GET
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """How far a long action is, and what became of every record that was refused."""
    run = get_object_or_404(BulkRun, pk=pk, person=request.user)
    pages = contents.pages_of(run.kind)
    action = bulk.action_of(pages, run.verb)
    refused = run.rows.exclude(problem="").order_by("pk")[:200] if run.finished_at else []
    context = {
        "run": run,
        "pages": pages,
        "action": action,
        "refused": refused,
        "url": reverse("bulk_run", args=[run.pk]),
        "undo_url": reverse("undo", args=[run.change_set_id]) if run.change_set_id and run.finished_at else "",
    }
    return render(request, "records/_bulk_run.html" if is_htmx(request) else "records/bulk_run.html", context)
