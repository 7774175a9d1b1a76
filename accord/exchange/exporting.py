"""A list as a file: exactly what is shown, every row, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.exchange.targets import SEVERAL, PartTarget, Target, targets_of
from accord.kit import day_formats
from accord.kit.countries import country_name
from accord.kit.money import half_up, minor_places
from accord.kit.text import guard_cell
from accord.records.declare import Column, RecordPages
from accord.records.lists.cells import label_of
from accord.records.lists.fields import field_at
from accord.records.lists.linked import Unseen
from accord.web import display

STYLE = (
    "body{font:14px sans-serif}table{border-collapse:collapse}"
    "th,td{border:1px solid #bbb;padding:4px 8px;text-align:start;vertical-align:top}"
)
SPREADSHEET_DIGITS = 15
Value = str | int | Decimal | date | None


class Field(NamedTuple):
    """One column of the file. `currency` says in which one an amount is, where it is to be read by people."""

    heading: str
    value: Callable[[Any], Value]
    currency: Callable[[Any], Any] | None = None

    def words(self, record: Any) -> str:
        """The cell as people read it: an amount with the coins of its currency, and every digit that it has."""
        value = self.value(record)
        if isinstance(value, Decimal) and self.currency and has_coins(value, currency := self.currency(record)):
            return display.amount(value, currency)
        return in_words(value)


def has_coins(value: Decimal, currency: str) -> bool:
    """Whether nothing of the amount is smaller than the smallest coin."""
    return bool(currency) and half_up(value, minor_places(currency)) == value


def fields_of(pages: RecordPages[Any], columns: Iterable[Column]) -> list[Field]:
    """The ID, then the columns of the list; an amount brings its currency in a column of its own."""
    found = [Field("ID", lambda record: record.pk)]
    for column in columns:
        label = label_of(pages, column)
        is_money = column.show == "money"
        found.append(Field(label, _reader(pages, column), _attribute(column.currency) if is_money else None))
        if is_money:
            found.append(Field(_("%(amount)s: currency") % {"amount": label}, _attribute(column.currency)))
    return found


def every_field(pages: RecordPages[Any], person: User) -> list[Field]:
    """The ID and every field that an import can fill, in words that it reads: the file may come back."""
    return [Field("ID", lambda record: record.pk), *(_returning(each) for each in targets_of(pages, person).values())]


def linked_fields(pages: RecordPages[Any], person: User) -> tuple[list[Column], list[str | Prefetch[Any]]]:
    """What has to be fetched for them: the links of the row, and its sets and parts."""
    found = targets_of(pages, person).values()
    links = [Column(each.name) for each in found if isinstance(each.column, models.ForeignKey)]
    sets = [each.name for each in found if isinstance(each.column, models.ManyToManyField)]
    return links, [*sets, *(part.seen_by(person) for part in pages.parts)]


def _returning(target: Target) -> Field:
    if isinstance(target, PartTarget):
        return Field(target.label, target.part.told)
    if isinstance(target.column, models.ManyToManyField):
        return Field(
            target.label, lambda record: SEVERAL.join(str(each) for each in getattr(record, target.name).all())
        )
    if getattr(target.column, "choices", None):
        return Field(target.label, _choice(target.column, _attribute(target.name)))
    return Field(target.label, lambda record: _plain_link(getattr(record, target.name)))


def _plain_link(value: Any) -> Value:
    """People by the name one signs in with; a record that the person may not see is left out."""
    if isinstance(value, Unseen):
        return ""
    return value.username if isinstance(value, User) else as_told(value)


def _reader(pages: RecordPages[Any], column: Column) -> Callable[[Any], Value]:
    """How the column is read, found out once: it is done for every row."""
    read, own = _attribute(column.name), field_at(pages.record, column.name)
    if column.show == "country":
        return lambda record: country_name(read(record)) if read(record) else ""
    if column.show == "choice" and getattr(own, "choices", None):
        return _choice(own, read)
    return lambda record: as_told(read(record))


def _choice(column: Any, read: Callable[[Any], Any]) -> Callable[[Any], Value]:
    labels = {value: str(label) for value, label in column.flatchoices}
    return lambda record: labels.get(value := read(record), "" if value is None else str(value))


def _attribute(path: str) -> Callable[[Any], Any]:
    names = path.split("__")
    if len(names) == 1:
        return attrgetter(path)

    def read(record: Any) -> Any:
        for name in names:
            record = getattr(record, name, None)
        return record

    return read


def as_told(value: Any) -> Value:
    """A value as a file says it: yes and no in words, a moment in the reader's zone."""
    if type(value) is str:
        return value
    if value is None or isinstance(value, bool):
        return {None: "", True: _("yes"), False: _("no")}[value]
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | Decimal | date):
        return value
    return str(value)


def write_csv(fields: list[Field], records: Iterable[Any], path: Path) -> None:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8; formulas are guarded."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.heading for field in fields])
        for record in records:
            writer.writerow([_guarded(field.value(record)) for field in fields])


def _guarded(value: Value) -> Any:
    if isinstance(value, str):
        return guard_cell(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def write_html(fields: list[Field], records: Iterable[Any], path: Path) -> None:
    """A page that stands by itself, to keep or to send: no script, nothing fetched from anywhere."""
    heads = "".join(f"<th>{escape(field.heading)}</th>" for field in fields)
    with path.open("w", encoding="utf-8") as file:
        file.write(
            f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><table><thead><tr>{heads}</tr></thead>\n'
        )
        for record in records:
            cells = "".join(f"<td>{escape(field.words(record))}</td>" for field in fields)
            file.write(f"<tr>{cells}</tr>\n")
        file.write("</table>\n")


def in_words(value: Value) -> str:
    """A cell as people read it."""
    if isinstance(value, datetime):
        return f"{in_digits(value)} {value:%H:%M}"
    if isinstance(value, date):
        return in_digits(value)
    return display.number(value) if isinstance(value, Decimal) else str(value)


def in_digits(day: date) -> str:
    """As the reader writes days; ISO where they leave it to their language, for digits are easier to compare."""
    return (day_formats.in_force() or day_formats.DayFormat(day_formats.ISO)).write(day)


def write_excel(fields: list[Field], records: Iterable[Any], path: Path) -> None:
    """An Excel file with flat memory; text is written as text, numbers and days as what they are."""
    import xlsxwriter  # heavy, and only here

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    shown = (day_formats.in_force() or day_formats.DayFormat(day_formats.ISO)).in_spreadsheets
    day, moment = book.add_format({"num_format": shown}), book.add_format({"num_format": f"{shown} hh:mm"})
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [field.heading for field in fields], bold)
    for number, record in enumerate(records, start=1):
        for place, field in enumerate(fields):
            _write(sheet, number, place, field.value(record), day, moment)
    book.close()


def _write(sheet: Any, row: int, place: int, value: Value, day: Any, moment: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value, moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int | Decimal) and fits_a_spreadsheet(value):
        sheet.write_number(row, place, value)
    elif value or isinstance(value, Decimal):
        sheet.write_string(row, place, in_words(value) if isinstance(value, Decimal) else str(value))


def fits_a_spreadsheet(value: int | Decimal) -> bool:
    """Spreadsheets keep fifteen digits; a longer number is written as text, so that no cent is lost."""
    return len(Decimal(value).normalize().as_tuple().digits) <= SPREADSHEET_DIGITS
