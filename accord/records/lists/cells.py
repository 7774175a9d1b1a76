"""What a row shows, as pairs of a look and a value: the template draws them in one loop without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.formats import number_format

from accord.accounts.models import User
from accord.kit.countries import country_name
from accord.kit.money import AmountField, ScaledField
from accord.records import contents
from accord.records.in_place import InPlace
from accord.records.lists.fields import field_at
from accord.records.lists.linked import Unseen
from accord.records.models import Record

if TYPE_CHECKING:
    from accord.records.declare import Column, Mark, RecordPages

AREAS = {"title": "cell--name", "who": "cell--company", "what": "cell--stage", "when": "cell--step", "sum": "cell--sum"}
WIDTHS = {
    "money": "col-sum",
    "person": "col-owner",
    "steps": "col-stage",
    "step": "col-step",
    "date": "col-day",
    "when": "col-day",
    "yes": "col-narrow",
    "number": "col-narrow",
}


class Cell(NamedTuple):
    """`look` is what the template draws; `css` where it stands on a phone; `url` where it leads."""

    look: str
    value: Any
    css: str
    url: str = ""


class Head(NamedTuple):
    """A column's head: `url` sorts by it, `then_url` adds it as the second level."""

    name: str
    label: str
    css: str
    width: str
    sorted: str = ""
    url: str = ""
    then_url: str = ""
    level: int = 0
    field: str = ""  # what its cells change in place


class Row(NamedTuple):
    record: Any
    url: str
    title: str
    pick: str
    cells: list[Cell]
    marks: list[Mark]
    edits: tuple[bool, ...]  # which of the cells the person may change in place


Maker = Callable[[Any], Cell]


Narrowed = Callable[[str, str], str]
"""The address of the list narrowed by a parameter and its value."""


def rows_of(
    pages: RecordPages[Any], records: Sequence[Any], columns: Sequence[Column], person: User, narrowed: Narrowed
) -> list[Row]:
    makers = [_maker(pages, column, person, narrowed) for column in columns]
    marks, in_place = pages.marks_for(person), InPlace(pages, person)
    fields = [in_place.field_of(column) for column in columns]
    return [
        Row(
            record=record,
            url=pages.address(record.pk),
            title=str(record),
            pick=f"{record.pk}.{record.version}",
            cells=[make(record) for make in makers],
            marks=signs(marks, record),
            edits=in_place.cells(record, fields),
        )
        for record in records
    ]


def _maker(pages: RecordPages[Any], column: Column, person: User, narrowed: Narrowed) -> Maker:
    if column.asks:
        return asking(pages, column, maker(pages, column), person)
    return narrowing(column, maker(pages, column), narrowed) if column.narrows else maker(pages, column)


def narrowing(column: Column, make: Maker, narrowed: Narrowed) -> Maker:
    """The cell leads to the rows that say the same there. Rows that say the same share the address."""
    read, known = reader(column.name), dict[str, str]()

    def make_narrowing(record: Any) -> Cell:
        cell, value = make(record), _words(read(record))
        if not value or cell.look != "text":
            return cell
        if value not in known:
            known[value] = narrowed(column.narrows, value)
        return cell._replace(url=known[value])

    return make_narrowing


def asking(pages: RecordPages[Any], column: Column, make: Maker, person: User) -> Maker:
    """The cell opens the question of a verb, in the rows that the person may change."""
    pattern = reverse(f"{pages.record.kind}:ask", args=[0, column.asks])

    def make_asking(record: Any) -> Cell:
        cell = make(record)
        if not record.is_editable_by(person):
            return cell
        return cell._replace(url=f"{pattern.replace('/0/', f'/{record.pk}/', 1)}?version={record.version}")

    return make_asking


def signs(marks: Sequence[Mark], record: Any) -> list[Mark]:
    return [mark for mark in marks if mark.when(record)]


def area(column: Column) -> str:
    """Where the cell goes on a phone; without a place it is not shown there."""
    if column.narrow in AREAS:
        place = AREAS[column.narrow]
    elif column.narrow == "owner" or (column.show == "person" and column.name == "owner"):
        place = "cell--owner"
    else:
        place = "cell--wide"
    return f"{place} end" if column.end or column.show == "money" else place


