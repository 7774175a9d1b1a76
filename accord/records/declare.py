"""How a record type declares its pages.

`RecordPages` is read by everything: list, board, record page, form, picker, import, export, search, navigation,
matrix. It holds declarations only; the engines that read it live in `records/lists/`, `records/boards.py`,
`records/show.py` and `records/forms.py`.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet
from django.forms import ModelForm
from django.utils.functional import Promise

from accord.accounts.models import User
from accord.history.models import Actor
from accord.kit.money import AmountField, CurrencyField
from accord.records.addresses import address_at, address_of
from accord.records.models import Record

R = TypeVar("R", bound=Record)
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """A column of the list, and of export and import.

    `name` is a field, or a path over links (`company__name`), or an attribute of the record that needs no query.
    `show` chooses how a cell is drawn: text, link (opens the record), record (a linked record), money, date, when (a
    day to come: red once it has passed, as long as the attribute `awaited` of the record says that it still waits for
    it), person, choice, yes, steps, country, number, step (a text and, after it, the day in the column `beside`, which
    speaks like *when*). `sort` is the database path to sort by (None: it cannot be sorted); a nullable one says
    `nulls_last`.
    `indexed` says that sorting by it is served by an index at any size. Money names its `currency` field. `with_`
    lists the relations to fetch with the row. `total` adds sums per currency below the list.
    """

    name: str
    label: Text = ""
    show: str = "text"
    sort: str | None = None
    nulls_last: bool = False
    indexed: bool = False
    currency: str = "currency"
    with_: tuple[str, ...] = ()
    total: bool = False
    shown: bool = True
    end: bool = False
    beside: str = ""
    awaited: str = ""
    narrow: str = ""  # where the cell goes on a phone: title, who, what, when, sum; empty hides it there
    narrows: str = ""  # the parameter (`country`, `city.is`) that a click on a value sets: the list of those like it
    asks: str = ""  # the verb that a click on the ticks of a row asks for, where the person may change the record
    edits: str = ""  # the field that the cell changes in place, where that is not its own name


@dataclass(frozen=True)
class Filter:
    """A facet of the filter panel.

    `kind`: choice, currency, person (adds *me* and *nobody yet*), link, department (for those who see several), text,
    money, number, date (today, this week, …, from–to), yes, or states (named conditions given in `states`).

    `path` is the database path, by default the name. `options(person)` yields (value, label) pairs where they are not
    the field's own choices; `narrowed` says a link's options by `visible_to`. `having(ids)` says who belongs to these
    linked records where the column is not all there is to it; only ids that the person sees are asked for.
    """

    name: str
    label: Text = ""
    kind: str = "choice"
    path: str = ""
    options: Callable[[User], Sequence[tuple[str, Text]]] | None = None
    states: dict[str, tuple[Text, Callable[[User], Q]]] = field(default_factory=dict)
    folded: bool = False
    counted: bool = False
    having: Callable[[Sequence[int]], Q] | None = None


@dataclass(frozen=True)
class Mark:
    """A small icon with a tooltip in row, card and header. `when` looks at the record without a query."""

    icon: str
    label: Text
    when: Callable[[Any], bool]
    tone: str = ""  # late, attention, positive
    of: str = ""  # the field it speaks of, where that may be switched off

    @property
    def look(self) -> str:
        return {"late": "late", "attention": "important", "positive": "money"}.get(self.tone, "new")


@dataclass(frozen=True)
class Verb:
    """Something one can do with a record beside editing it: a button on its page, a command in the palette, a bulk
    action.

    `url` names a POST address that takes the record's id. It is offered only where `offered(record, person)` says so,
    and only to those who may change the record (or by `right`). `asks` names a form class that is shown first (a
    reason, a date). With `bulk` and `run(record, by, given)` it is offered for many records at once; `given` is what
    the form was filled in with. `depends` names the fields that decide about it: where somebody changed one of them
    since the person looked, nothing is done (None: what the type says in `decided_by`). `opens` is the kind of the
    record that comes of it, whose page is opened afterwards.
    """

    name: str
    label: Text
    url: str
    icon: str = ""
    offered: Callable[[Any, User], bool] = lambda record, person: True
    needs_edit: bool = True
    primary: bool = False
    asks: str = ""  # dotted path to a form class
    bulk: bool = False
    run: Callable[[Any, Any, dict[str, Any]], Any] | None = None
    depends: tuple[str, ...] | None = None
    opens: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Fields:
    """A titled group of fields, in the form and among the properties of the page."""

    title: Text
    names: Sequence[str]
    folded: bool = False


@dataclass(frozen=True)
class BoardColumn:
    """One column of a board:

    `value` is what a dropped card gets; `steps` draws the five ticks; folded ones count nothing.
    """

    value: str
    label: Text
    steps: int | None = None
    folded: bool = False
    accepts: bool = True


@dataclass(frozen=True)
class Board:
    """A board over a list. `columns(person, params)` gives its columns, `field` the column of the row they stand for.

    `move(record, value, by, **given)` performs the drop through the record's own verb and may raise RuleBroken.
    `asks(record, value)` gives the name of a form in `forms` that has to be filled in first (a reason), or "";
    `given` is what it was filled in with. `card` is the template of a card's inside; it gets `record` and `marks`.
    `choose` lets one pick among several boards (pipelines): it yields (value, label) pairs for the parameter `board`.
    """

    field: str
    columns: Callable[[User, dict[str, str]], Sequence[BoardColumn]]
    move: Callable[..., None]
    card: str
    with_: tuple[str, ...] = ()
    sum: str = ""
    currency: str = "currency"
    order: tuple[str, ...] = ("-id",)
    choose: Callable[[User], Sequence[tuple[str, Text]]] | None = None
    restrict: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    asks: Callable[[Any, str], str] = lambda record, value: ""
    forms: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """Something an upper package hangs on a lower record's page, as a tab or in the side column.

    `rows(record, person)` gives what the template shows as `rows`; permission-true (`visible_to`). `counts(record,
    person)` gives the set whose size is the tab's number; the sets of a page are counted together.
    """

    on: type[Model]
    name: str
    title: Text
    template: str
    rows: Callable[[Any, User], Any]
    place: str = "tab"  # tab or side
    lazy: bool = True
    counts: Callable[[Any, User], QuerySet[Any]] | None = None
    order: int = 50
    offered: Callable[[Any, User], bool] = lambda record, person: True


@dataclass(frozen=True)
class Hint:
    """A record that may be the one being typed, and what speaks for it, in a few words."""

    record: Any
    why: Text = ""


PANELS: list[Panel] = []


def panel(made: Panel) -> Panel:
    """Hang a panel on another record's page; said in the upper package's `pages.py`."""
    PANELS.append(made)
    return made


class Part(ABC):
    """Rows of their own that hang on a record and that a file says in one cell, like the further companies of a
    contact. `through` is the field of the type that leads where they lead.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    through: ClassVar[str]

    @abstractmethod
    def read(self, text: str, called: Callable[[str], Sequence[Any]]) -> Any:
        """What a cell says; `called` are the records of a name. Raises ValidationError."""

    @abstractmethod
    def add(self, record: Any, said: Any, *, by: Actor) -> None:
        """Make them for a record that has just been made."""

    @abstractmethod
    def seen_by(self, person: User) -> Prefetch[Any]:
        """Those of many records that the person may see."""

    @abstractmethod
    def told(self, record: Any) -> str:
        """Those that were fetched, as a cell that can be read again."""


