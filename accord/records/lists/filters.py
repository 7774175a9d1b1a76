"""Filters: from the address to a condition, a chip and a facet of the panel. Nothing undeclared is ever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accord.access.models import Owned
from accord.accounts.models import User
from accord.history.models import Changeable
from accord.kit import countries, dates
from accord.kit.amounts import parse_number
from accord.kit.money import ScaledField, known_currencies
from accord.records import contents
from accord.records.lists.fields import as_id, field_at, is_moment, is_several, model_at
from accord.records.sight import unseen
from accord.web import display

if TYPE_CHECKING:
    from accord.records.declare import Filter

Values = dict[str, list[str]]

ME, NOBODY = "me", "nobody"
YES, NO = "yes", "no"
MOST_OPTIONS = 200
FEW_PEOPLE = 5
NAMED_IN_CHIP = 3
LARGEST = Decimal(9 * 10**14)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    checked: bool = False
    param: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words."""

    field: str
    operator: str
    value: str
    off: str = ""


@dataclass(frozen=True)
class Control:
    """A single input of a facet: `sort` is the input's type."""

    name: str
    label: str
    value: str
    sort: str = "text"


@dataclass(frozen=True)
class FacetView:
    """A facet as the panel shows it. `later` is the address that brings its options when it is opened."""

    name: str
    label: str
    open: bool
    options: Sequence[Option] = ()
    others: Sequence[Option] = ()
    controls: Sequence[Control] = ()
    picker: str = ""
    later: str = ""
    counted: bool = False


@dataclass
class People:
    """Everybody who works here, read once for all filters of a page."""

    person: User

    @cached_property
    def names(self) -> dict[int, str]:
        people = User.objects.active().by_name().only("pk", "first_name", "last_name", "username", "department")
        self._departments = {}
        names = {}
        for other in people:
            names[other.pk] = str(other)
            self._departments[other.pk] = other.department_id
        return names

    def near(self) -> list[str]:
        """Those of one's own departments."""
        mine = set(self.person.compiled.get("departments", []))
        return [str(pk) for pk in self.names if self._departments[pk] in mine]

    def name(self, pk: int) -> str:
        return self.names.get(pk) or _("somebody who has left")


@dataclass
class Facet:
    """One declared filter for one person. `values` are the parameters of the address that belong to it, cleaned."""

    declared: Filter
    model: type[Any]
    person: User
    people: People
    values: Values = field(default_factory=dict)

    suffixes: ClassVar[tuple[str, ...]] = ("", "not")

    # ── what it is ──

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def path(self) -> str:
        return self.declared.path or self.declared.name

    @cached_property
    def column(self) -> Any:
        return field_at(self.model, self.path)

    @property
    def label(self) -> str:
        label = self.declared.label or getattr(self.column, "verbose_name", "") or self.name.replace("_", " ")
        return str(label)[:1].upper() + str(label)[1:]

    def params(self) -> list[str]:
        """The parameters of the address that this filter reads."""
        return [f"{self.name}.{suffix}" if suffix else self.name for suffix in self.suffixes]

    def read(self, given: Values) -> Values:
        """The values of the address that make sense; the rest is left out."""
        found = {}
        for param in self.params():
            suffix = param.removeprefix(self.name).removeprefix(".")
            values = [value for value in dict.fromkeys(given.get(param, ())) if value and self.accepts(suffix, value)]
            if values:
                found[param] = values
        return found

    def get(self, suffix: str = "") -> list[str]:
        return self.values.get(f"{self.name}.{suffix}" if suffix else self.name, [])

    @property
    def is_on(self) -> bool:
        return bool(self.values)

    # ── for each kind ──

    def accepts(self, suffix: str, value: str) -> bool:
        raise NotImplementedError

    def condition(self) -> Q:
        raise NotImplementedError

    def words(self) -> tuple[str, str]:
        """Operator and value for the chip."""
        raise NotImplementedError

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        raise NotImplementedError

    # ── shared ──

    def rows_with(self, condition: Q) -> Q:
        """A condition over a link to many must not multiply the rows."""
        if not is_several(self.model, self.path):
            return condition
        if (first := self.path.split("__")[0]) in deletable_links(self.model):
            condition &= Q(**{f"{first}__deleted_at": None})
        return Q(pk__in=self.model._base_manager.filter(condition).values("pk"))

    def _view(self, **parts: Any) -> FacetView:
        is_open = self.is_on or not self.declared.folded
        counted = self.declared.counted and is_open
        return FacetView(name=self.name, label=self.label, open=is_open, counted=counted, **parts)

    def condition_of(self, option: Option) -> Q:
        """What this option alone would ask for."""
        return replace(self, values={option.param or self.name: [option.value]}).condition()


