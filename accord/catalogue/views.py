"""The verbs of a product, and its prices in further currencies."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accord.accounts.middleware import ActorRequest
from accord.catalogue.forms import PriceForm
from accord.catalogue.models import Price, Product
from accord.records.asking import verb
from accord.records.doors import editable
from accord.records.toasts import toast_done

offer = verb("product", "offer", gettext_lazy("%(record)s is on sale again."))
withdraw = verb("product", "withdraw", gettext_lazy("%(record)s is no longer on sale."))


@login_required
@require_http_methods(["GET", "POST"])
def price(request: ActorRequest, pk: int, price_pk: int | None = None) -> HttpResponse:
    """The form of one further price, new or not."""
    product = editable(Product, pk, by=request.user)
    shown = get_object_or_404(Price.objects.of(product), pk=price_pk) if price_pk else Price(product=product)
    form = PriceForm(request.POST or None, person=request.user, instance=shown)
    if request.method == "POST" and form.is_valid() and form.keep(by=request.actor):
        toast_done(request, _("Saved."))
        return redirect(_back(product))
    context = {"record": product, "form": form, "shown": shown, "back": _back(product)}
    return render(request, "catalogue/price.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_price(request: ActorRequest, pk: int, price_pk: int) -> HttpResponse:
    product = editable(Product, pk, by=request.user)
    get_object_or_404(Price.objects.of(product), pk=price_pk).discard(by=request.actor)
    toast_done(request, _("Removed."))
    return redirect(_back(product))


def _back(product: Product) -> str:
    return f"{product.get_absolute_url()}?tab=prices"
