"""The next step: what is to be done about a deal, and when. Its log is written by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.deals.models.staged import Staged, StagedQuerySet
from accord.history.models import Actor, Event
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line

R = TypeVar("R", bound="Stepping")

STALE_AFTER = timedelta(days=30)
NEVER = date.max


class SteppingQuerySet(StagedQuerySet[R]):
    def overdue(self, *, on: date) -> Self:
        """Worked on, and the next step should have been done before that day."""
        return self.open().filter(next_step_on__lt=on)

    def without_next_step(self) -> Self:
        return self.open().filter(next_step="")

    def stale(self, *, now: datetime) -> Self:
        """Worked on in name only: nothing has changed for a month."""
        return self.open().filter(changed_at__lt=now - STALE_AFTER)


@dataclass(frozen=True)
class LoggedStep:
    """A line of the log: what was planned for when, who said so, and whether the step before it was done."""

    step: str
    on: date | None
    at: datetime
    event: Event
    done: str
    by_another: bool = False
    """Somebody else than the owner of that day said so."""


class Stepping(Staged):
    """Something with a next step. `step_sort` orders by its day, and what has none comes last on both databases."""

    next_step = models.CharField(_("next step"), max_length=250, blank=True, validators=[plain_line])
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    step_sort = models.DateField(default=NEVER, editable=False)

    class Meta:
        abstract = True

    # ── asking ──

    def is_overdue(self, *, on: date) -> bool:
        return self.is_open and self.next_step_on is not None and self.next_step_on < on

    def is_stale(self, *, now: datetime) -> bool:
        return self.is_open and self.changed_at < now - STALE_AFTER

    def step_log(self) -> list[LoggedStep]:
        """The steps of this deal, newest first, read from the events."""
        events = self.events.filter(after__has_key="next_step").order_by("-id")
        handed_over = list(self._owners_before())
        return [_logged(event, owner=self._owner_at(event, handed_over)) for event in events.select_related("actor")]

    def _owners_before(self) -> Iterator[tuple[int, int | None]]:
        """(event, whose the deal was until then), oldest first."""
        for event in self.events.filter(version__gt=1, after__has_key="owner"):
            yield event.pk, event.before["owner"] and event.before["owner"]["id"]

    def _owner_at(self, event: Event, handed_over: list[tuple[int, int | None]]) -> int | None:
        return next((owner for pk, owner in handed_over if pk > event.pk), self.owner_id)

    # ── verbs ──

    def plan_step(self, step: str, on: date | None, *, by: Actor) -> None:
        """Say what is to be done next, and when."""
        self._check_day(on, by)
        self.change("step planned", by=by, next_step=step, next_step_on=on)

    def finish_step(self, *, by: Actor, then: str = "", on: date | None = None) -> None:
        """The step is done; `then` is what follows."""
        if not self.next_step:
            raise RuleBroken(_("There is no next step to finish."))
        self._check_day(on, by)
        self.change("step done", by=by, next_step=then, next_step_on=on)

    # ── hooks ──

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "step_sort": self.next_step_on or NEVER}

    # ── private ──

    def _check_day(self, on: date | None, by: Actor) -> None:
        if on is not None and on < by.today() and on != self.next_step_on:
            raise RuleBroken(_("The next step cannot lie in the past."), fields={"next_step_on": _("In the past.")})


def _logged(event: Event, *, owner: int | None) -> LoggedStep:
    on = event.after.get("next_step_on")
    return LoggedStep(
        step=event.after["next_step"],
        on=date.fromisoformat(on) if on else None,
        at=event.at,
        event=event,
        done=event.before["next_step"] if event.verb == "step done" else "",
        by_another=event.actor_id != owner,
    )
