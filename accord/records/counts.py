"""How much there is behind each tab of a page: all of it in one statement, and nothing counted to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accord.records.lists.together import asked_together

COUNTED_TO = 999


@dataclass(frozen=True)
class Counted:
    """Exact up to 999, then "999+"; or to another end."""

    rows: int
    to: int = COUNTED_TO

    def __str__(self) -> str:
        if self.rows <= self.to:
            return number_format(self.rows)
        return _("%(count)s+") % {"count": number_format(self.to)}

    def __bool__(self) -> bool:
        return self.rows > 0


def counted(sets: Mapping[str, QuerySet[Any]]) -> dict[str, Counted]:
    """How many rows each of these sets has."""
    limited = {name: rows.order_by().values("pk")[: COUNTED_TO + 1] for name, rows in sets.items()}
    found = dict(asked_together(limited, "COUNT(*)"))
    return {name: Counted(found.get(name, 0), COUNTED_TO) for name in sets}