def each_with_all(*names: str) -> dict[str, tuple[str, ...]]:
    """Fields of which none is changed in place without the others, for `RecordPages.together`."""
    return dict.fromkeys(names, names)


class RecordPages(Generic[R]):
    """Everything the product shows of one type. Subclasses set what differs from these defaults."""

    record: ClassVar[type[Any]]
    switched: ClassVar[Mapping[str, str]] = {}  # fields that are there only while a switch is on: {field: switch}
    path: ClassVar[str]  # address: "deals" → /deals/
    icon: ClassVar[str]
    help: ClassVar[str] = ""  # page of the manual
    intro: ClassVar[Text] = ""  # what an empty list teaches: what this is and how one gets the first

    # list
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    marks: ClassVar[Sequence[Mark]] = ()
    sort: ClassVar[tuple[str, ...]] = ("-id",)  # names of columns (or id), "-" for descending
    find: ClassVar[tuple[str, ...]] = ()  # own fields in which a name typed into a link is looked for
    views: ClassVar[Sequence[tuple[Text, str]]] = ()  # shipped views: name and query string
    board: ClassVar[Board | None] = None
    readings: ClassVar[Sequence[tuple[Text, str]]] = ()  # pages that read the list: label, address
    page_size: ClassVar[int] = 50

    # page
    header: ClassVar[str] = ""  # template of what stands under the title (stage bar, outcome)
    head_fields: ClassVar[tuple[str, ...] | None] = None  # of which fields name, marks, verbs, header speak; None: any
    side: ClassVar[str] = ""  # template on top of the side column (next step)
    overview: ClassVar[str] = ""  # template of the first tab's own part
    properties: ClassVar[Sequence[Fields]] = ()
    related: ClassVar[tuple[str, ...]] = ()  # links the page shows, fetched with the record
    verbs: ClassVar[Sequence[Verb]] = ()
    decided_by: ClassVar[tuple[str, ...]] = ()  # the fields that verbs depend on, where a verb says nothing else
    told: ClassVar[Mapping[str, Text]] = {}  # own verbs of events as whole sentences: {"won": _("{who} won the deal")}

    # form
    form: ClassVar[type[ModelForm[Any]] | None] = None
    fields: ClassVar[Sequence[Fields]] = ()
    bulk_fields: ClassVar[tuple[str, ...]] = ("owner",)
    together: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "department": ("department", "owner")
    }  # in place: {opened: all}
    only_in_form: ClassVar[frozenset[str]] = frozenset()  # fields that decide about many others
    copies: ClassVar[bool] = False  # a new record can begin as a copy of another
    not_copied: ClassVar[frozenset[str]] = frozenset()  # what belongs to the one record only
    merges: ClassVar[bool] = False  # a duplicate can be merged into its original
    merged: ClassVar[tuple[str, ...]] = ()  # what a merge fills in the original, beside the fields of the form

    # import, beyond the fields of the form
    imports: ClassVar[tuple[str, ...]] = ()  # further fields a file may fill (closed on, stage)
    parts: ClassVar[Sequence[Part]] = ()  # rows of their own that one cell makes (further companies)
    import_defaults: ClassVar[dict[str, Any]] = {}  # what a new record gets where the file is silent
    called: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # how other programs head the column of a field
    readers: ClassVar[dict[str, Callable[[str], Any]]] = {}  # how a cell of this field is read; raises ValidationError

    def address(self, pk: int, page: str = "show") -> str:
        """Where one record's page (or form, or history …) is, without having the record."""
        return address_at(f"{self.record.kind}:{page}", pk)

    @property
    def type_name(self) -> str:
        return str(self.record._meta.verbose_name)

    @property
    def type_names(self) -> str:
        return str(self.record._meta.verbose_name_plural)

    @property
    def list_address(self) -> str:
        return address_of(f"{self.record.kind}:list")

    def opened_with(self, name: str) -> tuple[str, ...]:
        """The fields that stand in one little form when this one is changed in place; a sum has its currency."""
        return self.together.get(name) or next((pair for pair in self._sums if name in pair), (name,))

    @property
    def _sums(self) -> Iterator[tuple[str, str]]:
        columns = {column.name: column for column in self.record._meta.concrete_fields}
        for first, second in (pair for group in self.fields for pair in pairwise(group.names)):
            if isinstance(columns.get(first), AmountField) and isinstance(columns.get(second), CurrencyField):
                yield first, second

    def works_with(self, name: str, person: User) -> bool:
        """Whether this field is there at all: a switch of the company may have put it away, for everybody."""
        return name not in self.switched or bool(person.switch(self.switched[name]))

    def columns_for(self, person: User) -> Sequence[Column]:
        return [column for column in self.columns if self.works_with(column.name, person)]

    def filters_for(self, person: User) -> Sequence[Filter]:
        return [one for one in self.filters if self.works_with(one.name, person)]

    def marks_for(self, person: User) -> Sequence[Mark]:
        return [mark for mark in self.marks if self.works_with(mark.of, person)]

    def default_filters(self, person: User) -> dict[str, list[str]]:
        """Filters in force when the address names none; shown as chips that one click clears (DC-045)."""
        return {}

    def hints(self, values: dict[str, Any], person: User) -> Sequence[Any]:
        """Records similar to what is being typed, or `Hint`s that say why;

        Permission-true. `values["pk"]` when editing.
        """
        return []

    def has(self, record: R, name: str) -> bool:
        """Whether this very record has the field: an individual has no managing director."""
        return True

    def offers_new(self, person: User) -> bool:
        return True

    def head_values(self, record: R) -> list[Any]:
        """What the head speaks of and its verbs depend on: it is rendered anew only where that has moved."""
        columns = {column.name: column.attname for column in self.record._meta.concrete_fields}
        decisive = [name for verb in self.verbs for name in verb.depends or ()]
        names = [*(self.head_fields or ()), *self.decided_by, *decisive]
        marks = [mark.when(record) for mark in self.marks]
        return [*marks, *(getattr(record, columns.get(name, name)) for name in names)]

    def leads_on(self, record: R) -> bool:
        """Whether this live record became another one, so that its address leads there."""
        return False
