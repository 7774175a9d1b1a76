"""One field changed where it is read: a property of a record's page, or a cell of a list.

The form is that of the whole record with one field of it, or with those that make sense only together; it is cleaned
and written in the same way. `row` in the address is the query of the list whose cell it is: its row is the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.accounts.middleware import ActorRequest
from accord.records.contents import pages_of
from accord.records.declare import RecordPages
from accord.records.doors import editable, visible
from accord.records.form_views import made, write
from accord.records.forms import RecordForm
from accord.records.in_place import InPlace
from accord.records.lists.listing import listing
from accord.records.lists.saved import views_for
from accord.records.merging import Contested
from accord.records.models import Record
from accord.records.show import RecordPage, related_of
from accord.records.toasts import toast_done
from accord.web.answers import go, is_htmx

LONGEST_QUERY = 8000


@login_required
@require_http_methods(["GET", "POST"])
def field(request: ActorRequest, pk: int, name: str, kind: str) -> HttpResponse:
    """Its little form, and after saving the line or the row as it reads now."""
    pages = pages_of(kind)
    record = editable(pages.record, pk, by=request.user)
    place = Place(request, pages, record, name)
    form = _form_of(request, pages, record, name)
    if request.method == "GET":
        return place.as_it_is() if request.GET.get("cancel") else place.asked(form)
    before = place.values_of(record), pages.head_values(record)
    if contested := write(request, form, record):
        return place.asked(form, contested=contested, status=409)
    if form.errors:
        return place.asked(form, status=422)
    return place.saved(*before)


def _form_of(request: ActorRequest, pages: RecordPages[Any], record: Record, name: str) -> RecordForm[Any]:
    """404 where there is no such field to fill in, 403 where there is and the person may not."""
    in_place = InPlace(pages, request.user)
    if not in_place.knows(name):
        raise Http404(_("There is no such field, or you may not change it."))
    form = made(request, pages, record, only=pages.opened_with(name))
    if name not in form.fields:
        record.check_writable(request.user.acting(), frozenset([name]))
        raise Http404(_("There is no such field, or you may not change it."))
    if request.method == "POST":
        form.leave_out_unsaid(name)
    return form


@dataclass(frozen=True)
class Place:
    """Where the field is read, and how it is answered there."""

    request: ActorRequest
    pages: RecordPages[Any]
    record: Record
    name: str

    # ── answers ──

    def asked(
        self, form: RecordForm[Any], *, contested: list[Contested] | None = None, status: int = 200
    ) -> HttpResponse:
        """The little form; what was typed is kept with what is wrong about it, or with what somebody faster wrote."""
        form.begin_at(self.name)
        fields = [form[name] for name in self.pages.opened_with(self.name) if name in form.fields]
        context = {
            "form": form,
            "fields": fields,
            "field": form[self.name],
            "record": self.record,
            "pages": self.pages,
            "place": self,
            "contested": contested,
            "settled": self.record.version,
            "type_names": self.pages.type_names,
        }
        template = "records/_field_form.html" if is_htmx(self.request) else "records/field.html"
        return render(self.request, template, context, status=status)

    def as_it_is(self) -> HttpResponse:
        """Whoever gives up gets back what stands there."""
        if not is_htmx(self.request):
            return redirect(self.record)
        if self.is_cell:
            return self._row()
        return self._property(visible(self.pages.record, self.record.pk, to=self.request.user))

    def saved(self, before: dict[str, Any], head: list[Any]) -> HttpResponse:
        if self.request.actor.ledger.change_set:
            toast_done(self.request, _("Saved."))
        if self.is_cell and is_htmx(self.request):
            return self._row()
        try:
            now = visible(self.pages.record, self.record.pk, to=self.request.user)
        except Http404:  # it went to somebody whose records this person does not see
            return go(self.request, self.pages.list_address)
        if not is_htmx(self.request):
            return redirect(now)
        moved = [name for name, value in self.values_of(now).items() if before[name] != value and name != self.name]
        moves_head = self.pages.head_fields is None or self.pages.head_values(now) != head
        if moves_head or moved:
            now = visible(self.pages.record, now.pk, to=self.request.user, related=related_of(self.pages))
        return self._property(now, moved=moved, moves_head=moves_head)

    # ── what templates ask ──

    @property
    def url(self) -> str:
        return f"{self.pages.address(self.record.pk)}field/{self.name}/"

    @property
    def cancel_url(self) -> str:
        return f"{self.url}?{urlencode({'cancel': 1} | ({'row': self.row} if self.is_cell else {}))}"

    @property
    def line_id(self) -> str:
        """The id of the line: a line of another record, on the page of this one, has the kind before its name."""
        target = self.request.headers.get("HX-Target", "").rpartition("#")[2]
        of_another = f"prop-{self.record.kind}-{self.name}"
        return of_another if target == of_another else f"prop-{self.name}"

    @cached_property
    def is_cell(self) -> bool:
        return "row" in self._given and is_htmx(self.request)

    @property
    def row(self) -> str:
        """The list that the cell stands in, as its address says it."""
        return self._given.get("row", "")[:LONGEST_QUERY].replace("\x00", "")

    # ── private ──

    @property
    def _given(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    def _row(self) -> HttpResponse:
        person, pk = self.request.user, self.record.pk
        made = listing(self.pages, person, QueryDict(self.row), views_for(person, self.record.kind))
        return render(self.request, "records/_row_saved.html", {"row": made.row(pk), "pk": pk})

    def _property(self, record: Record, *, moved: list[str] | None = None, moves_head: bool = False) -> HttpResponse:
        page = RecordPage(record, self.pages, self.request.user)
        alone = self._is_elsewhere
        context = {
            "page": page,
            "record": record,
            "person": self.request.user,
            "line": page.line(self.name),
            "line_id": self.line_id,
            "moved": [] if alone else [page.line(name) for name in moved or () if page.reads(name)],
            "moves_head": moves_head and not alone,
        }
        return render(self.request, "records/_property_saved.html", context)

    @property
    def _is_elsewhere(self) -> bool:
        """Whether the line stands on the page of another record, whose head and lines say nothing of this one."""
        here = urlsplit(self.request.headers.get("HX-Current-URL", "")).path
        return bool(here) and here != self.record.get_absolute_url()

    def values_of(self, record: Record) -> dict[str, Any]:
        """What the lines of the page show of the record's own columns."""
        shown = {name for group in self.pages.properties for name in group.names}
        columns = [column for column in record._meta.concrete_fields if column.name in shown]
        return {column.name: getattr(record, column.attname) for column in columns}
