"""The pipelines that come with Accord: Consultative, twelve stages in six groups, and Standard, the eleven stages of
Django-CRM. There a closing reason or the tick *relevant* ended a deal that was not won; here a stage stands for each of
both ends, so Standard has two more beside its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from accord.deals.models import Pipeline, QualitySignal, Stage, StageGroup, State
from accord.history.models import Actor


@dataclass(frozen=True)
class ShippedStage:
    code: str
    name: str
    group: str
    state: State
    probability: int
    goods_shipped: bool = False


@dataclass(frozen=True)
class ShippedPipeline:
    """`groups` by their code: name and percent, none beside the way. The first stage is where new deals begin."""

    code: str
    name: str
    groups: dict[str, tuple[str, int | None]]
    stages: tuple[ShippedStage, ...]


CONSULTATIVE = ShippedPipeline(
    "consultative",
    _("Consultative"),
    {
        "processing": (_("Processing"), 0),
        "qualification": (_("Qualification"), 20),
        "development": (_("Development"), 40),
        "confirmation": (_("Confirmation"), 60),
        "victory": (_("Victory"), 100),
        "beside": (_("Refusal/Pause"), None),
    },
    (
        ShippedStage("new", _("New"), "processing", State.OPEN, 0),
        ShippedStage("first-contact", _("First contact"), "qualification", State.OPEN, 20),
        ShippedStage("needs", _("Identify needs"), "qualification", State.OPEN, 20),
        ShippedStage("presentation", _("Presentation"), "development", State.OPEN, 40),
        ShippedStage("offer", _("Offer preparation"), "development", State.OPEN, 40),
        ShippedStage("prototype", _("Prototype"), "development", State.OPEN, 40),
        ShippedStage("decision", _("Decision"), "confirmation", State.OPEN, 60),
        ShippedStage("completed", _("Completed"), "victory", State.WON, 100),
        ShippedStage("pause", _("Pause"), "beside", State.PAUSED, 0),
        ShippedStage("refusal", _("Refusal"), "beside", State.LOST, 0),
        ShippedStage("dropout", _("Dropout"), "", State.LOST, 0),
        ShippedStage("old", _("Old requests"), "", State.ARCHIVED, 0),
    ),
)

STANDARD = ShippedPipeline(
    "standard",
    _("Standard"),
    {
        "request": (_("Request"), 0),
        "clarification": (_("Clarification"), 20),
        "offer": (_("Offer"), 40),
        "agreement": (_("Agreement"), 60),
        "delivery": (_("Delivery"), 80),
        "closed": (_("Closed"), 100),
        "beside": (_("Refusal"), None),
    },
    (
        ShippedStage("request", _("Request"), "request", State.OPEN, 0),
        ShippedStage("analysis", _("Analysis of the request"), "request", State.OPEN, 10),
        ShippedStage("clarification", _("Clarification of the requirements"), "clarification", State.OPEN, 20),
        ShippedStage("price-offer", _("Price offer"), "offer", State.OPEN, 40),
        ShippedStage("commercial-proposal", _("Commercial proposal"), "offer", State.OPEN, 40),
        ShippedStage("commercial-offer", _("Commercial offer"), "offer", State.OPEN, 40),
        ShippedStage("agreement", _("Agreement"), "agreement", State.OPEN, 60),
        ShippedStage("invoice", _("Invoice"), "agreement", State.OPEN, 70),
        ShippedStage("first-payment", _("Receiving the first payment"), "delivery", State.CONDITIONALLY_WON, 80),
        # What was shipped is sold: the day of winning stays.
        ShippedStage("shipment", _("Shipment"), "delivery", State.CONDITIONALLY_WON, 90, goods_shipped=True),
        ShippedStage("closed", _("Closed (successful)"), "closed", State.WON, 100),
        ShippedStage("lost", _("Lost"), "beside", State.LOST, 0),
        ShippedStage("irrelevant", _("Irrelevant"), "", State.ARCHIVED, 0),
    ),
)

PIPELINES = (CONSULTATIVE, STANDARD)


SIGNALS = (
    (_("Missed delivery deadline"), -5),
    (_("Early delivery"), 5),
    (_("Incorrect product quality"), -10),
    (_("Incompleteness"), -10),
    (_("Non-functional product"), -15),
    (_("Loss of reputation before a partner"), -15),
    (_("Late response"), -10),
)


def install(by: Actor) -> None:
    """Make each shipped pipeline that was never there; what an administrator changed or took away since stays so."""
    codes = set(Pipeline.objects.values_list("code", flat=True))
    for position, shipped in enumerate(PIPELINES, start=1):
        if shipped.code not in codes:
            _make(shipped, position, by)
    known: Any = QualitySignal.objects
    if not known.filter(shipped=True).exists():
        signals = [
            QualitySignal(name=name, weight=weight, position=place * 10, shipped=True)
            for place, (name, weight) in enumerate(SIGNALS, start=1)
        ]
        known.add_all(signals, by=by)


def _make(shipped: ShippedPipeline, position: int, by: Actor) -> None:
    pipeline = Pipeline.objects.add(by=by, code=shipped.code, name=shipped.name, shipped=True, position=position)
    groups = {
        code: StageGroup.objects.add(by=by, pipeline=pipeline, name=name, percent=percent, position=place, shipped=True)
        for place, (code, (name, percent)) in enumerate(shipped.groups.items(), start=1)
    }
    Stage.objects.add_all([_stage(pipeline, groups, *each) for each in enumerate(shipped.stages, start=1)], by=by)


def _stage(pipeline: Pipeline, groups: dict[str, StageGroup], position: int, shipped: ShippedStage) -> Stage:
    return Stage(
        pipeline=pipeline,
        group=groups.get(shipped.group),
        code=shipped.code,
        name=shipped.name,
        state=shipped.state,
        probability=shipped.probability,
        position=position,
        is_default=position == 1,
        goods_shipped=shipped.goods_shipped,
        shipped=True,
    )
