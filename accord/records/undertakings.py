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
from accord.accounts.models import User
from accord.history.models import Actor, model_of
from accord.records import contents, jobs
from accord.records.models import LeftOut, Undertaking
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
    seen = {row.pk for row in rows if sight.reaches(row.kind, row.record_id)}
    theirs = _in_the_trash_of(request.user, [row for row in rows if row.pk not in seen])
    return [
        {"left": row, "seen": row.pk in seen | theirs, "url": _address(row) if row.pk in seen else ""} for row in rows
    ]


# ── private ──


def _in_the_trash_of(person: User, rows: list[LeftOut]) -> set[int]:
    """Those among these whose record the person could take out of the trash, one query per type."""
    found: set[int] = set()
    for kind in {row.kind for row in rows}:
        model: Any = model_of(kind)
        ids = {row.record_id: row.pk for row in rows if row.kind == kind}
        known = model.objects.in_trash().deletable_by(person).filter(pk__in=ids).values_list("pk", flat=True)
        found |= {ids[pk] for pk in known}
    return found


def _address(row: Any) -> str:
    is_page = is_owned(row.kind) and contents.knows(row.kind)
    return contents.pages_of(row.kind).address(row.record_id) if is_page else ""


def _enqueue(undertaking: Undertaking) -> None:
    jobs.carry_on.enqueue(undertaking.pk, key=undertaking.job_key, actor_id=undertaking.person_id)