class Choice(Facet):
    """Any of several values: choices of the field, entries of a directory, or what the type offers itself."""

    def accepts(self, suffix: str, value: str) -> bool:
        if self.column is None:
            return False
        if self.column.is_relation:
            return as_id(value) is not None
        if isinstance(self.column, models.BooleanField):
            return value in {"True", "False"}
        if self.column.flatchoices:
            return value in {str(key) for key, _label in self.column.flatchoices}
        if isinstance(self.column, models.CharField):
            return len(value) <= (self.column.max_length or 200)
        return as_id(value) is not None

    def condition(self) -> Q:
        wanted, unwanted = self.get(), self.get("not")
        condition = self.rows_with(Q(**{f"{self.path}__in": wanted})) if wanted else Q()
        if unwanted:
            without = self.rows_with(Q(**{f"{self.path}__in": unwanted}))
            empty = Q(**{f"{self.path}__isnull": True}) if getattr(self.column, "null", False) else Q()
            condition &= (~without | empty) if empty else ~without
        return condition

    def words(self) -> tuple[str, str]:
        if self.get():
            several = len(self.get()) > 1
            return (_("is any of") if several else _("is")), self.listed(self.get())
        return _("is not"), self.listed(self.get("not"))

    def listed(self, values: Sequence[str]) -> str:
        labels = self.labels(values)
        named = [labels.get(value, value) for value in values[:NAMED_IN_CHIP]]
        rest = len(values) - len(named)
        if rest:
            named.append(ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest})
        return ", ".join(named)

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    @cached_property
    def options(self) -> list[Option]:
        chosen = set(self.get())
        return [Option(str(value), str(label), str(value) in chosen) for value, label in self.offered()]

    def offered(self) -> Iterable[tuple[Any, Any]]:
        """(value, label) of everything that can be chosen."""
        if self.declared.options:
            return self.declared.options(self.person)
        if self.column is None:
            return []
        if self.column.is_relation:
            return rows_of(self.column.related_model)
        if self.column.flatchoices:
            return [pair for pair in self.column.flatchoices if pair[0] not in (None, "")]
        return countries.choices() if self.name.endswith("country") else []

    def asks_the_database(self) -> bool:
        return bool(self.declared.options) or (self.column is not None and self.column.is_relation)

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        if later and self.declared.folded and not self.is_on:
            return self._view(later=later(self.name))
        return self._view(options=self.options)


class Link(Choice):
    """A link to another record: chosen by typing where there may be many, from a short list otherwise."""

    @property
    def target(self) -> type[Any]:
        model = model_at(self.model, self.path)
        assert model is not None
        return model

    @property
    def is_picked(self) -> bool:
        return issubclass(self.target, Owned) and contents.knows(self.target.kind)

    def accepts(self, suffix: str, value: str) -> bool:
        return as_id(value) is not None

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        if not self.is_picked:
            return super().labels(values)
        seen = self.target.objects.visible_to(self.person).filter(pk__in=values)
        names = {str(record.pk): str(record) for record in seen}
        return {value: names.get(value) or unseen(self.target.kind) for value in values}

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        if not self.is_picked:
            return super().view(later=later)
        labels = self.labels(self.get()) if self.get() else {}
        options = [Option(value, label, True) for value, label in labels.items()]
        return self._view(options=options, picker=reverse("pick", args=[self.target.kind]))


class Person(Choice):
    """Me, nobody yet, colleagues, and everybody else in a list to open."""

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {ME, NOBODY} or as_id(value) is not None

    def condition(self) -> Q:
        condition = self._any_of(self.get()) if self.get() else Q()
        return condition & ~self._any_of(self.get("not")) if self.get("not") else condition

    def _any_of(self, values: Sequence[str]) -> Q:
        ids = [self.person.pk if value == ME else int(value) for value in values if value != NOBODY]
        condition = Q(**{f"{self.path}__in": ids}) if ids else Q()
        return condition | Q(**{f"{self.path}__isnull": True}) if NOBODY in values else condition

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        fixed = {ME: _("Me"), NOBODY: _("Nobody yet")}
        return {value: fixed.get(value) or self.people.name(int(value)) for value in values}

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        if later and self.declared.folded and not self.is_on:
            return self._view(later=later(self.name))
        chosen = self.get()
        everybody = [str(pk) for pk in self.people.names if pk != self.person.pk]
        near = [value for value in self.people.near() if value in everybody][:FEW_PEOPLE]
        shown = list(dict.fromkeys([ME, NOBODY, *chosen, *near]))
        labels = self.labels(list(dict.fromkeys([*shown, *everybody])))
        return self._view(
            options=[Option(value, labels[value], value in chosen) for value in shown],
            others=[Option(value, labels[value]) for value in everybody if value not in shown],
        )


