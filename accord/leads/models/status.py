"""Where a lead stands, and the stages that these statuses make up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Converted is shown as *Deal*: the word of the column one drags to."""

    NEW = "new", _("New")
    NURTURING = "nurturing", _("Nurturing")
    INTEREST = "interest", _("Interest")
    PAUSED = "paused", _("Paused")
    DISQUALIFIED = "disqualified", _("Disqualified")
    CONVERTED = "converted", _("Deal")


AT_WORK = (Status.NEW, Status.NURTURING, Status.INTEREST)
OPEN = (*AT_WORK, Status.PAUSED)


@dataclass(frozen=True)
class Stage:
    """One part of the bar of stages. A side stage lies beside the way from the first word to the deal."""

    name: Any
    statuses: tuple[Status, ...]
    aside: bool = False


STAGES = (
    Stage(_("Unprocessed"), (Status.NEW,)),
    Stage(_("Qualification"), (Status.NURTURING, Status.INTEREST)),
    Stage(_("Completed"), (Status.CONVERTED,)),
    Stage(_("Pause"), (Status.PAUSED,), aside=True),
    Stage(_("Disqualification"), (Status.DISQUALIFIED,), aside=True),
)


def stage_of(status: str) -> Stage:
    return next(stage for stage in STAGES if status in stage.statuses)
