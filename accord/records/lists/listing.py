"""One list of one type for one person: the rows, where one is among them, and everything the page says about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.db.models import Count, ForeignKey, Q, QuerySet, prefetch_related_objects

from accord.access.models import Owned
from accord.accounts.models import User
from accord.kit.numbers import LARGEST_ID
from accord.records.lists import cells, figures, linked
from accord.records.lists.fields import field_at
from accord.records.lists.figures import COUNTED_TO, Figures
from accord.records.lists.filters import Facet
from accord.records.lists.order import Order, jump_value
from accord.records.lists.saved import views_for
from accord.records.lists.state import ListState, Sort, column_of, read, read_with
from accord.records.lists.together import asked_together
from accord.search.query import matching

if TYPE_CHECKING:
    from accord.records.declare import Column, RecordPages

BY_ID = re.compile(r"id\s*[:#]?\s*(\d{1,19})", re.IGNORECASE)
BY_TICKET = re.compile(r"ticket\s*[:#]?\s*(\S+)", re.IGNORECASE)
PORTION = 1000
HERE = "~here~"
"""Where a value comes into an address; letters that stay as they are in one."""


@dataclass(frozen=True)
class Page:
    """One page of records. `first` is the place of the first row in the whole list, where that is known."""

    records: list[Any]
    previous: str = ""
    next: str = ""
    first: int | None = 0

    @property
    def last(self) -> int | None:
        return None if self.first is None else self.first + len(self.records)


class Listing:
    """Nothing is asked before a template or a view wants it."""

    def __init__(self, pages: RecordPages[Any], person: User, state: ListState) -> None:
        self.pages, self.person, self.state = pages, person, state

    # ── which rows ──

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All rows of the list, unordered: what the person may see, as the filters and the words have it."""
        rows: QuerySet[Any] = self.pages.record.objects.visible_to(self.person)
        for facet in self.state.facets:
            if facet.is_on:
                rows = rows.filter(facet.condition(), self._link_is_seen(facet))
        if self.state.q:
            rows = matching(rows, self.person, self.state.q)
        return rows

    def _link_is_seen(self, facet: Facet) -> Q:
        """A filter over a linked record tells nothing of one that the person does not see."""
        if facet.declared.having and facet.get():
            return Q()
        link = field_at(self.pages.record, facet.path.split("__")[0])
        if not isinstance(link, ForeignKey) or not issubclass(link.related_model, Owned):
            return Q()
        seen = link.related_model.objects.visible_to(self.person).values("pk")
        return Q(**{f"{link.name}__in": seen}) | Q(**{f"{link.name}__isnull": True})

    def option_counts(self) -> dict[str, list[int]]:
        """For each counted filter, how many rows each of its options would show beside the other filters in force.

        Empty in a long list: there a count would cost a look at every row.
        """
        if self.figures.more:
            return {}
        return {facet.name: self._counts(facet) for facet in self.state.facets if facet.view().counted}

    def _counts(self, facet: Facet) -> list[int]:
        others = Listing(self.pages, self.person, self.state.beside(facet)).rows.order_by()
        if others[: COUNTED_TO + 1].count() > COUNTED_TO:
            return []
        conditions = {f"n{at}": facet.condition_of(option) for at, option in enumerate(facet.view().options)}
        found = others.aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
        return [found[name] for name in conditions]

    def named(self) -> Any | None:
        """The one record that `ID123` or `ticket:xxx` names, whatever the filters are."""
        rows = self.pages.record.objects.visible_to(self.person)
        if by_id := BY_ID.fullmatch(self.state.q):
            number = int(by_id[1])
            return rows.filter(pk=number).first() if number <= LARGEST_ID else None
        if (by_ticket := BY_TICKET.fullmatch(self.state.q)) and field_at(self.pages.record, "ticket") is not None:
            found = list(rows.filter(ticket__iexact=by_ticket[1])[:2])
            return found[0] if len(found) == 1 else None
        return None

    # ── how many, how much ──

    @cached_property
    def sums(self) -> list[tuple[str, str]]:
        """(amount, currency) of the columns that are added up."""
        return [(column.name, column.currency) for column in self.columns if column.total]

    @cached_property
    def figures(self) -> Figures:
        return figures.count_and_sum(self.rows, self.sums)

    @cached_property
    def late_figures(self) -> Figures:
        """What comes after the page where the list is long."""
        return figures.sums_of_many(self.rows, self.sums)

    # ── in which order ──

    @cached_property
    def sort(self) -> Sort:
        """As asked for; a long list keeps to what an index serves."""
        return self.pages_sort if self.is_sort_refused else self.state.sort

    @cached_property
    def is_sort_refused(self) -> bool:
        return bool(self.state.sort) and not self._is_indexed(self.state.sort[0][0]) and self.figures.more

    @property
    def pages_sort(self) -> Sort:
        usual = read_with(self.state.facets, self.pages, self.person, {"view": "0"}).base_sort
        return usual if usual and self._is_indexed(usual[0][0]) else (("id", True),)

    def _is_indexed(self, name: str) -> bool:
        column = column_of(self.pages, name)
        return column is None or column.indexed

    @cached_property
    def order(self) -> Order:
        return Order.of(self.pages, self.sort, self.person)

    # ── the page ──

    @cached_property
    def columns(self) -> list[Column]:
        chosen = (column_of(self.pages, name) for name in self.state.columns)
        return [column for column in chosen if column is not None]

    @cached_property
    def page(self) -> Page:
        page = self._page()
        linked.put_seen(page.records, self._paths, self.person, by_name=True)
        return page

    @cached_property
    def table(self) -> list[cells.Row]:
        return cells.rows_of(self.pages, self.page.records, self.columns, self.person, self._narrowed)

    def row(self, pk: int) -> cells.Row | None:
        """One row by itself, whether or not it still fits the filters; None where the person does not see it."""
        rows = self.pages.record.objects.visible_to(self.person).filter(pk=pk)
        found = list(linked.fetched_with(rows, self._paths))
        linked.put_seen(found, self._paths, self.person, by_name=True)
        made = cells.rows_of(self.pages, found, self.columns, self.person, self._narrowed)
        return made[0] if made else None

    def _narrowed(self, param: str, value: str) -> str:
        """The address is worked out once for each parameter: hundreds of cells differ in the value only."""
        if param not in self._narrowing:
            name = param.partition(".")[0]
            others = {key: values for key, values in self.state.filters.items() if key.partition(".")[0] != name}
            address = self.state.address(filters=others | {param: [HERE]})
            self._narrowing[param] = self.pages.list_address + address
        return self._narrowing[param].replace(HERE, quote_plus(value))

    @cached_property
    def _narrowing(self) -> dict[str, str]:
        return {}

    def _page(self) -> Page:
        size = self.state.size
        if self.state.before == "end":
            return self._backwards(self._fetched(), self._end_position)
        if place := self.order.read(self.state.before):
            position, values = place
            page = self._backwards(self._fetched().filter(self.order.beyond(values, forward=False)), position)
            # Too few rows before the place: what is shown is the beginning, and that is a full page.
            return page if len(page.records) == size else self._forwards(self._fetched(), 0)
        if place := self.order.read(self.state.after):
            position, values = place
            return self._forwards(self._fetched().filter(self.order.beyond(values)), position, has_previous=True)
        if self.state.jump and self.is_jump_understood:
            return self._forwards(self._fetched().filter(self._jump), None, has_previous=True)
        return self._forwards(self._fetched(), 0)

    @property
    def _end_position(self) -> int | None:
        return None if self.figures.more else self.figures.rows

    @cached_property
    def _jump_value(self) -> Any:
        return jump_value(self.pages, self.order, self.state.jump, self.person)

    @property
    def is_jump_understood(self) -> bool:
        return self._jump_value is not None

    @property
    def _jump(self) -> Any:
        return self.order.starting_at(self._jump_value)

    @cached_property
    def _paths(self) -> list[str]:
        return linked.needed(self.pages.record, self.columns)

    def _fetched(self) -> QuerySet[Any]:
        return self.order.prepared(linked.fetched_with(self.rows, self._paths))

    def _forwards(self, rows: QuerySet[Any], position: int | None, *, has_previous: bool = False) -> Page:
        size = self.state.size
        found = list(self.order.sorted(rows)[: size + 1])
        records = found[:size]
        return Page(
            records,
            previous=self.order.place(records[0], position) if records and has_previous else "",
            next=self._next(records, position) if len(found) > size else "",
            first=position,
        )

    def _backwards(self, rows: QuerySet[Any], end: int | None) -> Page:
        size = self.state.size
        found = list(self.order.sorted(rows, backwards=True)[: size + 1])
        records = found[:size][::-1]
        first = max(end - len(records), 0) if end is not None else None
        is_end = self.state.before == "end"
        return Page(
            records,
            previous=self.order.place(records[0], first) if records and len(found) > size else "",
            next=self._next(records, first) if records and not is_end else "",
            first=first,
        )

    def _next(self, records: list[Any], position: int | None) -> str:
        return self.order.place(records[-1], None if position is None else position + len(records))