class States(Choice):
    """Named conditions of the type."""

    suffixes = ("",)

    def accepts(self, suffix: str, value: str) -> bool:
        return value in self.declared.states

    def condition(self) -> Q:
        condition = Q()
        for value in self.get():
            condition |= self.declared.states[value][1](self.person)
        return condition

    def offered(self) -> Iterable[tuple[Any, Any]]:
        return [(value, label) for value, (label, _condition) in self.declared.states.items()]

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        return self._view(options=self.options)


class Yes(Choice):
    suffixes = ("",)

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {YES, NO}

    def condition(self) -> Q:
        wanted = {value == YES for value in self.get()}
        return Q(**{f"{self.path}__in": sorted(wanted)})

    def offered(self) -> Iterable[tuple[Any, Any]]:
        return [(YES, _("Yes")), (NO, _("No"))]

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        return self._view(options=self.options)


class Words(Facet):
    """Text: contains, is, is not, empty."""

    suffixes = ("", "is", "not", "empty")

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {YES, NO} if suffix == "empty" else len(value) <= 200

    def condition(self) -> Q:
        condition = Q()
        for value in self.get():
            condition &= Q(**{f"{self.path}__icontains": value})
        if self.get("is"):
            condition &= Q(**{f"{self.path}__iexact": self.get("is")[0]})
        if self.get("not"):
            condition &= ~Q(**{f"{self.path}__iexact": self.get("not")[0]})
        if self.get("empty"):
            condition &= self._empty() if self.get("empty")[0] == YES else ~self._empty()
        return self.rows_with(condition)

    def _empty(self) -> Q:
        nothing = Q(**{self.path: ""})
        nullable = "__" in self.path or getattr(self.column, "null", False)
        return nothing | Q(**{f"{self.path}__isnull": True}) if nullable else nothing

    def words(self) -> tuple[str, str]:
        if self.get("empty"):
            return (_("is empty"), "") if self.get("empty")[0] == YES else (_("is filled in"), "")
        for suffix, operator in (("", _("contains")), ("is", _("is")), ("not", _("is not"))):
            if self.get(suffix):
                return operator, ", ".join(self.get(suffix))
        return "", ""

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        return self._view(
            controls=[Control(self.name, _("Contains"), _first(self.get()))],
            options=[Option(YES, _("Is empty"), self.get("empty") == [YES], f"{self.name}.empty")],
        )


class Number(Facet):
    """From – to, both included."""

    suffixes: ClassVar[tuple[str, ...]] = ("from", "to", "empty")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "empty":
            return value in {YES, NO}
        return self.parsed(value) is not None

    def parsed(self, text: str) -> Decimal | int | None:
        return number_for(self.column, text)

    def condition(self) -> Q:
        condition = Q()
        for suffix, lookup in (("from", "gte"), ("to", "lte")):
            if self.get(suffix) and (number := self.parsed(self.get(suffix)[0])) is not None:
                condition &= Q(**{f"{self.path}__{lookup}": number})
        if self.get("empty"):
            condition &= Q(**{f"{self.path}__isnull": self.get("empty")[0] == YES})
        return condition

    def words(self) -> tuple[str, str]:
        least, most = _first(self.get("from")), _first(self.get("to"))
        if self.get("empty"):
            return (_("is empty"), "") if self.get("empty")[0] == YES else (_("is filled in"), "")
        if least and most:
            return _("between"), f"{least} – {most}"
        return (_("from"), least) if least else (_("up to"), most)

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        return self._view(
            controls=[
                Control(f"{self.name}.from", _("From"), _first(self.get("from"))),
                Control(f"{self.name}.to", _("To"), _first(self.get("to"))),
            ]
        )


class Amount(Number):
    """From – to in a currency; without one, of any currency."""

    suffixes = ("from", "to", "currency", "empty")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "currency":
            return value in known_currencies() and self.currency_path != ""
        return super().accepts(suffix, value)

    @property
    def currency_path(self) -> str:
        head, _sign, _tail = self.path.rpartition("__")
        path = f"{head}__currency" if head else "currency"
        return path if field_at(self.model, path) is not None else ""

    def condition(self) -> Q:
        condition = super().condition()
        return condition & Q(**{self.currency_path: self.get("currency")[0]}) if self.get("currency") else condition

    def words(self) -> tuple[str, str]:
        currency = _first(self.get("currency"))
        if currency and not (self.get("from") or self.get("to")):
            return _("in"), currency
        operator, value = super().words()
        return operator, f"{value} {currency}".strip()

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        view = super().view()
        if not self.currency_path:
            return view
        currency = Control(f"{self.name}.currency", _("Currency"), _first(self.get("currency")))
        return self._view(controls=[*view.controls, currency])


