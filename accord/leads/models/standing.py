"""The status of a lead and how it moves. From any status one may go to any other; two of them ask for something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.dictionaries.models import DisqualificationReason
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.leads.models.status import AT_WORK, OPEN, STAGES, Stage, Status, stage_of
from accord.records.models import Record

REASON_NEEDED = _("Choose why this lead is disqualified.")


@dataclass(frozen=True)
class BarPart:
    """A stage on the bar with its statuses, each done, now or nothing."""

    stage: Stage
    ticks: list[tuple[Status, str]]

    @property
    def state(self) -> str:
        states = {state for _status, state in self.ticks}
        return "now" if "now" in states else "done" if states == {"done"} else ""


class Standing(Record):
    """`started_at` is when work on the lead began; it is kept once and for all."""

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    disqualification_reason = models.ForeignKey(
        DisqualificationReason,
        verbose_name=_("disqualification reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    started_at = models.DateTimeField(_("work began"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True

    # ── asking ──

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def is_open(self) -> bool:
        """Neither given up nor a deal."""
        return self.status in OPEN

    @property
    def is_disqualified(self) -> bool:
        return bool(self.status == Status.DISQUALIFIED)

    @property
    def is_converted(self) -> bool:
        return bool(self.status == Status.CONVERTED)

    @property
    def stage(self) -> Stage:
        return stage_of(self.status)

    def stage_bar(self) -> list[BarPart]:
        """The way to the deal with what is behind the lead, then what lies beside the way."""
        way = [status for stage in STAGES if not stage.aside for status in stage.statuses]
        behind = way[: way.index(Status(self.status))] if self.status in way else []
        states: dict[str, str] = {**dict.fromkeys(behind, "done"), self.status: "now"}
        return [BarPart(stage, [(status, states.get(status, "")) for status in stage.statuses]) for stage in STAGES]

    # ── verbs ──

    def move_to(self, status: Status, *, by: Actor) -> None:
        """To one of the statuses that ask for nothing."""
        if status not in OPEN:
            raise RuleBroken(_("This status has a verb of its own."))
        self.change("moved", by=by, **self.standing(status, by))

    def disqualify(self, *, by: Actor, reason: DisqualificationReason | None) -> None:
        """Give it up. The reason is shown on the page and counted."""
        if reason is None:
            raise RuleBroken(REASON_NEEDED, fields={"reason": REASON_NEEDED})
        self.change(
            "disqualified", by=by, **self.standing(Status.DISQUALIFIED, by) | {"disqualification_reason": reason}
        )

    def reopen(self, *, by: Actor) -> None:
        """Back to work, where it had come before it was given up."""
        if not self.is_disqualified:
            raise RuleBroken(_("This lead is not disqualified."))
        event = self.events.filter(verb="disqualified").last()
        before = event.before.get("status", Status.NEW) if event else Status.NEW
        status = Status(before) if before in OPEN else Status.NURTURING
        self.change("reopened", by=by, **self.standing(status, by))

    def take(self, *, by: Actor) -> None:
        """Make a lead that nobody has one's own and begin to work on it."""
        if self.owner_id is not None:
            raise RuleBroken(_("%(person)s already has this lead.") % {"person": self.owner})
        assert isinstance(by.person, User)
        department = self.department or by.person.department
        standing = self.standing(Status.NURTURING, by) if self.status == Status.NEW else {}
        self.change("taken", by=by, owner=by.person, department=department, **standing)

    # ── what a verb writes ──

    def standing(self, status: Status, by: Actor) -> dict[str, Any]:
        """The status, and when work began, where it begins with it."""
        begins = status != Status.NEW and self.started_at is None
        return {
            "status": status,
            "disqualification_reason": None,
            "started_at": by.now() if begins else self.started_at,
        }
