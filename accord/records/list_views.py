"""The list of a type, parts of it, and the views that people keep of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.lists import saved
from accord.records.lists.filters import Facet
from accord.records.lists.listing import Listing, listing
from accord.records.lists.page import ListPage
from accord.records.models import SavedView
from accord.records.toasts import toast_done
from accord.web.answers import is_htmx

LONGEST_QUERY = 8000


@login_required
@require_GET
def rows(request: ActorRequest, kind: str) -> HttpResponse:
    """The list; for htmx the list without the shell, and with `part` one part of it."""
    made = listed(request, kind)
    match request.GET.get("part"):
        case "figures" if is_htmx(request):
            return render(request, "records/_late_totals.html", {"figures": made.late_figures})
        case "counts" if is_htmx(request):
            return render(request, "records/_counts.html", {"counts": made.option_counts()})
        case "facet":
            return _facet(request, made)
    if made.state.q and (record := made.named()):
        return _opened(request, record)
    if is_noisy(request) and not made.state.wrong:
        return redirect(ListPage(made).here)
    if request.GET.get("part") == "figures":
        made.__dict__["figures"] = made.late_figures
    return _answer(request, made)


def is_noisy(request: HttpRequest) -> bool:
    """Whether a form without script has sent its empty fields along; the address is then said in its short form."""
    return not is_htmx(request) and any("" in values for _name, values in request.GET.lists())


def listed(request: ActorRequest, kind: str) -> Listing:
    """The list that the address asks for."""
    pages = contents.pages_of(kind)
    return listing(pages, request.user, _joined(request.GET), saved.views_for(request.user, kind))


def _answer(request: ActorRequest, made: Listing) -> HttpResponse:
    page = ListPage(made)
    context = {"page": page, "listing": made}
    answer = render(request, "records/_list_results.html" if is_htmx(request) else "records/list.html", context)
    if is_htmx(request):
        answer["HX-Push-Url"] = page.here
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _opened(request: HttpRequest, record: Any) -> HttpResponse:
    url = record.get_absolute_url()
    return HttpResponse(headers={"HX-Redirect": url}) if is_htmx(request) else redirect(url)


def _facet(request: ActorRequest, made: Listing) -> HttpResponse:
    """The choices of a folded filter; without script the list with this filter unfolded."""
    facet = next((one for one in made.state.facets if one.name == request.GET.get("facet")), None)
    if facet is None:
        raise Http404
    if is_htmx(request):
        return render(request, "records/_facet.html", {"facet": facet.view()})
    _unfold(facet)
    return _answer(request, made)


def _unfold(facet: Facet) -> None:
    facet.declared = replace(facet.declared, folded=False)


def _joined(query: QueryDict) -> QueryDict:
    """A form sends one `columns` for each box and one `sort` for each level; an address has them in one."""
    joined = query.copy()
    for name in ("columns", "sort"):
        if len(query.getlist(name)) > 1:
            joined[name] = ",".join(query.getlist(name))
    return joined


# ── saved views ──


@login_required
@require_POST
def view_save(request: ActorRequest, kind: str) -> HttpResponse:
    pages = _pages(kind)
    view = saved.save(
        kind, request.POST.get("name", ""), _query(request), by=request.actor, pinned="pinned" in request.POST
    )
    toast_done(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return _back(pages, view)


@login_required
@require_POST
def view_change(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep the list as it is now in the view that it began with."""
    view = _own(request, pk)
    view.change("changed", by=request.actor, query=_query(request))
    toast_done(request, _("The view “%(name)s” has changed.") % {"name": view.name})
    return _back(_pages(view.type), view)


@login_required
@require_POST
def view_rename(request: ActorRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.change("renamed", by=request.actor, name=saved.clean_name(request.POST.get("name", "")))
    toast_done(request, _("The view is called “%(name)s” now.") % {"name": view.name})
    return _back(_pages(view.type), view)


@login_required
@require_POST
def view_pin(request: ActorRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.change("changed", by=request.actor, pinned=not view.pinned)
    said = _("“%(name)s” is in the navigation.") if view.pinned else _("“%(name)s” is no longer in the navigation.")
    toast_done(request, said % {"name": view.name})
    return _back(_pages(view.type), view)


@login_required
@require_POST
def view_default(request: ActorRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    with transaction.atomic():
        saved.make_default(view, by=request.actor)
    said = _("“%(name)s” opens first.") if view.is_default else _("“%(name)s” no longer opens first.")
    toast_done(request, said % {"name": view.name})
    return _back(_pages(view.type), view)


@login_required
@require_POST
def view_delete(request: ActorRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.discard(by=request.actor)
    toast_done(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return HttpResponseRedirect(_pages(view.type).list_address)


def _own(request: ActorRequest, pk: int) -> SavedView:
    """A view of this person; those of others do not exist for them."""
    view = next((view for view in saved.views_of(request.user) if view.pk == pk), None)
    if view is None:
        raise Http404(_("There is no such view."))
    return view


def _pages(kind: str) -> RecordPages[Any]:
    if not contents.knows(kind):
        raise Http404
    return contents.pages_of(kind)


def _query(request: HttpRequest) -> str:
    return request.POST.get("query", "").replace("\x00", "")[:LONGEST_QUERY]


def _back(pages: RecordPages[Any], view: SavedView) -> HttpResponse:
    return HttpResponseRedirect(f"{pages.list_address}?view={view.pk}")
