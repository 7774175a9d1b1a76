"""Rows changed in one statement, each to values of its own.

Django's `bulk_update` spells out a choice among all rows for each column, and builds an expression for each value
(measured: four fifths of a large undo). A list of values is joined instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, models, router

from accord.kit.inserting import MOST_VALUES, Column, prepared, table_of


def update(rows: Sequence[models.Model], columns: Sequence[Column], *, also: str = "") -> None:
    """Write what these rows of one model hold in these columns; `also` are further assignments, as SQL.

    What is alike in all rows is said once. All columns are in one statement, since a check between two columns of a
    row holds only when both are written.
    """
    size = max(1, MOST_VALUES // (len(columns) + 1))
    for start in range(0, len(rows), size):
        _update(rows[start : start + size], columns, also)


def _update(rows: Sequence[models.Model], columns: Sequence[Column], also: str) -> None:
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    values = [prepared(column, [getattr(row, column.attname) for row in rows], connection) for column in columns]
    own = [(column, each) for column, each in zip(columns, values, strict=True) if len(each) > 1]
    alike = [(column, each[0]) for column, each in zip(columns, values, strict=True) if len(each) == 1]
    told = [f'"{column.column}" = %s' for column, _value in alike]
    told += [f'"{column.column}" = new.column{place}' for place, (column, _each) in enumerate(own, start=2)]
    beside, parameters = table_of([(model._meta.pk, [row.pk for row in rows]), *own], connection)
    statement = (
        f'UPDATE "{model._meta.db_table}" SET {", ".join(filter(None, [also, *told]))} FROM {beside}'  # noqa: S608
        f' WHERE "{model._meta.db_table}"."{model._meta.pk.column}" = new.column1'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(value for _column, value in alike), *parameters])
