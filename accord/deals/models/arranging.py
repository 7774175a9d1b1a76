"""Arranging a pipeline: its order, stages that come and go, and what every pipeline must keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.deals.models.states import CLOSED, EVERY_WAY_HAS, UNCLOSED, State
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event, Outcome
from accord.kit.errors import RuleBroken

if TYPE_CHECKING:
    from accord.deals.models.pipelines import Pipeline, Stage, StageGroup

P = TypeVar("P", bound="Placed")

TAKES_AWAY = frozenset({"deleted_at", "state", "pipeline", "position"})
"""Changes of a stage after which its pipeline may be one no more."""


class Placed(Changeable):
    """Stands in an order that people arrange."""

    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        abstract = True

    def beside(self) -> ChangeableQuerySet[Any]:
        """Those it is ordered with, itself included."""
        return type(self).objects.live()

    def place(self, *, by: Actor, before: Placed | None) -> None:
        """Put it before another one, or at the end. Whoever arranges at the same time comes after."""
        with transaction.atomic():
            rows = list(self.beside().select_for_update().order_by("position", "pk"))
            rest = [row for row in rows if row.pk != self.pk]
            at = next((place for place, row in enumerate(rest) if before and row.pk == before.pk), len(rest))
            arranged = [*rest[:at], next(row for row in rows if row.pk == self.pk), *rest[at:]]
            numbered = [(row, {"position": number}) for number, row in enumerate(arranged, start=1)]
            type(self).objects.change_each(numbered, "arranged", by=by)

    def step(self, towards: int, *, by: Actor) -> None:
        """One place up (-1) or down (1); at the end of the row nothing happens."""
        rows = list(self.beside().order_by("position", "pk"))
        at = next(place for place, row in enumerate(rows) if row.pk == self.pk)
        after = at + towards + (towards > 0)
        if 0 <= at + towards < len(rows):
            self.place(by=by, before=rows[after] if after < len(rows) else None)


def code_for(name: str, taken: set[str], *, otherwise: str) -> str:
    """A code told from the name; those of deleted ones stay taken."""
    stem = slugify(name)[:34] or otherwise
    codes = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
    return next(code for code in codes if code not in taken)


# ── the pipeline ──


class Arranging(Placed):
    """What administrators do to a pipeline as a whole."""

    class Meta:
        abstract = True

    def check_whole(self, without: Stage | None = None) -> None:
        """Raise RuleBroken where deals could not begin, be won or be lost here. One without any stage is just going."""
        stages = [each for each in self.stages.live().order_by("position", "pk") if each != without]  # type: ignore[attr-defined]
        states = {stage.state for stage in stages}
        if self.is_live and stages and (stages[0].state != State.OPEN or not states.issuperset(EVERY_WAY_HAS)):
            raise RuleBroken(_("A pipeline begins with an open stage and has one for won and one for lost deals."))

    def add_stage(self, *, by: Actor, **values: Any) -> Stage:
        """A stage behind those of its like: on the way before the ends of it."""
        pipeline: Any = self
        with transaction.atomic():
            rows = list(pipeline.stages.live().order_by("position", "pk"))
            on_the_way = values.get("state", State.OPEN) in UNCLOSED
            follower = next((row for row in rows if on_the_way and row.state in CLOSED), None)
            codes = set(pipeline.stages.values_list("code", flat=True))
            code = code_for(values["name"], codes, otherwise="stage")
            made: Stage = pipeline.stages.model.objects.add(
                by=by, pipeline=pipeline, code=code, position=len(rows) + 1, **values
            )
            if follower is not None:
                made.place(by=by, before=follower)
        return made

    def add_group(self, *, by: Actor, **values: Any) -> StageGroup:
        groups: Any = self.groups.model.objects  # type: ignore[attr-defined]
        made: StageGroup = groups.add(by=by, pipeline=self, position=groups.filter(pipeline=self).count() + 1, **values)
        return made

    def begin_with(self, stage: Stage, *, by: Actor) -> None:
        """New deals begin in this stage and in no other."""
        if stage.state != State.OPEN:
            raise RuleBroken(_("New deals begin in an open stage."), fields={"is_default": _("Not an open stage.")})
        rows = self.stages.live().filter(models.Q(is_default=True) | models.Q(pk=stage.pk))  # type: ignore[attr-defined]
        rows.model.objects.change_each([(row, {"is_default": row.pk == stage.pk}) for row in rows], "changed", by=by)

    def copy_from(self, other: Pipeline, *, by: Actor) -> None:
        """The groups and stages of another pipeline, in the words one sees them in."""
        groups = {group.pk: self._copied_group(group, by) for group in other.groups.live()}
        made = [self._copied_stage(stage, groups) for stage in other.in_order]
        self.stages.model.objects.add_all(made, by=by)  # type: ignore[attr-defined]

    def discard(self, *, by: Actor) -> None:
        """Into the trash with its stages; the pipeline first, since without them it would be none."""
        self.check_deletable(by)
        with transaction.atomic():
            self.change("deleted", by=by.consequence(), deleted_at=by.now())
            for dependants in self.dependants():
                for dependant in dependants:
                    dependant.discard(by=by.consequence())

    # ── private ──

    def _copied_group(self, group: StageGroup, by: Actor) -> StageGroup:
        return type(group).objects.add(
            by=by, pipeline=self, name=str(group), percent=group.percent, position=group.position
        )

    def _copied_stage(self, stage: Stage, groups: dict[int, StageGroup]) -> Stage:
        alike = ("code", "state", "probability", "position", "required", "is_default", "goods_shipped")
        group = groups.get(stage.group_id) if stage.group_id else None
        values = {name: getattr(stage, name) for name in alike}
        pipeline: Any = self
        return type(stage)(pipeline=pipeline, group=group, name=str(stage), **values)


# ── the stage ──


class Retiring(Placed):
    """How a stage goes: the deals in it go first, to another one of the kind."""

    class Meta:
        abstract = True

    def successors(self) -> list[Stage]:
        """The stages that may take its deals: closed ones stay closed in the same way, others stay open."""
        stage: Any = self
        alike = UNCLOSED if stage.state in UNCLOSED else (stage.state,)
        return [other for other in stage.pipeline.in_order if other.state in alike and other.pk != stage.pk]

    def retire(self, *, by: Actor, to: Stage | None = None) -> None:
        """Take the stage out of the pipeline; its deals, the trash included, go on in another one."""
        stage: Any = self
        self.check_retirable(to)
        with transaction.atomic():
            if stage.deals.exists():
                self._move_all_deals(to, by)
            self.discard(by=by)

    def check_retirable(self, to: Stage | None) -> None:
        stage: Any = self
        if to is not None and to.pk not in [other.pk for other in self.successors()]:
            raise RuleBroken(_("Choose a stage of the same kind in this pipeline."))
        if to is None and stage.deals.exists():
            raise RuleBroken(_("Deals are in this stage: say in which one they go on."))

    def move_deals(self, to: Stage, *, by: Actor, most: int | None = None) -> Outcome:
        """Have the deals of this stage, or so many of them, go on in the other one."""
        stage: Any = self
        self.check_deletable(by)
        values = {"stage": to} | ({"probability": to.probability} if stage.state in UNCLOSED else {})
        deals = stage.deals.all()
        if most is not None:
            deals = deals.model.objects.filter(pk__in=list(deals.order_by("pk").values_list("pk", flat=True)[:most]))
        outcome: Outcome = deals.change_all("moved", by=by.consequence(), **values)
        return outcome

    def _move_all_deals(self, to: Stage | None, by: Actor) -> None:
        assert to is not None
        if lost := len(self.move_deals(to, by=by).lost):
            raise RuleBroken(
                ngettext(
                    "%(n)d deal was changed at the same moment. Nothing is done; please try again.",
                    "%(n)d deals were changed at the same moment. Nothing is done; please try again.",
                    lost,
                )
                % {"n": lost}
            )

    # ── hooks ──

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        """Whatever the door: no pipeline loses what makes it one."""
        super().written_all(records, events, by)
        for pipeline in _shaken(records, events):
            pipeline.check_whole()


def _shaken(records: Sequence[Any], events: Sequence[Event]) -> Iterator[Pipeline]:
    """The pipelines that one of these changes took something from; what comes back takes nothing."""
    asked = set()
    for record, event in zip(records, events, strict=True):
        back = "deleted_at" in event.after and event.after["deleted_at"] is None
        if event.version > 1 and event.fields() & TAKES_AWAY and not back and record.pipeline_id not in asked:
            asked.add(record.pipeline_id)
            pipelines = record._meta.get_field("pipeline").related_model.objects
            yield pipelines.select_for_update().get(pk=record.pipeline_id)
