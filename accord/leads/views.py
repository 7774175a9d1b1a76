"""The bar of stages: a status is entered with one click, and what it needs is asked on the way."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.accounts.middleware import ActorRequest
from accord.leads.models import Lead, Status
from accord.records.asking import ask, made
from accord.records.contents import pages_of
from accord.records.doors import editable
from accord.records.faster import check_seen
from accord.records.toasts import toast_done
from accord.web.answers import go


@login_required
@require_POST
def status(request: ActorRequest, pk: int) -> HttpResponse:
    """Put the lead into a status; Disqualified and a Deal without a company first ask what they need."""
    lead = editable(Lead, pk, by=request.user, related=("company", "contact", "owner", "department"))
    wanted = request.POST.get("status", "")
    if wanted not in Status.values:
        raise Http404(_("There is no such status."))
    check_seen(request, lead, ("status",))
    if name := lead.asked_by(Status(wanted)):
        return _asking(request, lead, name)
    lead.enter(Status(wanted), by=request.actor)
    toast_done(request, _("%(record)s is moved.") % {"record": lead})
    return go(request, made(request, "deal") or lead)


def _asking(request: ActorRequest, lead: Lead, name: str) -> HttpResponse:
    """The form goes to the verb itself."""
    declared = next(verb for verb in pages_of(Lead.kind).verbs if verb.name == name)
    form = import_string(declared.asks)(None, person=request.user, record=lead)
    return ask(request, lead, declared, form, url=reverse(declared.url, args=[lead.pk]))
