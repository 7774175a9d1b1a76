"""The changed switches: one row each, with a history like everything that people change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import NotAllowed


class Preference(Changeable):
    """One switch that an administrator has set. The names stand in `switches.Switches`."""

    kind = "switch"

    name = models.CharField(_("switch"), max_length=60, unique=True)
    value = models.JSONField(_("value"), null=True)

    objects: ClassVar[ChangeableQuerySet[Preference]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        """`access` lies above; the compiled column is read by its word."""
        if by.asks_for_rights and "administer" not in getattr(by.person, "compiled", {}).get("specials", []):
            raise NotAllowed(_("Only administrators may change this."))