class Day(Facet):
    """A word for a stretch of days, from – to, or empty."""

    suffixes = ("", "from", "to", "empty")
    offered = ("today", "this-week", "next-7-days", "this-month", "last-month", "this-year", "past", "future")

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == "empty":
            return value in {YES, NO}
        return (suffix == "" and value in dates.RANGES) or iso_day(value) is not None

    def condition(self) -> Q:
        condition = Q()
        for word in self.get()[:1]:
            day = iso_day(word)
            stretch = dates.DateRange(day, day) if day else dates.named_range(word, self.today)
            condition &= self._within(stretch) if stretch else Q()
        first, last = iso_day(_first(self.get("from"))), iso_day(_first(self.get("to")))
        if first or last:
            condition &= self._within(dates.DateRange(first, last))
        if self.get("empty"):
            condition &= Q(**{f"{self.path}__isnull": self.get("empty")[0] == YES})
        return condition

    @property
    def today(self) -> date:
        return timezone.localtime(timezone.now(), self.person.zone).date()

    def _within(self, stretch: dates.DateRange) -> Q:
        if is_moment(self.column):
            begin, over = stretch.moments(self.person.zone)
            bounds = (("gte", begin), ("lt", over))
        else:
            bounds = (("gte", stretch.first), ("lte", stretch.last))  # type: ignore[assignment]
        condition = Q()
        for lookup, bound in bounds:
            condition &= Q(**{f"{self.path}__{lookup}": bound}) if bound else Q()
        return condition

    def words(self) -> tuple[str, str]:
        if self.get("empty"):
            return (_("is empty"), "") if self.get("empty")[0] == YES else (_("is filled in"), "")
        if word := _first(self.get()):
            day = iso_day(word)
            return _("is"), display.short_date(day) if day else str(dates.RANGES[word][0])
        first, last = iso_day(_first(self.get("from"))), iso_day(_first(self.get("to")))
        if first and last:
            return _("between"), f"{display.short_date(first)} – {display.short_date(last)}"
        if first:
            return _("from"), display.short_date(first)
        return _("until"), display.short_date(last) if last else ""

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        chosen = self.get()
        words = [*self.offered, *(word for word in chosen if word in dates.RANGES and word not in self.offered)]
        return self._view(
            others=[Option(word, str(dates.RANGES[word][0]), word in chosen) for word in words],
            controls=[
                Control(f"{self.name}.from", _("From"), _first(self.get("from")), "date"),
                Control(f"{self.name}.to", _("To"), _first(self.get("to")), "date"),
            ],
            options=[self._emptiness()] if getattr(self.column, "null", False) else [],
        )

    def _emptiness(self) -> Option:
        return Option(YES, _("Is empty"), self.get("empty") == [YES], f"{self.name}.empty")


KINDS: dict[str, type[Facet]] = {
    "choice": Choice,
    "multi": Choice,
    "link": Link,
    "person": Person,
    "states": States,
    "yes": Yes,
    "text": Words,
    "number": Number,
    "money": Amount,
    "date": Day,
}


def facets_of(declared: Iterable[Filter], model: type[Any], person: User) -> list[Facet]:
    people = People(person)
    return [KINDS[one.kind](one, model, person, people) for one in declared]


def rows_of(model: type[Any]) -> list[tuple[int, str]]:
    """The entries of a directory, or the people and departments, that a filter can choose from."""
    rows = model._default_manager.all()
    if issubclass(model, Changeable):
        rows = rows.filter(deleted_at=None)
    return [(row.pk, str(row)) for row in rows[:MOST_OPTIONS]]


def number_for(column: Any, text: str) -> Decimal | int | None:
    """The number that the person meant, whole where the column holds whole numbers; what no column can hold is none."""
    try:
        number = parse_number(text, get_language())
    except ValidationError:
        return None
    if abs(number) > LARGEST:
        return None
    return number if isinstance(column, ScaledField) else int(number)


def iso_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    # A stretch ends the day after its last, and zones move it by one more.
    return day if day and date.min + timedelta(days=2) < day < date.max - timedelta(days=2) else None


def deletable_links(model: type[models.Model]) -> frozenset[str]:
    """Links to many changeable rows, which may lie in the trash."""
    return frozenset(
        str(link.name)
        for link in model._meta.related_objects
        if isinstance(link.related_model, type) and issubclass(link.related_model, Changeable)
    )


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""
