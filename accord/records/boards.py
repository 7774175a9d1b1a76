"""The board: a list's rows as cards in columns, moved by the record's own verb. Two queries, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.kit.errors import RuleBroken
from accord.kit.numbers import as_number
from accord.records import contents
from accord.records.addresses import address_of
from accord.records.declare import Board, BoardColumn, Mark, RecordPages
from accord.records.doors import editable
from accord.records.faster import check_seen, version_in
from accord.records.list_views import is_noisy
from accord.records.lists import cells, figures, linked, saved
from accord.records.lists.fields import field_at
from accord.records.lists.figures import COUNTED_TO, Figures, Pair
from accord.records.lists.listing import Listing, listing
from accord.records.lists.page import ListPage
from accord.records.toasts import toast_done
from accord.web.answers import is_htmx, nothing

PORTION = 20
MOST_CARDS = 200
SUMS_SHOWN = 3


@dataclass(frozen=True)
class Card:
    """A record on the board. Whoever may move it lifts it by itself or opens `drop_url`."""

    record: Any
    url: str
    drop_url: str
    marks: list[Mark]
    may_move: bool

    @property
    def name(self) -> str:
        return f"card-{self.record.pk}"


@dataclass
class ColumnView:
    """A column with its cards and figures; a folded one has neither."""

    declared: BoardColumn
    folded: bool
    cards: list[Card] = field(default_factory=list)
    count: str = ""
    sums: list[Pair] = field(default_factory=list)
    more: int = 0
    more_url: str = ""
    fold_url: str = ""

    @property
    def value(self) -> str:
        return self.declared.value

    @property
    def label(self) -> str:
        return str(self.declared.label)

    @property
    def steps(self) -> str:
        return cells.steps_css(self.declared.steps) if self.declared.steps is not None else ""

    @property
    def shown_sums(self) -> list[Pair]:
        return self.sums[:SUMS_SHOWN] if len(self.sums) <= SUMS_SHOWN else self.sums[: SUMS_SHOWN - 1]

    @property
    def further_sums(self) -> int:
        return len(self.sums) - len(self.shown_sums)


class BoardPage(ListPage):
    """A board of a list. `take` says how many cards of a column are shown, `open` which folded columns are unfolded."""

    def __init__(self, made: Listing, params: dict[str, list[str]]) -> None:
        super().__init__(made)
        if self.pages.board is None:
            raise Http404
        self.board: Board = self.pages.board
        self.params = params
        self.marks = self.pages.marks_for(self.person)

    # ── which board ──

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """(value, label) of the boards that one can choose from."""
        offered = self.board.choose(self.person) if self.board.choose else []
        return [(str(value), str(label)) for value, label in offered]

    @cached_property
    def chosen(self) -> str:
        values = [value for value, _label in self.offered]
        return self.state.board if self.state.board in values else (values or [""])[0]

    @cached_property
    def boards(self) -> list[tuple[str, str, bool]]:
        """(label, address, chosen) where there are several."""
        return [
            (label, self.base_url + self.state.address(board=value), value == self.chosen)
            for value, label in self.offered
        ]

    @cached_property
    def declared(self) -> Sequence[BoardColumn]:
        return self.board.columns(self.person, {"board": self.chosen})

    def is_folded(self, column: BoardColumn) -> bool:
        return column.folded and column.value not in self.params.get("open", [])

    @property
    def open_values(self) -> list[str]:
        return [column.value for column in self.declared if not self.is_folded(column)]

    def taken(self, value: str) -> int:
        """How many cards of the column are shown: a portion, or as many as were asked for."""
        asked = dict(word.rpartition(":")[::2] for word in self.params.get("take", []))
        number = as_number(asked.get(value, ""), most=9999)
        return PORTION if number is None else min(number, MOST_CARDS)

    # ── what is on it ──

    @cached_property
    def columns(self) -> list[ColumnView]:
        made = [ColumnView(column, self.is_folded(column)) for column in self.declared]
        self._put_figures([column for column in made if not column.folded])
        self._put_cards([column for column in made if not column.folded])
        for column in made:
            column.fold_url = self._fold_url(column)
        return made

    def column(self, value: str) -> ColumnView:
        found = next((column for column in self.columns if column.value == value), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def total(self) -> str:
        """How many cards there are in the open columns together."""
        return Figures(min(self._counted, COUNTED_TO), more=self._counted > COUNTED_TO).count

    @cached_property
    def listed(self) -> QuerySet[Any]:
        rows = self.listing.rows
        return self.board.restrict(rows, self.chosen) if self.board.restrict else rows

    @cached_property
    def attname(self) -> str:
        return str(field_at(self.pages.record, self.board.field).attname)

    def _put_figures(self, columns: list[ColumnView]) -> None:
        rows = self.listed.filter(**{f"{self.board.field}__in": [column.value for column in columns]})
        sums = [(self.board.sum, self.board.currency)] if self.board.sum else []
        found = figures.by_group(rows, self.board.field, sums)
        self._counted = sum(made.rows for made in found.values())
        for column in columns:
            mine = found.get(column.value, Figures(0))
            column.count = cells_count(mine.rows)
            column.sums = (mine.sums or {}).get(self.board.sum, [])
            column.more = max(0, mine.rows - self.taken(column.value))

    def _put_cards(self, columns: list[ColumnView]) -> None:
        by_column: dict[str, list[Any]] = defaultdict(list)
        for record in self._cards(columns):
            by_column[str(getattr(record, self.attname))].append(record)
        for column in columns:
            column.cards = [self.card(record) for record in by_column[column.value]]
            if column.more:
                column.more_url = self._more_url(column)

    def _cards(self, columns: list[ColumnView]) -> list[Any]:
        """The first cards of every column in one statement: each branch stops after its portion."""
        if not columns:
            return []
        ids = ids_of(
            [
                self.listed.filter(**{self.board.field: column.value})
                .order_by(*self.board.order)
                .values("pk")[: self.taken(column.value)]
                for column in columns
            ]
        )
        rows = self.pages.record._default_manager.filter(pk__in=ids).order_by(*self.board.order)
        paths = linked.needed(self.pages.record, [], self.board.with_)
        records = list(linked.fetched_with(rows, paths))
        linked.put_seen(records, paths, self.person, by_name=True)
        return records

    def card(self, record: Any) -> Card:
        return Card(
            record=record,
            url=self.pages.address(record.pk),
            drop_url=self.pages.address(record.pk, "drop"),
            marks=cells.signs(self.marks, record),
            may_move=record.is_editable_by(self.person),
        )

    # ── addresses ──

    @property
    def base_url(self) -> str:
        return address_of(f"{self.kind}:board")

    @property
    def here(self) -> str:
        return self.board_address()

    def board_address(self, **params: Any) -> str:
        pairs = [*self.state.pairs(), *self._board_pairs(**params)]
        return f"{self.base_url}?{urlencode(pairs)}"

    def _board_pairs(
        self, *, open_: list[str] | None = None, take: dict[str, int] | None = None
    ) -> list[tuple[str, str]]:
        opened = open_ if open_ is not None else self.params.get("open", [])
        taken = {value: self.taken(value) for value in self.open_values if self.taken(value) != PORTION}
        pairs = [("open", value) for value in opened]
        return pairs + [("take", f"{value}:{number}") for value, number in (taken | (take or {})).items()]

    def _fold_url(self, column: ColumnView) -> str:
        if not column.declared.folded:
            return ""
        opened = [value for value in self.params.get("open", []) if value != column.value]
        return self.board_address(open_=[*opened, column.value] if column.folded else opened)

    def _more_url(self, column: ColumnView) -> str:
        """The column with the next portion; where that would be too much, the list of this column."""
        taken = self.taken(column.value) + PORTION
        return self.board_address(take={column.value: taken}) if taken <= MOST_CARDS else ""

    @property
    def table_url(self) -> str:
        return self.list_url + replace(self.state, board="").address()


def cells_count(number: int) -> str:
    return Figures(number).count if number <= COUNTED_TO else Figures(COUNTED_TO, more=True).count


def ids_of(branches: Sequence[QuerySet[Any]]) -> RawSQL | list[int]:
    """All ids of several limited querysets in one subquery; SQLite takes limits only one level down."""
    parts, params = [], []
    for number, branch in enumerate(branches):
        try:
            sql, given = branch.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql}) AS branch{number}")  # noqa: S608 - made by the compiler, values are bound
        params += given
    return RawSQL(" UNION ALL ".join(parts), params) if parts else []  # noqa: S611


# ── pages ──


@login_required
@require_GET
def board(request: ActorRequest, kind: str) -> HttpResponse:
    """The board; for htmx with `column` one column of it."""
    page = board_of(request, kind)
    if page.state.q and (record := page.listing.named()):
        return redirect(record)
    if is_noisy(request) and not page.state.wrong:
        return redirect(page.here)
    if is_htmx(request) and (value := request.GET.get("column")):
        return render(request, "records/_board_column.html", {"page": page, "column": page.column(value)})
    if is_htmx(request):
        answer = render(request, "records/_board.html", {"page": page})
        answer["HX-Push-Url"] = page.here
        return answer
    return render(request, "records/board.html", {"page": page})


def board_of(request: ActorRequest, kind: str, params: Any = None) -> BoardPage:
    pages = contents.pages_of(kind)
    given = request.GET if params is None else params
    made = listing(pages, request.user, given, saved.views_for(request.user, kind))
    return BoardPage(made, {name: given.getlist(name) for name in ("open", "take")})


# ── moving ──


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Put a card into a column: `to`, and `version` as it was seen. A form that the move asks for comes back as 422.

    A GET offers the columns, for those who do not drag.
    """
    pages = contents.pages_of(kind)
    if pages.board is None:
        raise Http404
    record: Any = editable(pages.record, pk, by=request.user)
    if request.method == "GET":
        return _offer(request, pages, record)
    value = _column_value(pages, request.user, request.POST.get("to", ""))
    check_seen(request, record, (pages.board.field,))
    form = _asked(request, pages.board, record, value)
    if form is not None and not form.is_valid():
        return _ask(request, pages, record, value, form)
    try:
        pages.board.move(record, value, request.actor, **(form.cleaned_data if form else {}))
    except RuleBroken as broken:
        if form is None or not broken.fields:
            raise
        form.add_error(None, str(broken))
        return _ask(request, pages, record, value, form)
    return _moved(request, pages, record, value)


