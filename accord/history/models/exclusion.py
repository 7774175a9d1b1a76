"""Two rows of one action that exclude each other: each by itself would do, so that no check of one row finds it, and
only the database's error says which rule it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, models
from django.db.models import F, UniqueConstraint
from django.utils.translation import gettext as _

Written = tuple[models.Model, Mapping[str, Any]]
"""A row, and the values that it was to have."""


def said_of(written: Iterable[Written], error: IntegrityError) -> str:
    """The rule in its own words, with the rows that break it together; nothing where it was another error."""
    by_model = defaultdict[type[models.Model], list[Written]](list)
    for record, values in written:
        by_model[type(record)].append((record, values))
    for model, rows in by_model.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and _is_broken(constraint, model, str(error)):
                return _sentence(constraint, model, rows)
    return ""


def _is_broken(constraint: UniqueConstraint, model: type[models.Model], error: str) -> bool:
    """PostgreSQL names the constraint, SQLite its columns, or the index where it is one over expressions."""
    table = model._meta.db_table
    fields: list[Any] = [model._meta.get_field(name) for name in constraint.fields]
    columns = ", ".join(f"{table}.{field.column}" for field in fields)
    named = any(quote in error for quote in (f'"{constraint.name}"', f"'{constraint.name}'"))
    return named or (bool(columns) and error.endswith(f"UNIQUE constraint failed: {columns}"))


def _sentence(constraint: UniqueConstraint, model: type[models.Model], rows: list[Written]) -> str:
    rule = str(constraint.get_violation_error_message())
    twice = ", ".join(f"“{name}”" for name in _twice(list(_names(constraint, model)), rows))
    return _("%(rule)s Here it would stand twice: %(rows)s.") % {"rule": rule, "rows": twice} if twice else rule


def _names(constraint: UniqueConstraint, model: type[models.Model]) -> Iterator[str]:
    """The values that must differ."""
    within = (name for expression in constraint.expressions for name in _fields_in(expression))
    for name in (*constraint.fields, *within):
        column: Any = model._meta.get_field(name)
        yield column.attname


def _fields_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, F):
        yield str(expression.name)  # type: ignore[attr-defined] # which the stubs do not know
        return
    for part in expression.get_source_expressions():
        yield from _fields_in(part)


def _twice(names: list[str], rows: list[Written]) -> list[str]:
    """What rows are called that have the same values there, each name once."""
    alike = defaultdict[tuple[str, ...], list[models.Model]](list)
    for record, values in rows:
        alike[tuple(str(values.get(name)).casefold() for name in names)].append(_as_meant(record, values))
    return list(dict.fromkeys(str(each) for same in alike.values() if len(same) > 1 for each in same))


def _as_meant(record: models.Model, values: Mapping[str, Any]) -> models.Model:
    meant = type(record)()
    meant.__dict__.update({name: value for name, value in values.items() if name != "_state"})
    return meant
