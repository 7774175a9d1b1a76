"""The state of a list is its address, and nothing else: read, cleaned, and written again.

    q=words  state=open&state=won  owner=me  amount.from=1000  sort=-amount,name  columns=name,amount
    view=7  all=1  size=50  after=… / before=… (signed)  from=value (jump)  board=3

An address that names no filter has the view's or the type's own filters in force; `all=1` says that none shall be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict

from accord.accounts.models import User
from accord.kit.numbers import as_id
from accord.records.lists.filters import Facet, Values, facets_of
from accord.records.models import SavedView

if TYPE_CHECKING:
    from accord.records.declare import Column, RecordPages

MOST_VALUES = 50
LONGEST_VALUE = 200
LEVELS = 2
SIZES = (25, 50, 100)
NO_VIEW = "0"

Sort = tuple[tuple[str, bool], ...]
"""(name of the column or `id`, whether it descends), most important first."""


@dataclass(frozen=True)
class ListState:
    """What one person asks of one list."""

    pages: RecordPages[Any]
    person: User
    facets: tuple[Facet, ...]
    filters: Values
    base_filters: Values
    sort: Sort
    base_sort: Sort
    columns: tuple[str, ...]
    base_columns: tuple[str, ...]
    q: str = ""
    view: SavedView | None = None
    plain: bool = False  # the person asked for the type's own start (`view=0`) although a view of theirs opens first
    after: str = ""
    before: str = ""
    jump: str = ""
    size: int = 50
    board: str = ""
    hows: Mapping[str, str] = field(default_factory=dict)
    """How a filter shall compare, chosen before anything to compare with."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """What was typed into a filter and not understood, by parameter; no address says it again."""

    @property
    def is_default(self) -> bool:
        return self.filters == self.base_filters

    @property
    def is_changed(self) -> bool:
        """Whether the list differs from the view (or start) that it began with."""
        same = self.is_default and self.sort == self.base_sort and self.columns == self.base_columns
        return not same

    # ── the address again ──

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The parameters of the address of this list with changes; the position is left out unless given."""
        paging = {name: changes.pop(name, "") for name in ("after", "before", "jump")}
        state = replace(self, **changes)
        found: list[tuple[str, str]] = []
        if state.view is not None:
            found.append(("view", str(state.view.pk)))
        elif state.plain:
            found.append(("view", NO_VIEW))
        if state.q:
            found.append(("q", state.q))
        if not state.is_default:
            found += state.filter_pairs()
        if state.sort != state.base_sort:
            found.append(("sort", sort_text(state.sort)))
        if state.columns != state.base_columns:
            found.append(("columns", ",".join(state.columns)))
        if state.size != state.pages.page_size:
            found.append(("size", str(state.size)))
        if state.board:
            found.append(("board", state.board))
        names = {"jump": "from"}
        return found + [(names.get(name, name), value) for name, value in paging.items() if value]

    def filter_pairs(self) -> list[tuple[str, str]]:
        """The filters in force, in full."""
        pairs = [(name, value) for name, values in self.filters.items() for value in values]
        return pairs or [("all", "1")]

    def address(self, **changes: Any) -> str:
        """A link to this list with changes."""
        return f"?{urlencode(self.pairs(**changes))}"

    @property
    def chooses_columns(self) -> bool:
        """Whether the list has other columns than those that its type begins with."""
        return self.columns != _usual_columns(self.pages.columns_for(self.person), self.filters)

    def full_pairs(self, *, columns: bool = False) -> list[tuple[str, str]]:
        """Everything that makes this list, whatever view stands behind it: for exporting and whole-list actions.
        Columns that nobody chose are named only where they are asked for.
        """
        pairs = [("q", self.q)] if self.q else []
        return pairs + (self.looks() if columns or self.chooses_columns else self._rows())

    def looks(self) -> list[tuple[str, str]]:
        """What a saved view keeps: filters, sort and columns."""
        return [*self._rows(), ("columns", ",".join(self.columns))]

    def _rows(self) -> list[tuple[str, str]]:
        return [*self.filter_pairs(), ("sort", sort_text(self.sort))]

    def full_query(self, *, columns: bool = False) -> str:
        return urlencode(self.full_pairs(columns=columns))

    def beside(self, facet: Facet) -> ListState:
        """The same list without what this filter asks for."""
        return replace(self, facets=tuple(one for one in self.facets if one is not facet))

    def without(self, facet: Facet) -> Values:
        return {name: values for name, values in self.filters.items() if name not in facet.params}


def read(
    pages: RecordPages[Any], person: User, params: Mapping[str, Any] | QueryDict, views: Sequence[SavedView] = ()
) -> ListState:
    """What the address asks for. Unknown parameters and values that make no sense are left out; what somebody typed
    is answered at the filter.
    """
    state = read_with(tuple(facets_of(pages.filters_for(person), pages.record, person)), pages, person, params, views)
    for facet in state.facets:
        facet.asked = state.hows.get(facet.name, "")
        facet.wrong = {name: state.wrong[name] for name in facet.params if name in state.wrong}
        facet.values = {name: state.filters[name] for name in facet.params if name in state.filters}
    return state


