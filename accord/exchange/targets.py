"""Which fields a file may fill, how a cell of each is read, and what the file's own words stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.history.models import Changeable
from accord.kit import day_formats
from accord.kit.amounts import parse_number
from accord.kit.dates import parse_day
from accord.kit.money import ScaledField
from accord.kit.text import clean_text, normalise
from accord.records.declare import Part, RecordPages
from accord.records.models import Record

CALLED: dict[str, tuple[str, ...]] = {
    "owner": (
        "sales agent", "agent", "sales rep", "sales representative", "salesperson", "seller", "account manager",
        "account owner", "deal owner", "lead owner", "contact owner", "record owner", "manager", "responsible",
        "responsible person", "assigned to", "assignee", "ответственный", "менеджер", "продавец", "исполнитель",
    ),
    "department": ("team", "division", "branch", "office", "подразделение", "филиал"),
    "description": ("notes", "note", "comment", "comments", "remarks", "комментарий", "примечание", "заметки"),
    "email": ("e mail", "mail", "email address", "e mail address", "почта", "эл почта", "электронная почта"),
    "phone": ("telephone", "tel", "phone number", "work phone", "business phone", "тел", "номер телефона"),
    "mobile": ("mobile phone", "cell", "cell phone", "cellphone", "мобильный телефон", "сотовый"),
    "website": ("web", "site", "url", "web page", "homepage", "сайт"),
    "country": ("office location", "location", "billing country", "mailing country", "страна"),
    "city": ("town", "billing city", "mailing city", "город"),
    "address": ("street", "billing street", "mailing street", "улица", "адрес"),
    "tags": ("labels", "tag", "label", "метки", "теги"),
    "source": ("lead source", "origin", "channel", "источник", "канал"),
    "currency": ("currency code", "currency iso code", "валюта"),
}  # fmt: skip
"""How other programs head the columns of these fields, whatever the type; a type adds its own (`pages.called`)."""

SEVERAL = "; "
"""What parts the names in a cell that holds several; a comma does as well."""

YES = {"yes", "y", "true", "1", "x", "да", "+"}
NO = {"no", "n", "false", "0", "", "нет", "-"}


class UnknownValue(ValidationError):
    """The file's word for a person, a stage, a choice is not known; the mapping may say what it stands for."""


@dataclass
class Target:
    """One field that a file may fill."""

    name: str
    column: models.Field[Any, Any] | None
    pages: RecordPages[Any]
    person: User
    known: dict[str, list[Any]] | None = field(default=None)

    @property
    def label(self) -> str:
        verbose = str(getattr(self.column, "verbose_name", self.name))
        return verbose[:1].upper() + verbose[1:]

    @property
    def is_required(self) -> bool:
        column = self.column
        if column is None or self.name in self.pages.import_defaults:
            return False
        return not (column.blank or column.null or column.has_default())

    @property
    def is_link(self) -> bool:
        return isinstance(self.column, models.ForeignKey | models.ManyToManyField)

    @property
    def is_person(self) -> bool:
        return self.is_link and self.related is User

    @property
    def is_record(self) -> bool:
        return self.is_link and issubclass(self.related, Record)

    @property
    def is_word(self) -> bool:
        """Whether it points to a directory in which a new entry needs a name and nothing else."""
        return self.is_link and getattr(self.related, "needs_only_a_name", lambda: False)()

    @property
    def has_values(self) -> bool:
        """Whether the file's words may be given a meaning in a table (not for links to large types)."""
        return (self.is_link and not self.is_record) or bool(getattr(self.column, "choices", None))

    @property
    def related(self) -> type[Any]:
        assert self.column is not None
        return self.column.related_model  # type: ignore[return-value]

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """What the file's words may be said to stand for: (key, label)."""
        if choices := getattr(self.column, "choices", None):
            return [(str(value), str(label)) for value, label in choices]
        rows = self.candidates()
        if self.under:
            rows = rows.order_by(self.under, *self.related._meta.ordering)
        return [(str(row.pk), self._label(row)) for row in rows[:500]]

    @property
    def under(self) -> str:
        """The field whose word stands before the name where names repeat: a stage is offered under its pipeline."""
        return getattr(self.related, "listed_under", "")

    def _label(self, row: Any) -> str:
        return f"{getattr(row, self.under)}: {row}" if self.under else str(row)

    def candidates(self) -> models.QuerySet[Any]:
        """Rows this field may point to, as the importing person may see them."""
        rows: models.QuerySet[Any] = self.related._default_manager.all()
        if issubclass(self.related, Record):
            rows = self.related.objects.visible_to(self.person)
        elif issubclass(self.related, Changeable):
            rows = self.related.objects.live()
        if self.under:
            rows = rows.select_related(self.under)
        return rows.filter(is_active=True) if self.is_person else rows

    def read(self, text: str, *, today: Any) -> Any:
        """The value of a cell. Raises ValidationError with a sentence; UnknownValue where a table of values helps."""
        if self.name in self.pages.readers:
            return self.pages.readers[self.name](text)
        if self.is_link:
            return self._link(text)
        return self._reader(today)(text)

    def _reader(self, today: Any) -> Callable[[str], Any]:
        column = self.column
        assert column is not None
        if getattr(column, "choices", None):
            return self._choice
        if isinstance(column, models.BooleanField):
            return self._yes_or_no
        if isinstance(column, ScaledField | models.DecimalField):
            return lambda text: column.clean(parse_number(text), None)
        if isinstance(column, models.IntegerField):
            return lambda text: column.clean(int(parse_number(text)), None)
        if isinstance(column, models.DateField):
            return lambda text: self._day(text, today)
        return lambda text: column.clean(clean_text(text), None)

    def _day(self, text: str, today: date) -> date:
        """As the person whose file it is writes days."""
        with day_formats.override(self.person.day_format):
            return parse_day(text, today)

    def _choice(self, text: str) -> Any:
        assert self.column is not None
        wanted = normalise(text)
        for value, label in self.column.choices or ():
            if wanted in {normalise(str(value)), normalise(str(label))}:
                return value
        raise UnknownValue(_("“%(text)s” is not one of the choices.") % {"text": text})

    def _yes_or_no(self, text: str) -> bool:
        word = text.casefold()
        if word in YES or word in NO:
            return word in YES
        raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": text})

    def knows(self, text: str) -> bool:
        """Whether something is called so already."""
        return bool(self.called(text))

    def called(self, text: str) -> list[Any]:
        """Everything that is called so."""
        if self.known is None:
            self.known = self._learn()
        return self.known.get(normalise(text), [])

    def _link(self, text: str) -> Any:
        if isinstance(self.column, models.ManyToManyField) and not self.knows(text):
            return [self._one(part) for part in parted(text)]
        return self._one(text)

    def _one(self, text: str) -> Any:
        found = self.called(text)
        if len(found) == 1:
            return found[0]
        if found:
            several = UnknownValue if self.has_values else ValidationError
            raise several(_("“%(text)s” names several records.") % {"text": text})
        raise UnknownValue(_("“%(text)s” is not known here.") % {"text": text})

    def _learn(self) -> dict[str, list[Any]]:
        """All names at once: a file of ten thousand rows asks one question."""
        known: dict[str, list[Any]] = {}
        for row in self.candidates().iterator(chunk_size=2000):
            for name in {normalise(name) for name in (*names_of(row), self._label(row))}:
                known.setdefault(name, []).append(row)
        return known


