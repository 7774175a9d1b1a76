"""Pipelines: all of them, one with its stages in their order, a stage, a group, and a stage that goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.administration.pipeline_forms import GroupForm, PipelineForm, RetireForm, StageForm, requirable
from accord.administration.views import POST_OR_GET, written
from accord.deals.models import Deal, Pipeline, Stage
from accord.deals.retiring import RetiringStage, is_long
from accord.kit.numbers import as_id
from accord.records.toasts import toast_done
from accord.records.undertakings import ask_for, follow
from accord.web.answers import fragment

STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class StageRow:
    stage: Stage
    deals: int
    needs: list[str]
    begins: bool


def keeps_directories(request: ActorRequest) -> None:
    if not policy.holds(request.user, Special.DIRECTORIES):
        raise Http404


def found(request: ActorRequest, pk: int) -> Pipeline:
    keeps_directories(request)
    return get_object_or_404(Pipeline.objects.live().prefetch_related("departments"), pk=pk)


# ── all of them ──


@login_required
@require_GET
def pipelines(request: ActorRequest) -> HttpResponse:
    keeps_directories(request)
    return render(request, "administration/pipelines.html", _all_of_them(request.user))


def _all_of_them(person: User) -> dict[str, Any]:
    rows = Pipeline.objects.live().prefetch_related("departments").with_stages()
    counts = _deals(person, "pipeline")
    return {"pipelines": [(pipeline, counts[pipeline.pk]) for pipeline in rows]}


@login_required
@require_POST
def arrange_pipelines(request: ActorRequest) -> HttpResponse:
    keeps_directories(request)
    pressed = _arrange(request, Pipeline.objects.live())
    context = _all_of_them(request.user) | pressed
    return fragment(request, "administration/_pipelines.html", otherwise="pipelines", **context)


# ── one ──


@login_required
@require_http_methods(POST_OR_GET)
def edit_pipeline(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    keeps_directories(request)
    shown = found(request, pk) if pk else None
    form = PipelineForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid() and (made := written(request, form)):
        toast_done(request, _("The pipeline is saved."))
        return redirect("pipeline", made.pk)
    return _form(request, form, shown, _("New pipeline"))


@login_required
@require_GET
def pipeline(request: ActorRequest, pk: int) -> HttpResponse:
    return render(request, "administration/pipeline.html", _one(request.user, found(request, pk)))


def _one(person: User, shown: Pipeline) -> dict[str, Any]:
    counts, fields = _deals(person, "stage"), requirable()
    start = next((stage.pk for stage in shown.in_order if stage.is_default), None)
    rows = [
        StageRow(
            stage, counts[stage.pk], [str(label) for name, label in fields if name in stage.required], stage.pk == start
        )
        for stage in shown.in_order
    ]
    return {"pipeline": shown, "rows": rows, "groups": shown.groups.live().order_by("position", "pk")}


@login_required
@require_POST
def delete_pipeline(request: ActorRequest, pk: int) -> HttpResponse:
    found(request, pk).discard(by=request.actor)
    toast_done(request, _("The pipeline is in the trash."))
    return redirect("pipelines")


# ── its stages ──


@login_required
@require_POST
def arrange_stages(request: ActorRequest, pk: int) -> HttpResponse:
    return _stages_again(request, pk, _arrange(request, found(request, pk).stages.live()))


@login_required
@require_POST
def arrange_groups(request: ActorRequest, pk: int) -> HttpResponse:
    return _stages_again(request, pk, _arrange(request, found(request, pk).groups.live()))


def _stages_again(request: ActorRequest, pk: int, pressed: dict[str, Any]) -> HttpResponse:
    page, context = reverse("pipeline", args=[pk]), _one(request.user, found(request, pk)) | pressed
    return fragment(request, "administration/_pipeline.html", otherwise=page, **context)


def _arrange(request: ActorRequest, rows: Any) -> dict[str, Any]:
    """`moved` goes one place up or down, or before another one; before nothing is the end. What was pressed."""
    moved = get_object_or_404(rows, pk=_number(request.POST.get("moved")))
    if towards := STEPS.get(request.POST.get("step", "")):
        moved.step(towards, by=request.actor)
    else:
        moved.place(by=request.actor, before=rows.filter(pk=_number(request.POST.get("before"))).first())
    toast_done(request, _("The order is changed."))
    return {"moved": moved, "step": request.POST.get("step", "")}


def _number(word: str | None) -> int:
    return as_id(word or "") or 0


@login_required
@require_http_methods(POST_OR_GET)
def stage(request: ActorRequest, pk: int, stage: int | None = None) -> HttpResponse:
    within = found(request, pk)
    shown = get_object_or_404(within.stages.live(), pk=stage) if stage else None
    form = StageForm(request.POST or None, instance=shown, pipeline=within)
    if request.method == "POST" and form.is_valid() and written(request, form):
        toast_done(request, _("The stage is saved."))
        return redirect("pipeline", pk)
    return _form(request, form, shown, _("New stage"), within)


@login_required
@require_http_methods(POST_OR_GET)
def retire_stage(request: ActorRequest, pk: int, stage: int) -> HttpResponse:
    """Asks where the deals go, then takes the stage out of the pipeline."""
    within = found(request, pk)
    shown = get_object_or_404(within.stages.live(), pk=stage)
    form = RetireForm(request.POST if request.method == "POST" else None, stage=shown)
    if form.is_valid():
        to = form.cleaned_data.get("to")
        if to is not None and is_long(shown):
            return _retire_by_the_worker(request, shown, to)
        shown.retire(by=request.actor, to=to)
        toast_done(request, _("The stage is retired."))
        return redirect("pipeline", pk)
    seen = Deal.objects.visible_to(request.user).filter(stage=shown).count()
    context = {"pipeline": within, "stage": shown, "form": form, "seen": seen, "asks": "to" in form.fields}
    return render(request, "administration/retire.html", context, status=422 if form.errors else 200)


def _retire_by_the_worker(request: ActorRequest, stage: Stage, to: Stage) -> HttpResponse:
    title = _("Retire %(stage)s") % {"stage": stage}
    undertaking = ask_for(RetiringStage, stage.pk, title=title, by=request.actor, stage=stage.pk, to=to.pk)
    return follow(request, undertaking, reverse("pipeline", args=[stage.pipeline_id]))


# ── its groups ──


@login_required
@require_http_methods(POST_OR_GET)
def stage_group(request: ActorRequest, pk: int, group: int | None = None) -> HttpResponse:
    within = found(request, pk)
    shown = get_object_or_404(within.groups.live(), pk=group) if group else None
    form = GroupForm(request.POST or None, instance=shown, pipeline=within)
    if request.method == "POST" and form.is_valid() and written(request, form):
        toast_done(request, _("The group is saved."))
        return redirect("pipeline", pk)
    return _form(request, form, shown, _("New group"), within)


@login_required
@require_POST
def delete_stage_group(request: ActorRequest, pk: int, group: int) -> HttpResponse:
    within = found(request, pk)
    get_object_or_404(within.groups.live(), pk=group).discard(by=request.actor)
    toast_done(request, _("The group is in the trash."))
    return redirect("pipeline", pk)


# ── alike ──


def _form(request: ActorRequest, form: Any, shown: Any, new: str, within: Pipeline | None = None) -> HttpResponse:
    context = {"form": form, "shown": shown, "title": shown or new, "pipeline": within}
    return render(request, "administration/pipeline_form.html", context, status=422 if form.errors else 200)


def _deals(person: User, by: str) -> Counter[int]:
    """How many deals this person sees in each stage or pipeline, with one query."""
    rows = Deal.objects.visible_to(person).order_by().values_list(by).annotate(n=Count("pk"))
    return Counter(dict(rows))
