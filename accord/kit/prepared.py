"""A question whose words are made once, and asked again with other values.

Django makes the words of a query anew each time it is asked. For a record with everything its page links to these are
some hundred columns, and saying them takes ten times as long as the database needs to answer. A question that differs
from the last one in its values only is made with stand-ins for them, kept, and asked with the values in their places.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

STAND_INS = tuple(range(-(10**15), -(10**15) + 8))
"""Numbers that no row has and nobody asks for."""


class Prepared:
    """The rows of one model, as a query over `STAND_INS` finds them. Who keeps it keeps one for each way to ask."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.model, self.database = rows.model, rows.db
        self._compiler: SQLCompiler = rows.query.get_compiler(rows.db)
        try:
            self._words, self._values = self._compiler.as_sql()
        except EmptyResultSet:  # for whoever asks so there is nothing
            self._words, self._values = "", ()
        self._compiler.connection = None  # of the thread that came first; others have their own

    def ask(self, *values: int) -> list[Any]:
        """The rows, with these values in the places of the stand-ins."""
        if not self._words:
            return []
        given = dict(zip(STAND_INS, values, strict=False))
        # Of the type that the database's driver has given the stand-in: it says how wide a number is.
        said = tuple(
            type(value)(given[value]) if isinstance(value, int) and value in given else value for value in self._values
        )
        return list(ModelIterable(QuerySet(self.model, query=_Said(self._with(said)), using=self.database)))  # type: ignore[arg-type]

    def _with(self, values: tuple[Any, ...]) -> SQLCompiler:
        compiler = copy(self._compiler)
        compiler.connection = connections[self.database]
        compiler.as_sql = lambda *_args, **_options: (self._words, values)  # type: ignore[method-assign]
        return compiler


class _Said:
    """What a query set needs of a query whose words are there."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler

    def get_compiler(self, *_args: Any, **_options: Any) -> SQLCompiler:
        return self.compiler