def _offer(request: ActorRequest, pages: RecordPages[Any], record: Any) -> HttpResponse:
    board = cast(Board, pages.board)
    here = str(getattr(record, field_at(pages.record, board.field).attname))
    columns = [column for column in _columns_beside(pages, request.user, here) if column.accepts]
    context = {
        "record": record,
        "pages": pages,
        "columns": columns,
        "here": here,
        "url": request.path,
        "board": request.GET.get("board", ""),
    }
    return render(request, "records/_drop.html" if is_htmx(request) else "records/drop.html", context)


def _columns_beside(pages: RecordPages[Any], person: User, value: str) -> list[BoardColumn]:
    """The columns of the board that has this one; all of them where it lies on none."""
    boards = _boards(pages, person)
    return next((columns for columns in boards if value in {one.value for one in columns}), list(chain(*boards)))


def _boards(pages: RecordPages[Any], person: User) -> list[list[BoardColumn]]:
    board = cast(Board, pages.board)
    chosen = [str(value) for value, _label in board.choose(person)] if board.choose else [""]
    return [list(board.columns(person, {"board": value})) for value in chosen]


def _column_value(pages: RecordPages[Any], person: User, to: str) -> str:
    """A column of one of the person's boards that takes cards."""
    if any(column.value == to and column.accepts for columns in _boards(pages, person) for column in columns):
        return to
    raise RuleBroken(_("A card cannot be put there."))


