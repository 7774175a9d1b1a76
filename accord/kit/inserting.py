"""New rows in as few statements and as little work as a database allows.

Django's `bulk_create` prepares every value of every row, and sends SQLite no more than 999 of them at once: sixteen
companies. Most columns of most rows say the same, though. Here such a column is prepared and sent once for all rows
(measured: half of what an import cost), and texts and numbers go as they are.

What differs from row to row stands beside it like a table. SQLite takes one as a list of values. PostgreSQL takes an
array for each column: thousands of placeholders cost more than everything else that is done with a row (measured: half
of the processor time of an import went into finding them in the text of the statement).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeAlias, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
Column: TypeAlias = "models.Field[Any, Any]"

MOST_VALUES = 30_000
TEXTS = (models.Field.get_prep_value, models.CharField.get_prep_value, models.TextField.get_prep_value)
DATES = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save, models.TimeField.pre_save)


def made(model: type[M], **values: Any) -> M:
    """`model(**values)` at a fraction of its cost, for rows that are made by the thousand."""
    row = model.__new__(model)
    row.__dict__.update(_blank(model), _state=ModelState())
    for name, value in values.items():
        setattr(row, name, value)
    return row


def insert(rows: Sequence[M], *, on_conflict: str = "", also: str = "") -> list[int]:
    """Write these new rows of one model, in order; each gets its id.

    `on_conflict` is a clause of SQL. Where it lets nothing be written there is no id: `DO NOTHING` is for single rows.
    `also` is an expression of SQL that is worked out with each row: a bell that rings.
    """
    return [pk for batch in _batches(rows) for pk in _insert(batch, on_conflict, also)] if rows else []


def _insert(rows: Sequence[M], on_conflict: str, also: str) -> list[int]:
    model, database = type(rows[0]), router.db_for_write(type(rows[0]))
    connection = connections[database]
    values = [prepared(column, _held(column, rows), connection) for column in _columns(model)]
    lines, parameters = _lines(model, values, len(rows), connection)
    into = ", ".join(f'"{column.column}"' for column in _columns(model))
    back = ", ".join(filter(None, [f'"{model._meta.pk.column}"', also]))
    statement = f'INSERT INTO "{model._meta.db_table}" ({into}) {lines} {on_conflict} RETURNING {back}'
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        ids = [row[0] for row in cursor.fetchall()]
    key = model._meta.pk.attname
    for row, pk in zip(rows, ids, strict=False):
        setattr(row, key, pk)
        row._state.adding, row._state.db = False, database
    return ids


# ── values ──


def _held(column: Column, rows: Sequence[models.Model]) -> list[Any]:
    if not _is_plain(column):
        return [column.pre_save(row, True) for row in rows]
    name = column.attname
    return [row.__dict__[name] for row in rows]


def prepared(column: Column, values: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """Values of a column as the database takes them: each, or one where all are alike."""
    if len(values) == 1 or values.count(values[0]) == len(values):
        return [column.get_db_prep_save(values[0], connection)]
    if _taken_as_they_are(column).issuperset(map(type, values)):
        return values
    return [column.get_db_prep_save(value, connection) for value in values]


@cache
def _is_plain(column: Column) -> bool:
    """Its value is what the row holds: no clock, no file."""
    keeps_time = getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False)
    return type(column).pre_save in DATES and not keeps_time


@cache
def _taken_as_they_are(column: Column) -> frozenset[type]:
    """The types of values that Django would hand to the database unchanged."""
    own = type(column)
    if isinstance(column, models.ForeignKey):
        target: Any = column.target_field
        return frozenset({int, type(None)} if isinstance(target, models.AutoField) else ())
    if own.get_db_prep_save is not models.Field.get_db_prep_save:
        return frozenset()
    if own.get_db_prep_value is models.Field.get_db_prep_value and own.get_prep_value in TEXTS:
        return frozenset({str, type(None)} if isinstance(column, models.CharField | models.TextField) else ())
    if own.get_prep_value is models.IntegerField.get_prep_value:
        return frozenset({int, type(None)})
    return frozenset()


# ── statements ──


def _lines(
    model: type[models.Model], values: Sequence[list[Any]], count: int, connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    """The rows as SQL: one as it is, of several what is alike in all of them is said once."""
    if count == 1:
        return f"VALUES ({', '.join(['%s'] * len(values))})", [column[0] for column in values]
    own = [(column, each) for column, each in zip(_columns(model), values, strict=True) if len(each) == count]
    if not own:  # rows that are alike in everything
        return _lines(model, [each * count for each in values], count, connection)
    names = iter(f"new.column{place}" for place in range(1, len(own) + 1))
    said = ", ".join(next(names) if len(each) == count else "%s" for each in values)
    alike = [each[0] for each in values if len(each) != count]
    beside, parameters = table_of(own, connection)
    # Without the condition, what follows could be taken for one of a join.
    return f"SELECT {said} FROM {beside} WHERE true", [*alike, *parameters]  # noqa: S608


def table_of(columns: Sequence[tuple[Column, Sequence[Any]]], connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """These values of columns, prepared, as a table `new` in SQL; its columns are `column1`, `column2`, …"""
    if connection.vendor == "sqlite":
        line = f"({', '.join(['%s'] * len(columns))})"
        lines = list(chain.from_iterable(zip(*(values for _column, values in columns), strict=True)))
        return f"(VALUES {', '.join([line] * (len(lines) // len(columns)))}) AS new", lines
    arrays = ", ".join(f"%s::{_type(column, connection)}[]" for column, _values in columns)
    names = ", ".join(f"column{place}" for place in range(1, len(columns) + 1))
    return f"unnest({arrays}) AS new({names})", [list(values) for _column, values in columns]


def _type(column: Column, connection: BaseDatabaseWrapper) -> str:
    """Without its limits: to cast a text to `varchar(200)` is to cut it, where the column would refuse it."""
    return re.sub(r"\(.*?\)", "", column.rel_db_type(connection) or "text")


# ── columns ──


@cache
def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    local = model._meta.local_concrete_fields
    return tuple(column for column in local if not column.primary_key and not column.generated)


def _blank(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a new row hold until somebody says something."""
    still, asked = _defaults(model)
    return still | {name: default() for name, default in asked} if asked else still


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """By column: what is always the same, and what has to be asked for each row."""
    columns = [column for column in model._meta.concrete_fields if not column.generated]
    asking = [column for column in columns if column.has_default() and callable(column.default)]
    still = {column.attname: column.get_default() for column in columns if column not in asking}
    return still, tuple((column.attname, column.default) for column in asking)


def _batches(rows: Sequence[M]) -> Iterator[Sequence[M]]:
    """As many rows as fit into one statement even if they have nothing in common."""
    size = max(1, MOST_VALUES // len(_columns(type(rows[0]))))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
