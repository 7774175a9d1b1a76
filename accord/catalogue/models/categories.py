"""Categories of products, one inside the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models import Entry, EntryQuerySet
from accord.history.models import Actor
from accord.history.models.changes import Changes
from accord.kit.errors import RuleBroken


class Category(Entry):
    kind = "category"
    intro = _("Categories of products and services. They may lie inside one another.")

    parent = models.ForeignKey(
        "self", verbose_name=_("inside"), null=True, blank=True, on_delete=models.PROTECT, related_name="inner"
    )

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("product category")
        verbose_name_plural = _("product categories")

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        super().check_writable(by, fields)
        if "deleted_at" in fields and self.is_live and self.inner.filter(deleted_at=None).exists():
            raise RuleBroken(_("Other categories lie inside this one."))

    def put(self, changes: Changes, *, by: Actor) -> list[str]:
        columns = super().put(changes, by=by)
        if "parent" in changes.columns and self.pk in {category.pk for category in self.around()}:
            raise RuleBroken(
                _("A category cannot lie inside itself."), fields={"parent": _("This lies inside the category itself.")}
            )
        return columns

    def around(self) -> Iterator[Category]:
        """The categories that this one lies in, the nearest first."""
        seen: set[int] = set()
        outer = self.parent
        while outer is not None and outer.pk not in seen:
            seen.add(outer.pk)
            yield outer
            outer = outer.parent
