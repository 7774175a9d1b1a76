"""What a stage means. Code asks for this, never for a stage's name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("Open")
    CONDITIONALLY_WON = "conditionally_won", _("Conditionally won")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


RUNNING = (State.OPEN, State.CONDITIONALLY_WON)
CLOSED = (State.WON, State.LOST, State.ARCHIVED)
WINNING = (State.WON, State.CONDITIONALLY_WON)
UNCLOSED = (*RUNNING, State.PAUSED)
EVERY_WAY_HAS = (State.WON, State.LOST)
"""Beside an open stage at its beginning, no pipeline is without these."""
