"""Rights that follow the state of a record, one sentence each, declared in a package's `rights.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accord.access.words import Right, Special

if TYPE_CHECKING:
    from accord.access.models.owned import Owned


@dataclass(frozen=True)
class Limit:
    """`message` is the whole sentence a person reads. While `when` holds, the `rights` are gone for everybody without
    `unless`.

    `when` uses exact, `__in` and `__isnull` on the record's own columns, so that one declaration answers for one row
    in memory and for a whole list in the database. `fields` limits it to some fields (empty = the whole record).
    """

    message: Any
    when: Q
    unless: Special | None = None
    rights: frozenset[Right] = frozenset({Right.CHANGE, Right.DELETE})
    fields: frozenset[str] = frozenset()

    def holds_for(self, record: Owned) -> bool:
        return matches(self.when, record)


def matches(condition: Q, record: Owned) -> bool:
    """Evaluate a limit's condition on a row in memory."""
    results = [matches(part, record) if isinstance(part, Q) else _compare(part, record) for part in condition.children]
    outcome = all(results) if condition.connector == Q.AND else any(results)
    return outcome != condition.negated


def _compare(part: Any, record: Owned) -> bool:
    path, expected = part
    *names, last = path.split("__")
    operator = last if last in {"in", "isnull"} and names else "exact"
    value: Any = record
    for name in names if operator != "exact" else [*names, last]:
        value = getattr(value, name, None)
    if operator == "isnull":
        return (value is None) is expected
    return value in expected if operator == "in" else value == expected
