"""The board of deals: the stages of one pipeline as columns."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.deals.filters import pipelines
from accord.deals.models import Deal, Pipeline, Stage, State
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.records.declare import Board, BoardColumn

FORMS = "accord.deals.forms"


def _chosen(person: User, params: dict[str, str]) -> Pipeline | None:
    offered = Pipeline.offered_to(person)
    chosen = (pipeline for pipeline in offered if str(pipeline.pk) == params.get("board"))
    return next(chosen, offered[0] if offered else None)


def _columns(person: User, params: dict[str, str]) -> list[BoardColumn]:
    """The stages of one pipeline: closed ones folded, archived ones and those without a group left out."""
    pipeline = _chosen(person, params)
    stages = pipeline.in_order if pipeline else []
    return [
        BoardColumn(str(stage.pk), str(stage), steps=stage.steps, folded=stage.is_closed)
        for stage in stages
        if stage.group and stage.state != State.ARCHIVED
    ]


def _move(deal: Deal, value: str, by: Actor, **given: Any) -> None:
    deal.enter(_stage(deal, value), by=by, **given)


def _asks(deal: Deal, value: str) -> str:
    """Which form a drop on this stage needs: a reason, or what the stage requires."""
    return deal.asked_by(_stage(deal, value))


def _stage(deal: Deal, value: str) -> Stage:
    stage = next((stage for stage in deal.pipeline.in_order if str(stage.pk) == value), None)
    if stage is None:
        raise RuleBroken(_("This stage does not belong to the pipeline of the deal."))
    return stage


BOARD = Board(
    field="stage",
    columns=_columns,
    move=_move,
    card="deals/_card.html",
    with_=("company", "owner"),
    sum="amount",
    order=("step_sort", "id"),
    choose=pipelines,
    asks=_asks,
    forms={
        "win": f"{FORMS}.WinForm",
        "lose": f"{FORMS}.LoseForm",
        "archive": f"{FORMS}.ArchiveForm",
        "require": f"{FORMS}.RequireForm",
    },
)
