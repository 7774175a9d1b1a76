"""Lines: choosing from the catalogue, editing all of a deal at once, removing one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.accounts.middleware import ActorRequest
from accord.catalogue.models import Product
from accord.deals.forms import currency_of
from accord.deals.lines import LineTable
from accord.deals.models import Deal, DealLine
from accord.kit.errors import NotAllowed, RuleBroken
from accord.kit.numbers import as_id
from accord.records.contents import pages_of
from accord.records.doors import editable
from accord.records.toasts import toast_done
from accord.web.answers import is_htmx

MOST = 50


@login_required
@require_http_methods(["GET", "POST"])
def lines(request: ActorRequest, pk: int) -> HttpResponse:
    """All lines of a deal in one table."""
    deal = editable(Deal, pk, by=request.user, related=("department",))
    if not _may_write_lines(request, deal):
        raise NotAllowed(_("You may not change the products and services of this deal."))
    data = request.POST if request.method == "POST" else None
    table = LineTable(
        data, person=request.user, currency=deal.currency, deal=deal, added=_asked(request), blank=_blank(request)
    )
    if data is not None and table.is_valid():
        try:
            table.write(deal, by=request.actor)
        except RuleBroken as broken:
            table.say(broken)
        else:
            if request.actor.ledger.change_set:
                toast_done(request, _("Saved."))
            return redirect(f"{deal.get_absolute_url()}?tab=lines")
    context = {"deal": deal, "table": table, "pages": pages_of("deal"), "type_names": pages_of("deal").type_names}
    return render(request, "deals/lines.html", context, status=422 if data is not None else 200)


@login_required
@require_POST
def remove_line(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    deal = editable(Deal, pk, by=request.user)
    found: DealLine = get_object_or_404(DealLine.objects.live().select_related("deal"), pk=line, deal=deal)
    found.remove(by=request.actor)
    toast_done(request, _("%(line)s is removed from the deal.") % {"line": found})
    return redirect(f"{deal.get_absolute_url()}?tab=lines")


@login_required
@require_GET
def choose(request: ActorRequest) -> HttpResponse:
    """Several products at once; what was ticked stays ticked while one searches on. Without script it goes `back`."""
    if not policy.may_list(request.user, Product.kind):
        raise Http404
    if "done" in request.GET:
        return _back_with(request)
    q, picked = request.GET.get("q", "").replace("\x00", "")[:200].strip(), request.GET.getlist("pick")
    context = {
        "products": _offered(request, q, picked),
        "q": q,
        "currency": currency_of(request.GET, request.user),
        "back": request.GET.get("back", ""),
    }
    if is_htmx(request):
        part = "deals/_offered.html" if "q" in request.GET else "deals/_choose.html"
        return render(request, part, context)
    return render(request, "deals/choose.html", context)


@login_required
@require_POST
def line_rows(request: ActorRequest) -> HttpResponse:
    """Rows for the table: one for each product that was chosen, or an empty one."""
    picked = request.POST.getlist("pick")
    currency = currency_of(request.POST, request.user)
    table = LineTable(None, person=request.user, currency=currency, added=picked, blank=0 if picked else 1)
    return render(request, "deals/_line_rows.html", {"table": table})


@login_required
@require_POST
def line_totals(request: ActorRequest) -> HttpResponse:
    """What the rows come to while they are typed. Nothing is written, and only what was posted is read."""
    currency = currency_of(request.POST, request.user)
    deal = _deal_of(request)
    table = LineTable(request.POST, person=request.user, currency=deal.currency if deal else currency, deal=deal)
    return render(request, "deals/_line_totals.html", {"totals": table.totals()})


def _deal_of(request: ActorRequest) -> Deal | None:
    pk = as_id(request.POST.get("deal", ""))
    return Deal.objects.visible_to(request.user).select_related("department").filter(pk=pk).first() if pk else None


def _may_write_lines(request: ActorRequest, deal: Deal) -> bool:
    fields = policy.writable_fields(request.user, deal)
    return fields is None or "amount" in fields


def _asked(request: ActorRequest) -> list[str]:
    return request.GET.get("products", "").split(",")


def _blank(request: ActorRequest) -> int:
    return 0 if request.GET.get("products") else 1


def _offered(request: ActorRequest, q: str, picked: list[str]) -> list[tuple[Product, bool]]:
    """(product, ticked): those ticked already first, then what is found among those on sale."""
    seen = Product.objects.visible_to(request.user).select_related("unit", "tax_rate").order_by("sort_key", "pk")
    ids = [pk for word in picked if (pk := as_id(word))]
    ticked = list(seen.filter(pk__in=ids)) if ids else []
    found = seen.filter(active=True).exclude(pk__in=ids)
    for word in q.split():
        found = found.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(description__icontains=word))
    return [*((product, True) for product in ticked), *((product, False) for product in found[:MOST])]


def _back_with(request: ActorRequest) -> HttpResponse:
    back = request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}) or not back.startswith("/"):
        back = reverse("deal:new")
    sign = "&" if "?" in back else "?"
    return redirect(f"{back}{sign}{urlencode({'products': ','.join(request.GET.getlist('pick'))})}")
