"""Stages: where a deal stands, how it moves on, and how long it has been there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.deals.models.pipelines import Pipeline, Stage, StageGroup
from accord.deals.models.states import CLOSED, RUNNING, State
from accord.history.models import Actor, Event
from accord.kit.errors import RuleBroken
from accord.kit.literals import literally
from accord.records.models import Record, RecordQuerySet
from accord.records.models.record import field_label

R = TypeVar("R", bound="Staged")


class StagedQuerySet(RecordQuerySet[R]):
    def open(self) -> Self:
        """Being worked on: neither closed nor paused."""
        return self.filter(state__in=literally(RUNNING))

    def paused(self) -> Self:
        return self.filter(state=State.PAUSED)

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED)

    def in_stage(self, *codes: str) -> Self:
        return self.filter(stage__code__in=codes)

    def change_each(self, pairs: Iterable[tuple[R, Mapping[str, Any]]], verb: str, *, by: Actor) -> list[Event]:
        """What is derived from the stages is derived with one query for all of them."""
        plans = list(pairs)
        models.prefetch_related_objects([record for record, _values in plans], "stage")
        return super().change_each(plans, verb, by=by)


@dataclass(frozen=True)
class BarStage:
    """One tick of the stage bar, as `web/stage_bar.html` reads it: `state` is done, now or nothing."""

    name: str
    value: int
    state: str


@dataclass(frozen=True)
class BarGroup:
    """One part of the stage bar; without a percent it lies beside the way from 0 to 100 %."""

    name: str
    percent: int | None
    stages: Sequence[BarStage]

    @property
    def state(self) -> str:
        states = {tick.state for tick in self.stages}
        return "now" if "now" in states else "done" if states == {"done"} else ""

    @property
    def width(self) -> int:
        return len(self.stages)


class Staged(Record):
    """A record that goes through the stages of a pipeline. `pipeline` and `state` follow from the stage."""

    pipeline = models.ForeignKey(
        Pipeline, verbose_name=_("pipeline"), on_delete=models.PROTECT, related_name="deals", blank=True, db_index=False
    )
    stage = models.ForeignKey(
        Stage, verbose_name=_("stage"), on_delete=models.PROTECT, related_name="deals", blank=True, db_index=False
    )
    state = models.CharField(_("state"), max_length=20, choices=State, editable=False)
    probability = models.PositiveSmallIntegerField(_("probability, %"), default=0, validators=[MaxValueValidator(100)])

    target: Stage | None = None
    """The stage that the deal is on its way to, while what it needs is being asked; kept in no table."""

    class Meta:
        abstract = True

    # ── asking ──

    @property
    def is_open(self) -> bool:
        return self.state in RUNNING

    @property
    def is_paused(self) -> bool:
        return self.state == State.PAUSED

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def percent(self) -> int | None:
        """How far the deal has come, by its stage group; None beside the way."""
        return self.stage.group.percent if self.stage.group else None

    def next_stage(self) -> Stage | None:
        """The open stage that follows; None at the end of the way."""
        if not self.is_open:
            return None
        later = (stage for stage in self.pipeline.in_order if stage.position > self.stage.position)
        return next((stage for stage in later if stage.state in RUNNING), None)

    def stage_bar(self) -> list[BarGroup]:
        """The way from 0 to 100 % with what is behind the deal, then what lies beside the way."""
        groups: dict[StageGroup, list[BarStage]] = {}
        for stage in self.pipeline.in_order:
            if stage.group:
                tick = BarStage(str(stage), stage.pk, self._tick_state(stage))
                groups.setdefault(stage.group, []).append(tick)
        ordered = sorted(groups.items(), key=lambda pair: (pair[0].percent is None, pair[0].position))
        return [BarGroup(str(group), group.percent, ticks) for group, ticks in ordered]

    def _tick_state(self, stage: Stage) -> str:
        if stage.pk == self.stage_id:
            return "now"
        both_on_the_way = self.stage.is_on_the_way and stage.is_on_the_way
        return "done" if both_on_the_way and stage.position < self.stage.position else ""

    def stage_dates(self) -> list[tuple[str, datetime]]:
        """(stage, since when), oldest first, read from the events."""
        events = list(self.events.filter(models.Q(version=1) | models.Q(after__has_key="stage")))
        moves = [event for event in events if "stage" in event.after]
        first = moves[0].before["stage"]["label"] if moves else str(self.stage)
        begun = [(first, event.at) for event in events[:1] if event.is_creation]
        return begun + [(event.after["stage"]["label"], event.at) for event in moves]

    @property
    def in_stage_since(self) -> datetime:
        dates = self.stage_dates()
        return dates[-1][1] if dates else self.created_at

    def days_in_stage(self, *, now: datetime) -> int:
        return (now - self.in_stage_since).days

    def missing_for(self, stage: Stage, given: dict[str, Any]) -> list[str]:
        """The required fields of that stage that are still empty."""
        return [name for name in stage.required if not given.get(name, getattr(self, name))]

    # ── verbs ──

    def move_to(self, stage: Stage, *, by: Actor, **values: Any) -> None:
        """Put the deal into another stage; `values` fills what the stage requires. Closing has verbs of its own."""
        if stage.pk == self.stage_id:
            return
        if stage.is_closed:
            raise RuleBroken(_("Closing a deal needs a reason."))
        if self.is_closed:
            raise RuleBroken(_("This deal is closed. Reopen it first."))
        self.check_enterable(stage, values)
        self.change("moved", by=by, **values, **self.values_of(stage, on=by.today()))

    def change_pipeline(self, stage: Stage, *, by: Actor, **values: Any) -> None:
        """Take the deal over into an open stage of another pipeline that its department uses."""
        if self.is_closed:
            raise RuleBroken(_("This deal is closed. Reopen it first."))
        if stage.pipeline_id == self.pipeline_id:
            raise RuleBroken(_("The deal is in this pipeline already."))
        if stage.is_closed or not stage.is_live:
            raise RuleBroken(_("Choose an open stage."))
        if not Pipeline.objects.usable_in(self.department_id).filter(pk=stage.pipeline_id).exists():
            raise RuleBroken(_("The department of this deal does not use this pipeline."))
        self.check_filled(stage, values)
        self.change("pipeline changed", by=by, **values, **self.values_of(stage, on=by.today()))

    def check_enterable(self, stage: Stage, values: dict[str, Any]) -> None:
        """Raise RuleBroken when the stage belongs elsewhere or something it needs is empty."""
        if stage.pipeline_id != self.pipeline_id or not stage.is_live:
            raise RuleBroken(_("This stage does not belong to the pipeline of the deal."))
        self.check_filled(stage, values)

    def check_filled(self, stage: Stage, values: dict[str, Any]) -> None:
        """Raise RuleBroken when something that the stage requires is empty."""
        if missing := self.missing_for(stage, values):
            labels = {name: field_label(type(self), name) for name in missing}
            raise RuleBroken(
                _("The stage “%(stage)s” needs: %(fields)s.")
                % {"stage": stage, "fields": ", ".join(map(str, labels.values()))},
                fields={name: _("This stage needs it.") for name in labels},
            )

    def values_of(self, stage: Stage, *, on: date) -> dict[str, Any]:
        """What a move to this stage writes beside the stage itself."""
        return {"stage": stage, "probability": stage.probability}

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        """A deal that names no stage begins at the start of its pipeline, or of its department's."""
        super().begin(by=by)
        if self.stage_id is None:
            pipeline = self.pipeline if self.pipeline_id else Pipeline.for_new(self.department_id)
            self.stage = pipeline.start()
        self.probability = self.probability or self.stage.probability

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "state": self.stage.state, "pipeline_id": self.stage.pipeline_id}

    @classmethod
    def derive_all(cls, records: Sequence[Any]) -> None:
        models.prefetch_related_objects(records, "stage")
        super().derive_all(records)
