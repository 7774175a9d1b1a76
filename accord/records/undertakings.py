"""Asking for what is too long for a request, and following it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.history.models import Actor
from accord.records import contents, jobs
from accord.records.models import Undertaking
from accord.records.sight import Sight, is_owned
from accord.records.works import Work
from accord.web.answers import go, is_htmx

TOLD = 200


def ask_for(work: type[Work], subject: object, *, title: str, by: Actor, **given: Any) -> Undertaking:
    """Have the worker do it, once: pressing twice asks for the same, and what was cut goes on."""
    with transaction.atomic():
        found = Undertaking.objects.ask_for(f"{work.word}:{subject}", work.word, title=title, by=by, **given)
        _enqueue(found)
    return found


def follow(request: ActorRequest, undertaking: Undertaking, otherwise: str) -> HttpResponse:
    """To its page, for whoever asked for it; somebody else is told of it where they are."""
    is_own = undertaking.person_id == request.user.pk
    return go(request, reverse("undertaking", args=[undertaking.pk]) if is_own else otherwise)


@login_required
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, what it left as it was, and how it goes on."""
    undertaking = get_object_or_404(Undertaking.objects.of(request.user), pk=pk)
    context = {
        "undertaking": undertaking,
        "url": reverse("undertaking", args=[pk]),
        "left_out": told(undertaking, request),
        "more": max(0, undertaking.left - TOLD),
    }
    return render(request, "records/_undertaking.html" if is_htmx(request) else "records/undertaking.html", context)


@login_required
@require_POST
def go_on(request: ActorRequest, pk: int) -> HttpResponse:
    """Once more: from where it was cut, or without what stood in the way."""
    undertaking = get_object_or_404(Undertaking.objects.of(request.user), pk=pk)
    with transaction.atomic():
        if undertaking.is_refused or undertaking.is_cut:
            undertaking.ask_again(by=request.actor, **({"rest": True} if "rest" in request.POST else {}))
            _enqueue(undertaking)
    return redirect("undertaking", pk)


def told(undertaking: Undertaking, request: ActorRequest) -> list[dict[str, Any]]:
    """The records that were left, for a reader: what they may not see has no name."""
    if undertaking.is_going:
        return []
    rows = list(undertaking.left_out.order_by("pk")[:TOLD])
    sight = Sight(request.user, [(row.kind, row.record_id) for row in rows])
    return [{"left": row, "seen": sight.reaches(row.kind, row.record_id), "url": _address(row)} for row in rows]


# ── private ──


def _address(row: Any) -> str:
    is_page = is_owned(row.kind) and contents.knows(row.kind)
    return contents.pages_of(row.kind).address(row.record_id) if is_page else ""


def _enqueue(undertaking: Undertaking) -> None:
    jobs.carry_on.enqueue(undertaking.pk, key=undertaking.job_key, actor_id=undertaking.person_id)
