"""The pages of an import. Each is its maker's alone; what it writes is asked for rights row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.exchange.exporting import (
    Field,
    every_field,
    fields_of,
    linked_fields,
    write_csv,
    write_excel,
    write_html,
)
from accord.exchange.forms import MappingForm, UploadForm
from accord.exchange.jobs import read_file, rehearse, run_import
from accord.exchange.models import ExportLog, FileImport, ImportRow
from accord.exchange.models.file_import import Outcome, State
from accord.files.sending import download
from accord.kit.errors import RuleBroken
from accord.preferences import switches
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.lists.bulk import pairs_of
from accord.records.lists.listing import listing, rows_for_export
from accord.records.lists.of_files import columns_of_files

SHOWN = 50
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
PRINTED = 2000
FORMATS = {"csv": CSV, "html": HTML, "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Writer = Callable[[list[Field], Iterable[Any], Path], None]
WRITERS: dict[str, Writer] = {"csv": write_csv, "html": write_html, "xlsx": write_excel}


def importable(request: ActorRequest) -> list[tuple[str, Any]]:
    """The types this person may add, with their names; 404 without the right to import."""
    policy.require(request.actor, Special.IMPORT)
    return [
        (pages.record.kind, pages.record._meta.verbose_name_plural)
        for pages in contents.every()
        if policy.may_add(request.user, pages.record.kind)
    ]


def mine(request: ActorRequest, pk: int) -> FileImport:
    policy.require(request.actor, Special.IMPORT)
    file = get_object_or_404(FileImport.objects.of(request.user), pk=pk)
    if not contents.knows(file.kind):
        raise Http404
    return file


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: ActorRequest) -> HttpResponse:
    """What I have imported, and the form for the next file."""
    kinds = importable(request)
    form = UploadForm(
        request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind")}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with FileImport.objects.received(given["file"], given["kind"], person=request.user) as file:
                read_file.enqueue(file.pk, key=f"read-{file.pk}", actor_id=request.user.pk)
        except RuleBroken as said:
            form.add_error("file", str(said))
        else:
            return redirect("import", file.pk)
    recent = FileImport.objects.of(request.user)[:SHOWN]
    context = {"form": form, "recent": recent, "names": dict(kinds)}
    return render(request, "exchange/imports.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One import where it stands: progress, mapping with rehearsal, or report."""
    file = mine(request, pk)
    context: dict[str, Any] = {"file": file, "counts": file.counts()}
    if file.state in {State.READ, State.REHEARSED}:
        context["form"] = MappingForm(None, file=file)
        context["sample"] = file.rows.all()[:5]
    outcome = request.GET.get("outcome")
    rows = file.rows.filter(outcome=outcome) if outcome in Outcome.values else file.rows.exclude(message="")
    context |= {"rows": rows[:SHOWN], "outcome": outcome, "more": rows.count() > SHOWN}
    return render(request, "exchange/import.html", context)


@login_required
@require_GET
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The moving part of the page, asked for again while the import is busy."""
    file = mine(request, pk)
    if not file.is_busy:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "exchange/_progress.html", {"file": file})


@login_required
@require_POST
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep the mapping and rehearse it, or import what was rehearsed."""
    file = mine(request, pk)
    if file.state not in {State.READ, State.REHEARSED}:
        return redirect("import", file.pk)
    form = MappingForm(request.POST, file=file)
    if not form.is_valid():
        context = {"file": file, "counts": file.counts(), "form": form, "sample": file.rows.all()[:5]}
        return render(request, "exchange/import.html", context, status=422)
    with transaction.atomic():  # the state and the job that leaves it: one without the other would be busy for ever
        _go_on(request, file, form.decided())
    return redirect("import", file.pk)


def _go_on(request: ActorRequest, file: FileImport, decided: dict[str, Any]) -> None:
    """To the import where nothing was decided anew since the rehearsal, else to a rehearsal."""
    same = all(file.mapping.get(name) == value for name, value in decided.items())
    if "run" in request.POST and same and file.state == State.REHEARSED:
        if file.start(State.RUNNING):
            run_import.enqueue(file.pk, key=f"import-{file.pk}", actor_id=request.user.pk)
    elif file.start(State.REHEARSING):
        file.mapping = decided
        file.save(update_fields=["mapping"])
        rehearse.enqueue(file.pk, key=f"rehearse-{file.pk}", actor_id=request.user.pk)