@dataclass
class PartTarget(Target):
    """Rows that hang on the record, all of them in one cell."""

    part: Part = field(kw_only=True)

    @property
    def label(self) -> str:
        return str(self.part.label)

    @cached_property
    def link(self) -> Target:
        """Whose words name what they lead to."""
        column: Any = self.pages.record._meta.get_field(self.part.through)
        return Target(self.part.through, column, self.pages, self.person)

    def read(self, text: str, *, today: Any) -> Any:
        return self.part.read(text, self.link.called)


def parted(text: str) -> list[str]:
    """The names in a cell that holds several."""
    return [part.strip() for part in re.split(r"[;,]", text) if part.strip()]


def names_of(row: Any) -> set[str]:
    """The words by which a file may call this row."""
    names = {str(row), str(getattr(row, "name", "")), *getattr(row, "spellings", ())}
    if isinstance(row, User):
        names |= {row.username, row.email}
    return {name for name in names if name}


def targets_of(pages: RecordPages[Any], person: User) -> dict[str, Target]:
    """Everything a file may fill: the fields of the form, owner and department, and what the type declares besides."""
    names = [name for group in pages.fields for name in group.names]
    wanted = dict.fromkeys([*names, "owner", "department", *pages.imports])
    found = {}
    for name in wanted:
        column = next((f for f in pages.record._meta.get_fields() if f.name == name and f.concrete), None)
        if not pages.works_with(name, person):
            continue
        if isinstance(column, models.Field) and (column.editable or name in pages.imports):
            found[name] = Target(name, column, pages, person)
    parts = {part.name: PartTarget(part.name, None, pages, person, part=part) for part in pages.parts}
    return found | parts


def guess(headers: list[str], targets: dict[str, Target]) -> dict[str, int]:
    """The column of each field: one that is headed as the field is, else one headed as other programs call it."""
    found: dict[str, int] = {}
    numbered = [(normalise(header.replace("_", " ")), number) for number, header in enumerate(headers)]
    for words_of in (_own_words, _words_elsewhere):
        wanted = {word: name for name, target in reversed(targets.items()) for word in words_of(target)}
        for header, number in numbered:
            name = wanted.get(header)
            if name and name not in found and number not in found.values():
                found[name] = number
    return found


def _own_words(target: Target) -> Iterable[str]:
    """The field's name and label, also behind the name of the type: “Deal stage”."""
    own = normalise(target.name.replace("_", " ")), normalise(target.label)
    return [*own, *(f"{normalise(target.pages.type_name)} {word}" for word in own)]


def _words_elsewhere(target: Target) -> Iterable[str]:
    return map(normalise, {**CALLED, **target.pages.called}.get(target.name, ()))
