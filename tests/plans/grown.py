"""One record made ten thousand by one statement: plans are judged on a table where a bad one would be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

ROWS = 10_000
OWNED = 80
"""How many of them the person of narrow reach has: more than a page."""

NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
DAYS = {
    "sqlite": {
        "DateField": "date({column}, '-' || (n %% 700) || ' days')",
        "DateTimeField": "datetime({column}, '-' || (n %% 700) || ' hours')",
    },
    "postgresql": {
        "DateField": "{column} - (n %% 700)::int",
        "DateTimeField": "{column} - (n %% 700) * interval '1 hour'",
    },
}
SAME = {"created_at", "changed_at", "deleted_at"}


def grow(record: Any, *, owners: Sequence[Any], few: Any) -> None:
    """The record's row again and again, shared out among the owners and their departments; `few` gets a few of them.

    Of a child's parent there are as many, and each has its own. What lists are sorted by differs from row to row.
    """
    model, table = type(record), record._meta.db_table
    if model.parent_field:
        grow(getattr(record, model.parent_field), owners=owners, few=few)
    values = ", ".join(_value(column, record, owners, few) for column in model._meta.concrete_fields)
    names = ", ".join(f'"{column.column}"' for column in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        rows = f'SELECT {values} FROM "{table}", numbers WHERE id = %s'
        cursor.execute(f'INSERT INTO "{table}" ({names}) {NUMBERS} {rows}', [ROWS, record.pk])
        if connection.vendor == "postgresql":  # what earlier tests took back has left its indexes swollen
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f'REINDEX TABLE "{table}"')
        cursor.execute(f'ANALYZE "{table}"')
        if connection.vendor == "postgresql":  # and as after a vacuum, which a transaction cannot do
            cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE oid = %s::regclass", [table])


def _value(column: Any, record: Any, owners: Sequence[Any], few: Any) -> str:
    quoted = f'"{column.column}"'
    if column.primary_key or column.name == record.parent_field:
        return f"{quoted} + n"
    if column.name in {"owner", "department"}:
        ids = [each.pk if column.name == "owner" else each.department_id for each in (few, *owners)]
        return _shared_out(*ids)
    if column.name in {"ticket", "code"}:
        return "'T' || n"  # these are unique
    if type(column).__name__ == "SortKeyField":
        return f"{quoted} || (n * 7919 %% {ROWS})"
    dated = DAYS[connection.vendor].get(column.get_internal_type())
    return dated.format(column=quoted) if dated and column.name not in SAME else quoted


def _shared_out(few: int, *ids: int) -> str:
    cases = " ".join(f"WHEN {at} THEN {pk}" for at, pk in enumerate(ids))
    return f"CASE WHEN n %% {ROWS // OWNED} = 0 THEN {few} ELSE CASE n %% {len(ids)} {cases} END END"