@login_required
@require_GET
def refused_rows(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The rows that were not imported, with the reason, as CSV to mend and send again."""
    file = mine(request, pk)
    fields = [
        *(Field(header, partial(_cell, number)) for number, header in enumerate(file.headers)),
        Field(_("Reason"), lambda row: row.message),
    ]
    rows = file.rows.filter(outcome__in=[Outcome.REFUSED, Outcome.PROBLEM]).iterator()
    return sent(write_csv, fields, rows, f"refused-{file.pk}.csv", CSV)


def _cell(number: int, row: ImportRow) -> str:
    return row.cells[number] if number < len(row.cells) else ""


@login_required
@require_http_methods(["GET", "POST"])
def export(request: ActorRequest, kind: str) -> HttpResponseBase:
    """A list as a file, Excel or CSV: the same filters, columns and order, every row or, by POST, those selected.

    With `fields=all` it holds every field that an import can fill.
    """
    policy.require(request.actor, Special.EXPORT)
    pages = contents.pages_of(kind)
    params = QueryDict(request.POST.get("list", "")) if request.method == "POST" else request.GET
    asked = params.get("format", "")
    wanted = asked if asked in WRITERS else "xlsx"
    _log(request, kind, wanted, params)
    fields, records = _as_shown(request, pages, params) if params.get("fields") != "all" else _whole(request, pages)
    name = f"{pages.path}-{request.actor.today():%Y-%m-%d}.{wanted}"
    return sent(WRITERS[wanted], fields, records, name, FORMATS[wanted])


@login_required
@require_GET
def print_view(request: ActorRequest, kind: str) -> HttpResponse:
    """The list as a page to look at and to print."""
    policy.require(request.actor, Special.EXPORT)
    pages = contents.pages_of(kind)
    _log(request, kind, "html", request.GET)
    fields, records = _as_shown(request, pages, request.GET)
    rows = [[field.words(record) for field in fields] for record in islice(records, PRINTED + 1)]
    context = {
        "title": pages.type_names,
        "heads": [field.heading for field in fields],
        "rows": rows[:PRINTED],
        "more": len(rows) > PRINTED,
        "printed": PRINTED,
        "back": f"{pages.list_address}?{request.GET.urlencode()}",
        "download": f"{reverse(f'{kind}:export')}?{request.GET.urlencode()}&format=html",
        "company": switches.load(request).company_name,
    }
    return render(request, "exchange/print.html", context)


def _log(request: ActorRequest, kind: str, wanted: str, params: QueryDict) -> None:
    """Who took what out, when and from where."""
    ExportLog.objects.create(
        person=request.user,
        kind=kind,
        format=wanted,
        query=params.urlencode()[:4000],
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _as_shown(request: ActorRequest, pages: RecordPages[Any], params: QueryDict) -> tuple[list[Field], Iterable[Any]]:
    """The columns that the address names, else those that administrators chose for files, else those of the list."""
    arranged = [] if "columns" in params else columns_of_files(pages, request.user)
    fields = fields_of(pages, arranged or listing(pages, request.user, params).columns)
    return fields, rows_for_export(pages, request.user, params, columns=arranged or None, prepare=_selected(request))


def _whole(request: ActorRequest, pages: RecordPages[Any]) -> tuple[list[Field], Iterable[Any]]:
    links, sets = linked_fields(pages, request.user)
    rows = rows_for_export(
        pages, request.user, request.GET, columns=links, prepare=lambda rows: rows.prefetch_related(*sets)
    )
    return every_field(pages, request.user), rows


def _selected(request: ActorRequest) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    """The rows that were ticked, unless the whole list is meant."""
    if request.method != "POST" or request.POST.get("whole") == "1":
        return lambda rows: rows
    ids = [pk for pk, _version in pairs_of(request.POST.getlist("pick"))]
    return lambda rows: rows.filter(pk__in=ids)


def sent(write: Writer, fields: list[Field], records: Iterable[Any], name: str, media_type: str) -> HttpResponseBase:
    """Write the file beside the data, open it for sending, and let its name go: it is gone when the sending ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(fields, records, path)
        return download(path, name, media_type)
