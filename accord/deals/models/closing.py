"""Closing: won, lost, put aside as irrelevant, and opened again."""

from __future__ import annotations

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.deals.models.pipelines import Stage
from accord.deals.models.staged import Staged, StagedQuerySet
from accord.deals.models.states import CLOSED, State
from accord.dictionaries.models import ClosingReason
from accord.history.models import Actor
from accord.kit.errors import RuleBroken

R = TypeVar("R", bound="Closing")

REASONED = (State.WON, State.LOST)
CLOSING = {State.WON: "win", State.LOST: "lose", State.ARCHIVED: "archive"}


class ClosingQuerySet(StagedQuerySet[R]):
    def won(self) -> Self:
        return self.filter(state=State.WON)

    def lost(self) -> Self:
        return self.filter(state=State.LOST)

    def archived(self) -> Self:
        """Irrelevant ones: out of conversion and funnel."""
        return self.filter(state=State.ARCHIVED)

    def relevant(self) -> Self:
        return self.exclude(state=State.ARCHIVED)


class Closing(Staged):
    """A closed deal has a day and, won or lost, a reason.

    `won_on` keeps the day of winning, conditional or not; `closed_from` the open stage where the deal stood at its
    closing, which the funnel counts by. It is empty where nobody knows, as with closed deals that come from a file.
    """

    closing_reason = models.ForeignKey(
        ClosingReason,
        verbose_name=_("closing reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    won_on = models.DateField(_("won on"), null=True, blank=True, editable=False)
    closed_from = models.ForeignKey(
        Stage,
        verbose_name=_("closed from stage"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="deal_closed_with_day",
                condition=models.Q(state__in=CLOSED, closed_on__isnull=False)
                | (~models.Q(state__in=CLOSED) & models.Q(closed_on__isnull=True)),
                violation_error_message=_("A closed deal has a closing day, an open one has none."),
            ),
            models.CheckConstraint(
                name="deal_closed_with_reason",
                condition=~models.Q(state__in=REASONED) | models.Q(closing_reason__isnull=False),
                violation_error_message=_("A deal that is won or lost needs a closing reason."),
            ),
        ]

    # ── asking ──

    @property
    def is_won(self) -> bool:
        return self.state == State.WON

    @property
    def is_lost(self) -> bool:
        return self.state == State.LOST

    def stage_before_closing(self) -> Stage:
        """Where the deal stood when it was closed; the start of its pipeline where nobody knows."""
        found = (stage for stage in self.pipeline.in_order if stage.pk == self.closed_from_id and not stage.is_closed)
        return next(found, None) or self.pipeline.start()

    # ── verbs ──

    def win(
        self, *, by: Actor, reason: ClosingReason, on: date | None = None, stage: Stage | None = None, **values: Any
    ) -> None:
        """Close as won. Whoever comes second is told, not overwritten."""
        if not values.get("amount", self.amount):  # type: ignore[attr-defined]
            raise RuleBroken(
                _("Enter the amount before you mark this deal as won."), fields={"amount": _("Enter the amount.")}
            )
        if not reason.fits(success=True):
            raise RuleBroken(_("This reason does not fit a deal that is won."))
        on = on or by.today()
        self._close("won", stage or self.pipeline.stage_of(State.WON), by, reason, on, won_on=on, **values)

    def lose(
        self, *, by: Actor, reason: ClosingReason, on: date | None = None, stage: Stage | None = None, **values: Any
    ) -> None:
        """Close as lost; what follows (payments that nobody will make) hangs itself on the word `lost`."""
        if not reason.fits(success=False):
            raise RuleBroken(_("This reason does not fit a deal that is lost."))
        stage = stage or self.pipeline.stage_of(State.LOST)
        self._close("lost", stage, by, reason, on or by.today(), won_on=None, **values)

    def archive(
        self,
        *,
        by: Actor,
        reason: ClosingReason | None = None,
        on: date | None = None,
        stage: Stage | None = None,
        **values: Any,
    ) -> None:
        """Put aside as irrelevant: closed, and out of every statistic."""
        stage = stage or self.pipeline.stage_of(State.ARCHIVED)
        self._close("archived", stage, by, reason, on or by.today(), won_on=None, **values)

    def reopen(self, *, by: Actor, stage: Stage | None = None) -> None:
        """Back to work, where the deal stood before or in the stage given."""
        if not self.is_closed:
            raise RuleBroken(_("This deal is open."))
        stage = stage or self.stage_before_closing()
        if stage.is_closed:
            raise RuleBroken(_("Choose an open stage."))
        self.check_enterable(stage, {})
        values = {
            **self.values_of(stage, on=by.today()),
            "closing_reason": None,
            "closed_on": None,
            "closed_from": None,
        }
        self.change("reopened", by=by, **values)

    def move_to(self, stage: Stage, *, by: Actor, **values: Any) -> None:
        """To an open stage; a closed deal is reopened there."""
        if self.is_closed and not stage.is_closed:
            self.reopen(by=by, stage=stage)
        else:
            super().move_to(stage, by=by, **values)

    def asked_by(self, stage: Stage) -> str:
        """What has to be asked before this stage is entered: win, lose, archive, require, or nothing."""
        self.target = stage
        if stage.is_closed:
            return "" if self.is_closed else CLOSING[State(stage.state)]
        return "require" if self.missing_for(stage, {}) else ""

    def enter(
        self,
        stage: Stage,
        *,
        by: Actor,
        reason: ClosingReason | None = None,
        closed_on: date | None = None,
        **given: Any,
    ) -> None:
        """The verb that a stage stands for, with the answers to what it asks."""
        if not stage.is_closed:
            self.move_to(stage, by=by, **given)
        elif self.is_closed and stage.pk != self.stage_id:
            raise RuleBroken(_("This deal is closed. Reopen it first."))
        elif stage.pk != self.stage_id:
            self._close_in(stage, by, reason, closed_on, **given)

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        """What comes from a file: an open deal has no reason, a won one keeps its day."""
        super().begin(by=by)
        if self.closed_on is not None:
            check_not_ahead(self.closed_on, by)
        if not self.stage.is_closed:
            self.closing_reason = None
        elif self.stage.state == State.WON:
            self.won_on = self.won_on or self.closed_on

    # ── private ──

    def _close(self, verb: str, stage: Stage, by: Actor, reason: ClosingReason | None, on: date, **values: Any) -> None:
        if self.is_closed:
            raise RuleBroken(_("This deal is already closed."))
        check_not_ahead(on, by)
        self.check_enterable(stage, values)
        closing = {
            "stage": stage,
            "probability": stage.probability,
            "closing_reason": reason,
            "closed_on": on,
            "closed_from": self.stage,
        }
        self.change(verb, by=by, **{**values, **closing})

    def values_of(self, stage: Stage, *, on: date) -> dict[str, Any]:
        """A conditionally winning stage (the first payment has come) counts as the day of winning."""
        return {**super().values_of(stage, on=on), "won_on": (self.won_on or on) if stage.is_winning else None}

    def _close_in(
        self, stage: Stage, by: Actor, reason: ClosingReason | None, closed_on: date | None, **values: Any
    ) -> None:
        if stage.state == State.ARCHIVED:
            self.archive(by=by, reason=reason, on=closed_on, stage=stage, **values)
        elif reason is None:
            raise RuleBroken(_("Choose a closing reason."), fields={"reason": _("Choose a closing reason.")})
        else:
            close = self.win if stage.state == State.WON else self.lose
            close(by=by, reason=reason, on=closed_on, stage=stage, **values)


def check_not_ahead(day: date, by: Actor) -> None:
    """Nothing is closed in the future: reports count up to now and need no last day."""
    if day > by.today():
        raise RuleBroken(_("A deal cannot be closed in the future."), fields={"closed_on": _("In the future.")})