def read_with(
    facets: tuple[Facet, ...],
    pages: RecordPages[Any],
    person: User,
    params: Mapping[str, Any] | QueryDict,
    views: Sequence[SavedView] = (),
) -> ListState:
    """The same with filters that are there; they are not told what was asked."""
    given = _listed(params)
    view, plain = _view(given, views, facets)
    kept = _listed(QueryDict(view.query)) if view else {}
    offered = pages.columns_for(person)
    base_filters = _filters(facets, kept) if view else _filters(facets, pages.default_filters(person))
    names_filters = "all" in given or bool(_named(facets, given))
    filters = _filters(facets, given) if names_filters else base_filters
    base_sort = _sort(offered, _first(kept, "sort")) or _sort(offered, ",".join(pages.sort))
    base_columns = _columns(offered, _first(kept, "columns")) or _usual_columns(offered, filters)
    return ListState(
        pages=pages,
        person=person,
        facets=facets,
        filters=filters,
        base_filters=base_filters,
        sort=_sort(offered, _first(given, "sort")) or base_sort,
        base_sort=base_sort,
        columns=_columns(offered, _first(given, "columns")) or base_columns,
        base_columns=base_columns,
        q=" ".join(_first(given, "q", LONGEST_VALUE).split()),
        view=view,
        plain=plain,
        after=_first(given, "after", 2000),
        before=_first(given, "before", 2000),
        jump=_first(given, "from"),
        size=_size(_first(given, "size"), pages.page_size),
        board=_first(given, "board"),
        hows={facet.name: _first(given, f"{facet.name}.how") for facet in facets},
        wrong=_misread(facets, given),
    )


def column_of(pages: RecordPages[Any], name: str) -> Column | None:
    return next((column for column in pages.columns if column.name == name), None)


def sort_text(sort: Sort) -> str:
    return ",".join(f"-{name}" if descending else name for name, descending in sort)


def _listed(params: Mapping[str, Any] | QueryDict) -> Values:
    """Plain lists of short strings; what no database stores is left out."""
    lists = params.lists() if isinstance(params, QueryDict) else params.items()
    found: Values = {}
    for name, values in lists:
        values = values if isinstance(values, list | tuple) else [values]
        found[name] = [str(value).strip() for value in values[:MOST_VALUES] if _is_storable(str(value))]
    return found


def _is_storable(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _view(given: Values, views: Sequence[SavedView], facets: Sequence[Facet]) -> tuple[SavedView | None, bool]:
    """The view that the address names; where it names nothing, the one that opens first."""
    asked = _first(given, "view")
    default = next((view for view in views if view.is_default), None)
    if asked == NO_VIEW:
        return None, default is not None
    if asked:
        return next((view for view in views if view.pk == as_id(asked)), None), False
    names_filters = "all" in given or bool(_named(facets, given))
    return (None, default is not None) if names_filters else (default, False)


def _filters(facets: Sequence[Facet], given: Mapping[str, Sequence[str]]) -> Values:
    short = {name: [value for value in values if len(value) <= LONGEST_VALUE] for name, values in given.items()}
    found: Values = {}
    for facet in _named(facets, short):
        found |= facet.read(short)
    return found


def _misread(facets: Sequence[Facet], given: Values) -> dict[str, str]:
    found: dict[str, str] = {}
    for facet in _named(facets, given):
        found |= facet.misread(given)
    return {name: value[:LONGEST_VALUE] for name, value in found.items()}


def _named(facets: Sequence[Facet], given: Mapping[str, Sequence[str]]) -> list[Facet]:
    """The filters that an address says something about."""
    heads = {name.partition(".")[0] for name in given}
    return [facet for facet in facets if facet.name in heads and not given.keys().isdisjoint(facet.params)]


def _sort(offered: Sequence[Column], text: str) -> Sort:
    """At most two levels, each a declared column that says how it is sorted, or the ID."""
    levels: dict[str, bool] = {}
    sortable = {"id", *(column.name for column in offered if column.sort)}
    for word in text.split(","):
        name = word.strip().removeprefix("-")
        if name not in levels and name in sortable:
            levels[name] = word.strip().startswith("-")
    return tuple(levels.items())[:LEVELS]


def _columns(offered: Sequence[Column], text: str) -> tuple[str, ...]:
    known = {column.name for column in offered}
    chosen = tuple(dict.fromkeys(name for name in text.split(",") if name in known))
    title = offered[0].name if offered else ""
    return chosen if not chosen or title in chosen else (title, *chosen)


def _usual_columns(offered: Sequence[Column], filters: Values) -> tuple[str, ...]:
    """Without those in which every row would say the same, because a filter asks for that one value."""
    return tuple(
        one.name for one in offered if one.shown and not (one.narrows and len(filters.get(one.narrows, ())) == 1)
    )


def _size(text: str, usual: int) -> int:
    return int(text) if text in {str(size) for size in SIZES} else usual


def _first(given: Values, name: str, longest: int = 1000) -> str:
    values = given.get(name) or [""]
    return values[0] if len(values[0]) <= longest else ""
