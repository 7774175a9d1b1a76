"""The pages of the reports. Whoever may not see analytics gets 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.analytics.files import expected_rows, file_fields, received_rows
from accord.analytics.funnel import SalesFunnel
from accord.analytics.income import SHOWN, IncomeSummary
from accord.analytics.models import Snapshot
from accord.analytics.reports import FUNNEL, INCOME, REPORTS, Report
from accord.analytics.scope import Scope
from accord.exchange.exporting import write_csv, write_excel
from accord.exchange.views import FORMATS, sent
from accord.preferences import switches
from accord.records.toasts import toast_done

View = Callable[..., HttpResponseBase]

SNAPSHOTS = 4
EVERY_ROW = 1_000_000


def for_analysts(view: View) -> View:
    """Signed in, with the right to see analytics; to others these pages do not exist."""

    @login_required
    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.holds(request.user, Special.ANALYTICS):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_analysts
@require_GET
def analytics(request: ActorRequest) -> HttpResponse:
    """The first report."""
    return redirect(REPORTS[0].name)


@for_analysts
@require_GET
def income(request: ActorRequest) -> HttpResponseBase:
    """DC-314…DC-317: on the page, or as a file with every row."""
    scope, wanted = Scope(request.user, request.GET), request.GET.get("format")
    if wanted in FORMATS:
        policy.require(request.actor, Special.EXPORT)
        return _income_file(request, scope, wanted)
    summary = _income(request, scope, rows=SHOWN)
    snapshots = Snapshot.objects.visible_to(request.user).about(scope.department, scope.owner)[:SNAPSHOTS]
    context = {"summary": summary, "figures": summary.figures, "snapshots": snapshots}
    return _page(request, INCOME, scope, "analytics/income.html", context)


@for_analysts
@require_POST
def take_snapshot(request: ActorRequest) -> HttpResponse:
    """Keep the summary as it is now, with the filters of the page that asked."""
    scope = Scope(request.user, request.GET)
    if not scope.is_valid:
        return redirect("income")
    summary = _income(request, scope)
    snapshot = Snapshot.objects.add(
        by=request.actor,
        verb="taken",
        day=summary.today,
        currency=summary.currency,
        taken_by=request.user,
        department=scope.department,
        owner=scope.owner,
        kept=summary.figures.as_json(),
    )
    toast_done(request, _("The snapshot is kept."))
    return redirect("income_snapshot", snapshot.pk)


@for_analysts
@require_GET
def snapshot(request: ActorRequest, pk: int) -> HttpResponse:
    """The summary of that day, with the names of those deals alone that the reader may see today."""
    kept = get_object_or_404(Snapshot.objects.visible_to(request.user).select_related("department", "owner"), pk=pk)
    context = {"snapshot": kept, "figures": kept.figures(reader=request.user), "report": INCOME}
    return render(request, "analytics/snapshot.html", context)


@for_analysts
@require_POST
def discard_snapshot(request: ActorRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Snapshot.objects.visible_to(request.user), pk=pk)
    kept.discard(by=request.actor)
    toast_done(request, _("The snapshot is in the trash."))
    return redirect("income")


@for_analysts
@require_GET
def funnel(request: ActorRequest) -> HttpResponseBase:
    """DC-319."""
    scope = Scope(request.user, request.GET)
    report = SalesFunnel(scope, request.actor.today())
    return _page(request, FUNNEL, scope, "analytics/funnel.html", {"funnel": report})


def _income(request: ActorRequest, scope: Scope, **options: Any) -> IncomeSummary:
    return IncomeSummary(scope, request.actor.today(), switches.load(request), **options)


def _income_file(request: ActorRequest, scope: Scope, wanted: str) -> HttpResponseBase:
    figures = _income(request, scope, rows=EVERY_ROW).figures
    rows = [*received_rows(figures), *expected_rows(figures)]
    name = f"income-{request.actor.today():%Y-%m-%d}.{wanted}"
    write = write_csv if wanted == "csv" else write_excel
    return sent(write, file_fields(figures), rows, name, FORMATS[wanted])


def _page(request: ActorRequest, report: Report, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = {"report": report, "reports": REPORTS, "scope": scope}
    return render(request, template, frame | context, status=200 if scope.is_valid else 422)
