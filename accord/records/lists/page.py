"""What the list's page says around its rows: heads, chips, the panel, tabs, pages, verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.words import Special
from accord.records.addresses import address_of
from accord.records.in_place import InPlace
from accord.records.lists import cells
from accord.records.lists.filters import Chip, Facet, FacetView
from accord.records.lists.listing import Listing
from accord.records.lists.of_files import columns_of_files
from accord.records.lists.saved import views_for
from accord.records.lists.state import SIZES, Sort, read_with, sort_text
from accord.records.models import SavedView


@dataclass(frozen=True)
class Tab:
    """A view as a tab; `view` where it is the person's own."""

    label: str
    url: str
    current: bool
    view: SavedView | None = None


@dataclass(frozen=True)
class BulkVerb:
    name: str
    label: str
    url: str
    icon: str
    danger: bool = False


class ListPage:
    """Everything `list.html` and its parts read, beside the rows."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.state, self.pages, self.person = listing.state, listing.pages, listing.person
        self.kind = self.pages.record.kind
        self.declared_columns = self.pages.columns_for(self.person)

    # ── head ──

    @property
    def name(self) -> str:
        return str(self.pages.record._meta.verbose_name)

    @property
    def title(self) -> str:
        names = str(self.pages.record._meta.verbose_name_plural)
        return names[:1].upper() + names[1:]

    @cached_property
    def is_first_ever(self) -> bool:
        """Nothing to filter: there is no record of this type that the person may see."""
        if self.listing.page.records or self.state.jump:
            return False
        return not self.pages.record.objects.visible_to(self.person).exists()

    @property
    def list_url(self) -> str:
        return self.pages.list_address

    @property
    def base_url(self) -> str:
        """Where chips, tabs and forms lead: this page in another state."""
        return self.list_url

    @property
    def here(self) -> str:
        """The list with its state, without a position."""
        return self.base_url + self.state.address()

    @property
    def board_url(self) -> str:
        return self._url("board", self.state.address()) if self.pages.board else ""

    @cached_property
    def new_url(self) -> str:
        may = policy.may_add(self.person, self.kind) and self.pages.offers_new(self.person)
        return self._url("new") if may else ""

    @cached_property
    def export_url(self) -> str:
        may = policy.holds(self.person, Special.EXPORT)
        return self._url("export", f"?{self.state.full_query()}") if may else ""

    @cached_property
    def exports(self) -> list[dict[str, Any]]:
        """The files that this list can become, first the one that the administrators arranged; a list that the person
        arranged is that already.
        """
        ways = [
            (_("Excel, as shown"), ""),
            (_("CSV, as shown"), "&format=csv"),
            (_("All fields, to import again"), "&fields=all"),
        ]
        if not self.export_url:
            return []
        query = f"?{self.state.full_query(columns=True)}"
        made = [{"label": label, "url": self._url("export", query + way)} for label, way in ways]
        if not self.state.chooses_columns and columns_of_files(self.pages, self.person):
            made.insert(0, {"label": _("Excel, with the columns of the company"), "url": self.export_url})
        return [*made, {"label": _("As a page, to print"), "url": self._url("print", query)}]

    @property
    def link(self) -> str:
        """The address of this very selection, whatever view stands behind it."""
        return f"{self.list_url}?{self.state.full_query()}"

    @property
    def readings(self) -> list[tuple[Any, str]]:
        """Further pages that say something about exactly these rows."""
        query = self.state.full_query()
        return [(label, f"{address_of(name)}?{query}") for label, name in self.pages.readings]

    @property
    def selected_url(self) -> str:
        """Where the selected rows become a file."""
        return self._url("export") if self.export_url else ""

    @property
    def figures_url(self) -> str:
        return f"{self.here}&part=figures" if self.state.pairs() else f"{self.list_url}?part=figures"

    def _url(self, name: str, query: str = "") -> str:
        try:
            return address_of(f"{self.kind}:{name}") + query
        except NoReverseMatch:
            return ""

    # ── tabs ──

    @cached_property
    def tabs(self) -> list[Tab]:
        """The type's start, the shipped views, one's own, and everything."""
        shipped = [self._shipped_tab(str(label), query.removeprefix("?")) for label, query in self.pages.views]
        everything = self._shipped_tab(
            _("All %(records)s") % {"records": self.pages.record._meta.verbose_name_plural}, "all=1"
        )
        if all(tab.url != everything.url for tab in shipped):
            shipped.append(everything)
        start = self._shipped_tab(_("Start"), "view=0")
        if all(tab.url != start.url for tab in shipped):
            shipped.insert(0, start)
        tabs = [*shipped, *(self._own_tab(view) for view in views_for(self.person, self.kind))]
        current = next((tab for tab in tabs if tab.current), None)
        return [replace(tab, current=tab is current) for tab in tabs]

    def _shipped_tab(self, label: str, query: str) -> Tab:
        """A view that comes with the type; its address says all of it, so that equal views have equal addresses."""
        there = read_with(self.state.facets, self.pages, self.person, QueryDict(query))
        same = self.state.view is None and there.filters == self.state.filters and there.sort == self.state.sort
        pairs = there.filter_pairs()
        if there.sort != there.base_sort:
            pairs.append(("sort", sort_text(there.sort)))
        return Tab(label, f"{self.base_url}?{urlencode(pairs)}", same)

    def _own_tab(self, view: SavedView) -> Tab:
        mine = self.state.view is not None and self.state.view.pk == view.pk
        return Tab(view.name, f"{self.base_url}?view={view.pk}", mine, view)

    @property
    def may_save(self) -> bool:
        return self.state.is_changed or self.state.view is not None

    @property
    def saved_query(self) -> str:
        return urlencode(self.state.looks())

    # ── chips and panel ──

    @cached_property
    def chips(self) -> list[Chip]:
        return [self._chip(facet) for facet in self.state.facets if facet.is_on]

    def _chip(self, facet: Facet) -> Chip:
        operator, value = facet.words()
        return Chip(facet.label, operator, value, self.base_url + self.state.address(filters=self.state.without(facet)))

    @property
    def misread(self) -> list[tuple[str, str]]:
        """(filter, what was typed) of what does not filter because nobody can tell what it means."""
        return [(facet.label, text) for facet in self.state.facets for text in facet.wrong.values()]

    @property
    def clear_url(self) -> str:
        return self.base_url + self.state.address(filters={}, q="")

    @property
    def unfiltered_url(self) -> str:
        """The same words, looked for in everything."""
        return self.base_url + self.state.address(filters={})

    @property
    def unsearched_url(self) -> str:
        return self.base_url + self.state.address(q="")

    @cached_property
    def panel(self) -> list[FacetView]:
        return [facet.view(later=self._later) for facet in self.state.facets]

    @cached_property
    def counts_url(self) -> str:
        """What brings the numbers beside the options, once somebody comes to the panel."""
        pairs = [*self.state.pairs(), ("part", "counts")]
        return f"{self.list_url}?{urlencode(pairs)}" if any(facet.counted for facet in self.panel) else ""

    def _later(self, name: str) -> str:
        """Where the choices of a folded filter are; without script the list as it is, with this one unfolded."""
        return f"{self._facet_url}&facet={name}"

    @cached_property
    def _facet_url(self) -> str:
        return f"{self.list_url}?{urlencode([*self.state.pairs(), ('part', 'facet')])}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the panel's form carries along beside the filters themselves."""
        names = {param for facet in self.state.facets for param in facet.params}
        return [pair for pair in self.state.pairs() if pair[0] not in names and pair[0] != "all"] + [("all", "1")]

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        return [pair for pair in self.state.pairs() if pair[0] != "q"]

    @property
    def kept_by_jump(self) -> list[tuple[str, str]]:
        return self.state.pairs()

    # ── changing in place ──

    @cached_property
    def in_place(self) -> InPlace:
        return InPlace(self.pages, self.person)

    @property
    def field_url(self) -> str:
        """Where a cell is changed, with 0 for the record; the name of the field follows."""
        return f"{self.pages.address(0)}field/"

    # ── sorting and columns ──

    @cached_property
    def heads(self) -> list[cells.Head]:
        return [self._head(column) for column in self.listing.columns]

    def _head(self, column: Any) -> cells.Head:
        css, label = cells.area(column), cells.label_of(self.pages, column)
        width = "" if column.narrow == "title" else cells.WIDTHS.get(column.show, "col-company")
        field = self.in_place.field_of(column)
        if not column.sort:
            return cells.Head(column.name, label, css, width, field=field)
        levels = [name for name, _descending in self.listing.sort]
        level = levels.index(column.name) + 1 if column.name in levels else 0
        sorted_ = ""
        if level:
            sorted_ = "descending" if dict(self.listing.sort)[column.name] else "ascending"
        urls = (self._sorted_url(column.name), self._then_url(column.name))
        return cells.Head(column.name, label, css, width, sorted_, *urls, level, field)

    def _sorted_url(self, name: str) -> str:
        first = self.listing.sort[0] if self.listing.sort else ("", False)
        return self.base_url + self.state.address(sort=((name, first == (name, False)),))

    def _then_url(self, name: str) -> str:
        first: Sort = self.listing.sort[:1]
        if first and first[0][0] == name:
            return self._sorted_url(name)
        second = self.listing.sort[1:2]
        return self.base_url + self.state.address(sort=(*first, (name, second == ((name, False),))))

    @cached_property
    def sort_words(self) -> str:
        """The order in a few words, on the button that changes it."""
        names = [self._sort_label(name, descending) for name, descending in self.listing.sort]
        return _(", then ").join(names) if names else _("Sort")

    def _sort_label(self, name: str, descending: bool) -> str:
        if name == "id":
            return _("Newest first") if descending else _("Oldest first")
        label = self._labels.get(name, name)
        return _("%(column)s, descending") % {"column": label} if descending else label

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {column.name: cells.label_of(self.pages, column) for column in self.declared_columns}

    @property
    def first_sorts(self) -> list[tuple[str, str, bool]]:
        """(value for the address, label, chosen) of everything that one can sort by."""
        return self._sorts(0)

    @property
    def then_sorts(self) -> list[tuple[str, str, bool]]:
        return self._sorts(1)

    def _sorts(self, level: int) -> list[tuple[str, str, bool]]:
        chosen = self.listing.sort[level : level + 1]
        names = ["id", *(column.name for column in self.declared_columns if column.sort)]
        levels = [(name, descending) for name in names for descending in ((name == "id"), (name != "id"))]
        return [(sort_text((one,)), self._sort_label(*one), (one,) == chosen) for one in levels]

    @property
    def kept_by_sort(self) -> list[tuple[str, str]]:
        return [pair for pair in self.state.pairs() if pair[0] != "sort"]

    @property
    def column_choices(self) -> list[tuple[str, str, bool]]:
        """(name, label, chosen) of every column, the title aside: it is always there."""
        chosen = set(self.state.columns)
        return [(one.name, self._labels[one.name], one.name in chosen) for one in self.declared_columns[1:]]

    @property
    def sort_depends_on(self) -> tuple[Any, ...]:
        """What the menu of orders says, beside what the type declares."""
        return (self.list_url, *self.state.pairs(), self.listing.sort, self.state.jump)

    @property
    def columns_depend_on(self) -> tuple[Any, ...]:
        return (self.base_url, *self.state.pairs(), *self.state.columns, self.state.size)

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        return [pair for pair in self.state.pairs() if pair[0] != "columns"]

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        return [(size, self.base_url + self.state.address(size=size), size == self.state.size) for size in SIZES]

    # ── pages ──

    @cached_property
    def previous_url(self) -> str:
        page = self.listing.page
        return self.base_url + self.state.address(before=page.previous) if page.previous else ""

    @cached_property
    def next_url(self) -> str:
        page = self.listing.page
        return self.base_url + self.state.address(after=page.next) if page.next else ""

    @cached_property
    def first_url(self) -> str:
        return self.here if self.listing.page.previous else ""

    @cached_property
    def last_url(self) -> str:
        return self.base_url + self.state.address(before="end") if self.listing.page.next else ""

    @property
    def position(self) -> str:
        """1–50 of 200; without the numbers where nobody knows how many rows lie before."""
        page, count = self.listing.page, self.listing.figures.count
        if page.first is None or page.last is None:
            return _("of %(count)s") % {"count": count}
        numbers = {"first": grouped(page.first + 1), "last": grouped(page.last), "count": count}
        return _("%(first)s–%(last)s of %(count)s") % numbers if page.records else ""

    @property
    def jump_label(self) -> str:
        """What one may type to jump there: the value of the first level."""
        return _("Jump to: %(column)s") % {"column": self._labels.get(self.listing.sort[0][0], _("ID"))}

    # ── totals ──

    @property
    def totals(self) -> list[tuple[str, list[Any]]]:
        """(label of the column, sums); the label is left out where only one column is added up."""
        sums = self.listing.figures.sums or {}
        several = len(sums) > 1
        return [(self._labels[name] if several else "", pairs) for name, pairs in sums.items() if pairs]

    # ── bulk ──

    @cached_property
    def bulk_verbs(self) -> list[BulkVerb]:
        verbs = []
        if "owner" in self.pages.bulk_fields:
            verbs.append(self._bulk("owner", _("Owner"), "person-plus"))
        for verb in self.pages.verbs:
            if verb.bulk and verb.run:
                verbs.append(self._bulk(verb.name, str(verb.label), verb.icon or "move"))
        if any(name != "owner" for name in self.pages.bulk_fields):
            verbs.append(self._bulk("edit", _("Edit"), "pencil"))
        return [*verbs, self._bulk("delete", _("Delete"), "trash", danger=True)]

    def _bulk(self, name: str, label: str, icon: str, *, danger: bool = False) -> BulkVerb:
        return BulkVerb(name, label, reverse(f"{self.kind}:bulk", args=[name]), icon, danger)

    @property
    def whole_query(self) -> str:
        return self.state.full_query()


def grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
