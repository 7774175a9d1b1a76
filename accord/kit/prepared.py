"""A question whose words are made once, and asked again with other values.

Django makes the words of a query anew each time it is asked. For a record with everything its page links to these are
some hundred columns, and saying them takes ten times as long as the database needs to answer. A question that differs
from the last one in its values only is made with stand-ins for them, kept, and asked with the values in their places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

STAND_INS = tuple(range(-(10**15), -(10**15) + 8))
"""Numbers that no row has and nobody asks for."""
TABLE = "\0table\0"


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
        said = _Said(self._with(tuple(given(self._values, *values))))
        return list(ModelIterable(QuerySet(self.model, query=said, using=self.database)))  # type: ignore[arg-type]

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


class Condition(Expression):
    """What has to hold of a row, in words that were made once: only the name of its table and some values differ."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, words: str, values: Sequence[Any]) -> None:
        """`words` say `TABLE` where the row's table is meant."""
        super().__init__()
        self.words, self.values, self.alias = words, tuple(values), ""

    def resolve_expression(self, query: Any = None, *_args: Any, **_options: Any) -> Condition:
        return self._of(query.get_initial_alias())

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Condition:
        return self._of(change_map.get(self.alias, self.alias))

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.words.replace(TABLE, compiler.quote_name_unless_alias(self.alias)), self.values

    def _of(self, alias: str) -> Condition:
        clone = copy(self)
        clone.alias = alias
        return clone


def worded(rows: QuerySet[Any], *inside: str) -> tuple[str, tuple[Any, ...]]:
    """The words and values of what these rows are asked for; what is said `inside` it means tables of its own."""
    compiler = rows.query.get_compiler(rows.db)
    compiler.pre_sql_setup()
    words, values = compiler.compile(rows.query.where)
    for number, inner in enumerate(inside):
        words = words.replace(inner, f"\0{number}\0")
    words = words.replace(f"{compiler.quote_name_unless_alias(rows.model._meta.db_table)}.", f"{TABLE}.")
    for number, inner in enumerate(inside):
        words = words.replace(f"\0{number}\0", inner)
    return words, tuple(values)


def given(values: Sequence[Any], *real: int) -> list[Any]:
    """The values with real ones in the places of the stand-ins, of the type that the database's driver gave those: it
    says how wide a number is.
    """
    said = dict(zip(STAND_INS, real, strict=False))
    return [type(each)(said[each]) if isinstance(each, int) and each in said else each for each in values]