def label_of(pages: RecordPages[Any], column: Column) -> str:
    label = column.label or getattr(field_at(pages.record, column.name), "verbose_name", "")
    text = str(label or column.name.replace("_", " "))
    return text[:1].upper() + text[1:]


def maker(pages: RecordPages[Any], column: Column) -> Maker:
    """A function from a record to its cell; everything that does not depend on the record is settled here."""
    css = area(column)
    read, read_day = reader(column.name), reader(column.beside or column.name)
    is_awaited = reader(column.awaited) if column.awaited else lambda record: True
    make = {
        "link": _plain("link"),
        "record": _linked,
        "money": lambda record, value: ("money", (value, _at(record, column.currency)) if value is not None else None),
        "when": _day_to_come(is_awaited),
        "date": _day("date"),
        "person": _plain("person"),
        "yes": _plain("yes"),
        "steps": _steps,
        "step": lambda record, value: ("step", (_words(value), read_day(record), is_awaited(record))),
        "country": lambda record, value: ("text", country_name(value) if value else ""),
        "number": lambda record, value: ("text", _number(value)),
        "choice": _choice(field_at(pages.record, column.name)),
    }.get(column.show, _text(field_at(pages.record, column.name)))

    def cell(record: Any) -> Cell:
        look, value = make(record, read(record))
        return Cell(look, value, css, _url(value) if look == "record" else "")

    return cell


def reader(path: str) -> Callable[[Any], Any]:
    """A path over links, ending at the first empty one."""
    names = path.split("__")

    def read(record: Any) -> Any:
        value = record
        for name in names:
            value = getattr(value, name, None)
            if value is None or isinstance(value, Unseen):
                return value
        return value() if callable(value) and not isinstance(value, models.Manager) else value

    return read


def _at(record: Any, path: str) -> Any:
    return reader(path)(record) or ""


def _plain(look: str) -> Callable[[Any, Any], tuple[str, Any]]:
    return lambda record, value: (look, value)


def _linked(record: Any, value: Any) -> tuple[str, Any]:
    if isinstance(value, Unseen):
        return "unseen", str(value)
    return ("record", value) if isinstance(value, Record) else ("text", _words(value))


def _day(look: str) -> Callable[[Any, Any], tuple[str, Any]]:
    def make(record: Any, value: Any) -> tuple[str, Any]:
        return (look, value) if isinstance(value, date | datetime) else ("text", _words(value))

    return make


def _day_to_come(is_awaited: Callable[[Any], Any]) -> Callable[[Any, Any], tuple[str, Any]]:
    to_come, been = _day("when"), _day("date")
    return lambda record, value: to_come(record, value) if is_awaited(record) else been(record, value)


def _steps(record: Any, value: Any) -> tuple[str, Any]:
    """The ticks of a stage and its name."""
    if value is None or isinstance(value, Unseen):
        return "text", _words(value)
    return "steps", (steps_css(getattr(value, "steps", None)), str(value))


def steps_css(filled: int | None) -> str:
    if filled is None:
        return "steps--off"
    return "steps--5 steps--won" if filled >= 5 else f"steps--{filled}"


def _choice(column: Any) -> Callable[[Any, Any], tuple[str, Any]]:
    """The word for a value, where the field has a list of them."""
    words = {value: str(label) for value, label in getattr(column, "flatchoices", ())}
    return lambda record, value: ("text", words.get(value) or _words(value))


def _text(column: Any) -> Callable[[Any, Any], tuple[str, Any]]:
    """Whatever the value is, in the way its kind reads best."""
    if isinstance(column, AmountField):
        return lambda record, value: ("money", (value, _at(record, "currency")) if value is not None else None)

    def make(record: Any, value: Any) -> tuple[str, Any]:
        if isinstance(value, bool):
            return "yes", value
        if isinstance(value, User):
            return "person", value
        if isinstance(value, Record | Unseen):
            return _linked(record, value)
        if isinstance(value, date | datetime):
            return "date", value
        if isinstance(column, ScaledField) or isinstance(value, int | Decimal):
            return "text", _number(value)
        return "text", _words(value)

    return make


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> str:
    if value is None or value == "":
        return ""
    return number_format(value.normalize() if isinstance(value, Decimal) else value, use_l10n=True)


def _url(record: Record) -> str:
    return record.get_absolute_url() if contents.knows(record.kind) else ""
