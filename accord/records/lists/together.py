"""Several small questions in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Words = tuple[str, list[Any]]
"""A statement and its parameters."""


def asked_together(sets: Mapping[str, QuerySet[Any, Any]], what: str = "*") -> list[tuple[str, int]]:
    """(name, number) of every row that these sets have, or with `COUNT(*)` of every set. Each set has one column."""
    return asked(*together(sets, what))


def together(sets: Mapping[str, QuerySet[Any, Any]], what: str = "*") -> Words:
    """The words of that statement; none where none of the sets can have a row."""
    parts: list[str] = []
    params: list[Any] = []
    for number, (name, rows) in enumerate(sets.items()):
        try:
            sql, given = rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        # The alias of a name is cast, since PostgreSQL knows no type of a bound text by itself.
        parts.append(f"SELECT CAST(%s AS varchar(80)), {what} FROM ({sql}) AS set{number}")  # noqa: S608 - the compiler's
        params += [name, *given]
    return " UNION ALL ".join(parts), params


def asked(sql: str, params: Sequence[Any]) -> list[tuple[str, int]]:
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
