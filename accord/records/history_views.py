"""What a change set did, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.access.models import Owned
from accord.accounts.middleware import ActorRequest
from accord.history.models import ChangeSet, model_of
from accord.history.models.undo import UndoRefused
from accord.kit.errors import RuleBroken
from accord.kit.numbers import as_id
from accord.records import timeline, undertakings
from accord.records.models import Undertaking
from accord.records.sight import Sight, is_owned
from accord.records.toasts import toast_done
from accord.records.undoing import Undoing, check_finished, is_large, undertaking_of
from accord.records.way_back import way_back
from accord.web.answers import go, is_htmx

SHOWN = 200


@login_required
@require_GET
def changes(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that one action wrote, as its reader may know it."""
    change_set = _change_set(request, pk)
    undoing = undertaking_of(change_set)
    if request.GET.get("part") == "progress" and is_htmx(request):
        return render(request, "records/_undoing.html", {"change_set": change_set, "undoing": undoing})
    events = list(timeline.events_with_all(change_set.events).order_by("id")[:SHOWN])
    context = {
        "change_set": change_set,
        "told": timeline.tell(events, request.user),
        "count": change_set.events.count(),
        "shown": SHOWN,
        "undoing": undoing,
        "part_of": undertaking_of(change_set.undoes) if change_set.undoes else None,
        "may_undo": _may_undo(change_set, undoing),
    }
    return render(request, "records/changes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a change set back, or say what stands in the way and what may be left as it is."""
    change_set = _change_set(request, pk)
    if request.method == "GET":
        return _stands_in_the_way(request, change_set, status=200)
    check_finished(change_set)
    if is_large(change_set):
        return _in_background(request, change_set)
    leaving = frozenset(_key(text) for text in request.POST.getlist("leave"))
    try:
        request.actor.ledger.change_set = change_set.undo(by=request.actor, leaving=leaving)
    except UndoRefused:
        if is_htmx(request):
            return go(request, reverse("undo", args=[pk]))
        return _stands_in_the_way(request, change_set, status=409)
    way = way_back(request, change_set)
    toast_done(request, way.said)
    return go(request, way.url)


# ── private ──


def _change_set(request: ActorRequest, pk: int) -> ChangeSet:
    """One's own, or one that touched something the person may see (also in the trash, if they could empty it)."""
    change_set = ChangeSet.objects.select_related("actor", "undone_by", "undoes").filter(pk=pk).first()
    if change_set is None or not (
        change_set.actor_id == request.user.pk or _touched_something_seen(request, change_set)
    ):
        raise Http404(_("There is no such change, or you cannot see it."))
    return change_set


def _touched_something_seen(request: ActorRequest, change_set: ChangeSet) -> bool:
    keys = list(change_set.events.values_list("kind", "record_id")[:SHOWN])
    sight = Sight(request.user, keys)
    return any(is_owned(kind) and (sight.reaches(kind, pk) or _could_restore(request, kind, pk)) for kind, pk in keys)


def _could_restore(request: ActorRequest, kind: str, pk: int) -> bool:
    model = model_of(kind)
    assert model is not None
    assert issubclass(model, Owned)
    return bool(model.objects.in_trash().deletable_by(request.user).filter(pk=pk).exists())


def _stands_in_the_way(request: ActorRequest, change_set: ChangeSet, *, status: int) -> HttpResponse:
    if is_large(change_set):
        return _asked_for_much(request, change_set, undertaking_of(change_set))
    conflicts = [] if change_set.is_undone else change_set.undo_conflicts(by=request.actor)
    sight = Sight(request.user, [(conflict.kind, conflict.record_id) for conflict in conflicts])
    rows = [(conflict, sight.reaches(conflict.kind, conflict.record_id)) for conflict in conflicts]
    context: dict[str, Any] = {"change_set": change_set, "rows": rows, "count": change_set.events.count()}
    return render(request, "records/undo.html", context, status=status)


# ── much ──


def _asked_for_much(request: ActorRequest, change_set: ChangeSet, undoing: Undertaking | None) -> HttpResponse:
    """Nobody waits here while thousands are looked through: the worker has looked, or will."""
    left = undertakings.told(undoing, request) if undoing and undoing.is_refused else []
    context = {"change_set": change_set, "undoing": undoing, "left_out": left, "count": change_set.events.count()}
    context["may_undo"] = _may_undo(change_set, undoing)
    return render(request, "records/undo_much.html", context)


def _may_undo(change_set: ChangeSet, undoing: Undertaking | None) -> bool:
    """It stands, or its undo has come to a halt in the middle."""
    return not (undoing and undoing.is_going) and (not change_set.is_undone or bool(undoing and undoing.is_cut))


def _in_background(request: ActorRequest, change_set: ChangeSet) -> HttpResponse:
    known = undertaking_of(change_set)
    if change_set.is_undone and (known is None or known.is_done):
        raise RuleBroken(_("This has already been taken back."))
    rest = "rest" in request.POST or "leave" in request.POST
    undoing = undertakings.ask_for(
        Undoing, change_set.pk, title=_("Taking it back"), by=request.actor, change_set=change_set.pk, rest=rest
    )
    return undertakings.follow(request, undoing, reverse("changes", args=[change_set.pk]))


def _key(text: str) -> tuple[str, int]:
    kind, _colon, word = text.partition(":")
    pk = as_id(word)
    if pk is None:
        raise Http404
    return kind, pk
