"""The changed switches: one row each, with a history like everything that people change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor, Changeable, ChangeableQuerySet


class PreferenceQuerySet(ChangeableQuerySet["Preference"]):
    def put(self, key: str, value: Any, *, by: Actor) -> None:
        """Set one switch to a value that was already checked."""
        row = self.filter(key=key).first()
        if row is None:
            self.add(by=by, verb="switched", key=key, value=value)
        elif row.value != value or not row.is_live:
            row.change("switched", by=by, value=value, deleted_at=None)


class Preference(Changeable):
    """A switch that is not at its default."""

    kind = "preference"

    key = models.CharField(_("switch"), max_length=60, unique=True)
    value = models.JSONField(_("value"), null=True)

    objects: ClassVar[PreferenceQuerySet] = PreferenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        ordering = ["key", "id"]

    def __str__(self) -> str:
        return self.key.replace("_", " ")