def _asked(request: ActorRequest, board: Board, record: Any, value: str) -> Any:
    """The form that this move needs, filled in with what was posted; None where it needs none."""
    name = board.asks(record, value)
    if not name:
        return None
    made = import_string(board.forms[name])
    data = request.POST if "asked" in request.POST else None
    return made(data, person=request.user, record=record)


def _ask(request: ActorRequest, pages: RecordPages[Any], record: Any, value: str, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "record": record,
        "pages": pages,
        "to": value,
        "url": reverse(f"{record.kind}:drop", args=[record.pk]),
        "board": request.POST.get("board", ""),
        "version": version_in(request) or record.version,
    }
    template = "records/_drop_form.html" if is_htmx(request) else "records/drop_form.html"
    answer = render(request, template, context, status=422)
    answer["HX-Reswap"] = "none"
    return answer


def _moved(request: ActorRequest, pages: RecordPages[Any], record: Any, value: str) -> HttpResponse:
    columns = chain(*_boards(pages, request.user))
    label = next((str(one.label) for one in columns if one.value == value), value)
    toast_done(request, _("%(record)s moved to %(column)s.") % {"record": record, "column": label})
    back = _board_address(request, pages)
    answer = nothing(request, otherwise=back)
    if is_htmx(request):
        answer["HX-Trigger"] = "accord:moved"
    return answer


def _board_address(request: ActorRequest, pages: RecordPages[Any]) -> str:
    """The board as it was, whose query the card's form carries."""
    query = request.POST.get("board", "")
    return f"{reverse(f'{pages.record.kind}:board')}{'?' + query if query else ''}"
