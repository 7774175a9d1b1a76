"""Sorting, and paging by key: where a page ends is said by its last row's sort values and id, never by a count of rows.

The condition has the shape that both databases answer from an index at any depth:
`a <= x AND (a < x OR (a = x AND id < y))`.
Empty values come last in either direction; a level that can be empty says so in its declaration (`nulls_last`).
A level over a linked record counts as empty where the reader may not see that record: neither the place of a row nor
the address of the next page tells its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from accord.accounts.models import User
from accord.kit.cursors import read_cursor, sign_cursor
from accord.kit.dates import day_begins, parse_day
from accord.kit.fields import SortKeyField
from accord.kit.text import sort_key
from accord.records.lists.fields import field_at, is_moment, model_at
from accord.records.lists.filters.numbers import number_for
from accord.records.lists.linked import leads_to_record
from accord.records.lists.state import Sort, column_of, sort_text

if TYPE_CHECKING:
    from accord.records.declare import RecordPages

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Key:
    """One level of the order: a database path and its direction."""

    path: str
    descending: bool
    nullable: bool = False
    source: str = ""  # where the value really stands, if `path` is what the reader sees of it
    seen: Q | None = None  # the rows in which the reader sees it

    def beyond(self, value: Any, *, forward: bool) -> Q:
        """Rows that come strictly later (forward) or earlier than this value."""
        if value is None:
            return NOTHING if forward else Q(**{f"{self.path}__isnull": False})
        grows = self.descending != forward
        condition = Q(**{f"{self.path}__{'gt' if grows else 'lt'}": value})
        return condition | Q(**{f"{self.path}__isnull": True}) if self.nullable and forward else condition

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def at_or_beyond(self, value: Any, *, forward: bool) -> Q:
        grows = self.descending != forward
        return Q(**{f"{self.path}__{'gte' if grows else 'lte'}": value})

    @property
    def masked(self) -> Case:
        return Case(When(self.seen, then=F(self.source)), default=None)

    def expression(self, *, backwards: bool) -> Any:
        """For `order_by`. Only what can be empty says where the empty goes, lest an index be passed over."""
        descending = self.descending != backwards
        places = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        return F(self.path).desc(**places) if descending else F(self.path).asc(**places)


@dataclass(frozen=True)
class Order:
    """All levels, the id last, so that no two rows stand at the same place."""

    keys: tuple[Key, ...]
    mark: str

    @classmethod
    def of(cls, pages: RecordPages[Any], sort: Sort, person: User) -> Order:
        keys = []
        for name, descending in sort:
            column = column_of(pages, name)
            path, nullable = ("pk", False) if column is None else (column.sort or "pk", column.nulls_last)
            keys.append(_key(pages.record, path, descending, nullable, person))
        if all(key.path != "pk" for key in keys):
            keys.append(Key("pk", keys[-1].descending if keys else True))
        return cls(tuple(keys), f"{pages.record.kind}:{sort_text(sort)}")

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what the order compares; conditions of this order can be asked of no others."""
        prepared: QuerySet[Any] = rows.alias(**{key.path: key.masked for key in self.keys if key.seen is not None})
        return prepared

    def sorted(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """The rows in order, each with the values that say where it stands."""
        values = {f"_at{number}": F(key.path) for number, key in enumerate(self.keys)}
        ordered: QuerySet[Any] = rows.annotate(**values).order_by(
            *(key.expression(backwards=backwards) for key in self.keys)
        )
        return ordered

    # ── places ──

    def place(self, row: Any, position: int | None) -> str:
        """The signed word for the place of this row; `position` counts the rows before it where that is known."""
        values = [getattr(row, f"_at{number}") for number in range(len(self.keys))]
        return sign_cursor([self.mark, position, *values])

    def read(self, word: str) -> tuple[int | None, list[Any]] | None:
        """Position and values, or None where the word was made for another list or by somebody else."""
        found = read_cursor(word) if word else None
        if not found or len(found) != len(self.keys) + 2 or found[0] != self.mark:
            return None
        return found[1], found[2:]

    def beyond(self, values: Sequence[Any], *, forward: bool = True) -> Q:
        """Rows after (or before) the place."""
        condition, equal = Q(), Q()
        for key, value in zip(self.keys, values, strict=True):
            condition |= equal & key.beyond(value, forward=forward)
            equal &= key.equal(value)
        first, value = self.keys[0], values[0]
        if value is None or (first.nullable and forward):
            return condition
        return first.at_or_beyond(value, forward=forward) & condition

    def starting_at(self, value: Any) -> Q:
        """Rows from the first one that has this value on level one, or would."""
        first = self.keys[0]
        condition = first.at_or_beyond(value, forward=True)
        return condition | Q(**{f"{first.path}__isnull": True}) if first.nullable else condition


def _key(model: type[Any], path: str, descending: bool, nullable: bool, person: User) -> Key:
    head, _sign, rest = path.partition("__")
    if not rest or not leads_to_record(model, path):
        return Key(path, descending, nullable)
    target: Any = model_at(model, head)
    seen = Q(**{f"{head}__in": target.objects.visible_to(person).values("pk")})
    return Key(f"_seen_{head}", descending, True, source=path, seen=seen)


def jump_value(pages: RecordPages[Any], order: Order, text: str, person: User) -> Any:
    """What somebody typed to jump to, as the first level compares it; None where it makes no sense there."""
    first = order.keys[0]
    column = field_at(pages.record, (first.source or first.path).replace("pk", "id"))
    if isinstance(column, SortKeyField):
        return sort_key(text) or None
    kind = column.get_internal_type() if column is not None else ""
    try:
        if kind in {"DateField", "DateTimeField"}:
            day = parse_day(text, timezone.localtime(timezone.now(), person.zone).date())
            return day_begins(day, person.zone) if is_moment(column) else day
        if kind in {"CharField", "TextField"}:
            return text
    except (ValidationError, OverflowError):
        return None
    return number_for(column, text) if column is not None else None