# ── for others ──


def listing(pages: RecordPages[Any], person: User, params: Any, views: Any = ()) -> Listing:
    return Listing(pages, person, read(pages, person, params, views))


def rows_for_export(
    pages: RecordPages[Any],
    person: User,
    params: Any,
    *,
    columns: Iterable[Column] | None = None,
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
) -> Iterator[Any]:
    """All rows of the list that `params` describe, in its order, by key and in portions: memory stays flat at any size.

    Linked records stand on the rows as far as the person may see them (`Unseen` elsewhere), so that an export says what
    the list says. `columns` are those that are read, where they are not those of the list.

    Directories and people are read once for a portion: joined, each row would bring its owner along, rights and all.
    """
    made = listing(pages, person, params, views_for(person, pages.record.kind))
    paths = linked.needed(pages.record, made.columns if columns is None else columns)
    rows = made.order.prepared(made.rows)
    rows = rows.only(*linked.own_columns(pages.record, made.columns)) if columns is None else rows
    rows = prepare(rows) if prepare else rows
    place: list[Any] | None = None
    while True:
        portion = rows.filter(made.order.beyond(place)) if place is not None else rows
        found = list(made.order.sorted(portion)[:PORTION])
        linked.put_seen(found, paths, person)
        prefetch_related_objects(found, *linked.seen_by_all(pages.record, paths))
        yield from found
        if len(found) < PORTION:
            return
        place = [getattr(found[-1], f"_at{number}") for number in range(len(made.order.keys))]


def neighbours(pages: RecordPages[Any], person: User, params: Any, record: Any) -> tuple[int | None, int | None]:
    """Ids of the previous and the next record in the same list; both None where the record is not in it."""
    made = listing(pages, person, params, views_for(person, pages.record.kind))
    rows = made.order.prepared(made.rows)
    places = [f"_at{number}" for number in range(len(made.order.keys))]
    here = made.order.sorted(rows.filter(pk=record.pk)).values_list(*places).first()
    if here is None:
        return None, None
    before = made.order.sorted(rows.filter(made.order.beyond(here, forward=False)), backwards=True)
    after = made.order.sorted(rows.filter(made.order.beyond(here)))
    found = dict(asked_together({"before": before.values("pk")[:1], "after": after.values("pk")[:1]}))
    return found.get("before"), found.get("after")
