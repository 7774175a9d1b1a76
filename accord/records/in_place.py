"""What a person may change where it is read: a property of a record's page, a cell of a list.

Both ask the same here and open the same form, which has the one field, or those that make sense only together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from accord.access import policy
from accord.accounts.models import User
from accord.records.forms import form_class
from accord.records.models import Record

if TYPE_CHECKING:
    from accord.records.declare import Column, RecordPages

ASSIGNING = frozenset({"owner", "department"})


class InPlace:
    """The fields of one type that one person may change; asked of a record it needs no query."""

    def __init__(self, pages: RecordPages[Any], person: User) -> None:
        self.pages, self.person = pages, person
        self.form: Any = form_class(pages)

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields of the form that the company works with."""
        names = set(self.form.base_fields) - self.form.own_names
        return frozenset(name for name in names if self._is_there(name))

    def knows(self, name: str) -> bool:
        """Whether there is such a field of these records to change where it is read, for anybody."""
        people = {each for group in self.pages.fields for each in group.names} & self.pages.record.facets.keys()
        return (name in self.names and name not in self.pages.only_in_form) or (name in people and self._is_there(name))

    def open(self, record: Record) -> frozenset[str]:
        """The fields that the person may change of this very record."""
        writable = policy.writable_fields(self.person, record)
        names = self.names if writable is None else self.names & writable
        if not names:
            return names
        if names & ASSIGNING and not policy.may_assign(self.person, record):
            names -= ASSIGNING
        fixed: frozenset[str] = self.form.fixed(record)
        return names - fixed

    # ── cells ──

    def field_of(self, column: Column) -> str:
        """The field that a cell of this column opens; nothing where it shows something else than a field."""
        name = column.edits or column.name
        return name if name in self.names - self.pages.only_in_form and not column.asks else ""

    def cells(self, record: Record, fields: Sequence[str]) -> tuple[bool, ...]:
        """Which of these fields, one for each cell of a row, may be changed."""
        names = self.open(record)
        return tuple(name in names and self.pages.has(record, name) for name in fields)

    # ── private ──

    def _is_there(self, name: str) -> bool:
        return self.pages.works_with(name, self.person)
