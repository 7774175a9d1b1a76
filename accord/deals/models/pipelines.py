"""Pipelines: the stages through which deals go, in groups that say how far a deal has come."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import Department, User
from accord.deals.models.arranging import Arranging, Placed, Retiring, code_for
from accord.deals.models.states import CLOSED, WINNING, State
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import NotConfigured, RuleBroken


class Kept(Changeable):
    """Kept by those who keep directories; what was shipped is shown in the reader's language."""

    name = models.CharField(_("name"), max_length=80)
    shipped = models.BooleanField(_("shipped"), default=False, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(_(self.name)) if self.shipped else self.name

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        policy.require(by, Special.DIRECTORIES)


class PipelineQuerySet(ChangeableQuerySet["Pipeline"]):
    def used_by(self, departments: Iterable[int]) -> Self:
        """Pipelines of these departments; one that lists none is for everybody."""
        return self.live().filter(models.Q(departments=None) | models.Q(departments__in=departments)).distinct()

    def offered_to(self, person: User) -> Self:
        """The pipelines of the person's departments, in order; all of them for somebody without a department."""
        departments = person.compiled.get("departments", [])
        return self.used_by(departments) if departments else self.live()

    def usable_in(self, department_id: int | None) -> Self:
        """Pipelines for a deal of this department; without one, those that are for all."""
        return self.used_by([department_id] if department_id else [])

    def introduce(self, *, by: Actor, name: str, like: Pipeline | None = None, **values: Any) -> Pipeline:
        """Make a pipeline that is one from the start: with the stages of another, or with the three that all have."""
        code = code_for(name, set(self.values_list("code", flat=True)), otherwise="pipeline")
        with transaction.atomic():
            pipeline = self.add(by=by, name=name, code=code, position=self.live().count() + 1, **values)
            if like is not None:
                pipeline.copy_from(like, by=by)
            else:
                for state, called, probability in BARE:
                    pipeline.add_stage(by=by, name=str(called), state=state, probability=probability)
        return pipeline

    def with_stages(self) -> list[Pipeline]:
        """The stages of all of them come with one query."""
        found = {pipeline.pk: pipeline for pipeline in self}
        for pipeline in found.values():
            pipeline.in_order = []
        for stage in Stage.objects.live().filter(pipeline__in=found).select_related("group").order_by("position", "pk"):
            found[stage.pipeline_id].in_order.append(stage)
        return list(found.values())


BARE = ((State.OPEN, _("New"), 0), (State.WON, _("Won"), 100), (State.LOST, _("Lost"), 0))
"""The stages that no pipeline is without."""


class Pipeline(Arranging, Kept):
    """A way of selling, with stages of its own. It lists the departments that use it; none means all."""

    kind = "pipeline"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    departments = models.ManyToManyField(Department, verbose_name=_("departments"), blank=True, related_name="+")

    objects: ClassVar[PipelineQuerySet] = PipelineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        ordering = ["position", "id"]

    @classmethod
    def offered_to(cls, person: User) -> list[Pipeline]:
        """The person's pipelines with their stages, read once per request: a board and its filters ask for the same."""
        kept: list[Pipeline] | None = person.__dict__.get("_pipelines")
        if kept is None:
            kept = person.__dict__["_pipelines"] = cls.objects.offered_to(person).with_stages()
        return kept

    @classmethod
    def for_new(cls, department_id: int | None) -> Pipeline:
        """The pipeline of a new deal of that department: its own before one that is for all."""
        usable = cls.objects.usable_in(department_id)
        own = models.Q(departments=department_id) if department_id else models.Q(pk=None)
        first = usable.order_by(models.Case(models.When(own, then=0), default=1), "position", "pk").first()
        if first is None:
            raise NotConfigured(_("There is no pipeline for deals of this department yet."))
        return first

    @cached_property
    def in_order(self) -> list[Stage]:
        """The stages of this pipeline with their groups; read once for each object in memory."""
        return list(self.stages.live().select_related("group").order_by("position", "pk"))

    def check_deletable(self, by: Actor) -> None:
        super().check_deletable(by)
        if self.is_live and not Pipeline.objects.live().exclude(pk=self.pk).exists():
            raise RuleBroken(_("This is the last pipeline. Without one there are no deals."))
        if self.is_live and self.deals.exists():
            raise RuleBroken(_("Deals are in this pipeline. Take them over to another one first."))

    def start(self) -> Stage:
        """Where a new deal begins."""
        open_stages = [stage for stage in self.in_order if stage.state == State.OPEN]
        marked = [stage for stage in open_stages if stage.is_default]
        if not open_stages:
            raise NotConfigured(_("The pipeline %(pipeline)s has no open stage.") % {"pipeline": self})
        return (marked or open_stages)[0]

    def stage_of(self, state: State) -> Stage:
        """The first stage that means this."""
        stage = next((stage for stage in self.in_order if stage.state == state), None)
        if stage is None:
            raise NotConfigured(
                _("The pipeline %(pipeline)s has no stage of the kind “%(state)s”.")
                % {"pipeline": self, "state": state.label}
            )
        return stage


class StageGroup(Placed, Kept):
    """A part of the stage bar: Qualification, 20 %. A group without a percent lies beside the way (Refusal/Pause)."""

    kind = "stage_group"

    pipeline = models.ForeignKey(Pipeline, verbose_name=_("pipeline"), on_delete=models.CASCADE, related_name="groups")
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True, validators=[MaxValueValidator(100)])

    objects: ClassVar[ChangeableQuerySet[StageGroup]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("stage group")
        verbose_name_plural = _("stage groups")
        ordering = ["position", "id"]

    def beside(self) -> ChangeableQuerySet[StageGroup]:
        return StageGroup.objects.live().filter(pipeline=self.pipeline_id)

    def check_deletable(self, by: Actor) -> None:
        super().check_deletable(by)
        if self.pipeline.is_live and self.stages.live().exists():
            raise RuleBroken(_("Stages are in this group. Put them into another one first."))


class Stage(Retiring, Kept):
    """Where a deal stands. `required` names the fields of a deal that must be filled before it may come here."""

    kind = "stage"
    listed_under = "pipeline"

    pipeline = models.ForeignKey(Pipeline, verbose_name=_("pipeline"), on_delete=models.CASCADE, related_name="stages")
    group = models.ForeignKey(
        StageGroup, verbose_name=_("group"), null=True, blank=True, on_delete=models.PROTECT, related_name="stages"
    )
    code = models.SlugField(_("code"), max_length=40)
    state = models.CharField(_("kind"), max_length=20, choices=State, default=State.OPEN)
    probability = models.PositiveSmallIntegerField(_("probability, %"), default=0, validators=[MaxValueValidator(100)])
    required = models.JSONField(_("required fields"), default=list, blank=True)
    is_default = models.BooleanField(_("new deals begin here"), default=False)
    goods_shipped = models.BooleanField(_("goods shipped"), default=False)

    objects: ClassVar[ChangeableQuerySet[Stage]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "code"],
                condition=models.Q(deleted_at=None),
                name="stage_code_once",
                violation_error_message=_("This pipeline already has a stage with this code."),
            )
        ]

    @property
    def is_on_the_way(self) -> bool:
        """Between 0 and 100 %, not beside it like a pause."""
        return self.group is not None and self.group.percent is not None

    @property
    def steps(self) -> int | None:
        """How many of the five rising ticks a column of the board fills."""
        if self.group is None or self.group.percent is None:
            return None
        return sum(self.group.percent >= bound for bound in (0, 20, 40, 60, 100))

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_winning(self) -> bool:
        return self.state in WINNING

    def beside(self) -> ChangeableQuerySet[Stage]:
        return Stage.objects.live().filter(pipeline=self.pipeline_id)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        super().check_writable(by, fields)
        if fields & {"state", "pipeline", "deleted_at"} and self.deals.exists():
            raise RuleBroken(_("Deals are in this stage, so it stays where it is and means what it means."))
