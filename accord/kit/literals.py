"""Values that are written into the statement itself.

An index over some rows (those that run, those that are promised) is used only where the planner sees that all rows
asked for are among them. SQLite does not look at bound values within a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Value

WORD = re.compile(r"[a-z_]+")


class Literal(Value):
    """A word of the program's own; never what somebody has typed."""

    def __init__(self, word: str) -> None:
        if not WORD.fullmatch(word):
            raise ValueError(f"{word!r} is no word of the program.")
        super().__init__(str(word), output_field=CharField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()


def literally(words: Iterable[str]) -> list[Literal]:
    """For `field__in`."""
    return [Literal(str(word)) for word in words]
