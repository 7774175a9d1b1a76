"""The verbs of a payment."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accord.access import policy
from accord.accounts.middleware import ActorRequest
from accord.payments.models import Payment
from accord.payments.totals import totals as totals_of
from accord.preferences import switches
from accord.records.asking import verb
from accord.records.list_views import listed
from accord.records.lists.page import ListPage

pay = verb("payment", "pay", _("The payment is recorded."))
plan = verb("payment", "plan", _("The payment is planned."))
confirm = verb("payment", "confirm", _("The payment is confirmed."))
cancel = verb("payment", "cancel", _("The payment is cancelled."))
reopen = verb("payment", "reopen", _("The payment is open again."))


@login_required
@require_GET
def totals(request: ActorRequest) -> HttpResponse:
    """The totals of the list that the address describes."""
    if not policy.may_list(request.user, Payment.kind):
        raise Http404
    made = listed(request, Payment.kind)
    found = totals_of(made.rows, switches.load(request), today=request.actor.today())
    context = {"totals": found, "figures": made.figures, "page": ListPage(made)}
    return render(request, "payments/totals.html", context)
