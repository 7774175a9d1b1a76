"""The verbs of a deal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.accounts.middleware import ActorRequest
from accord.deals.models import Deal, QualityEvent, Stage
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead
from accord.records.asking import ask, verb
from accord.records.contents import pages_of
from accord.records.declare import Verb
from accord.records.doors import editable
from accord.records.faster import check_seen
from accord.records.toasts import toast_done
from accord.web.answers import go

RELATED = ("pipeline", "stage", "stage__group")

win = verb("deal", "win", gettext_lazy("%(record)s is won."))
lose = verb("deal", "lose", gettext_lazy("%(record)s is lost."))
archive = verb("deal", "archive", gettext_lazy("%(record)s is closed as irrelevant."))
reopen = verb("deal", "reopen", gettext_lazy("%(record)s is open again."))
change_pipeline = verb("deal", "change_pipeline", gettext_lazy("%(record)s goes on in another pipeline."))
plan_step = verb("deal", "plan_step", gettext_lazy("The next step is changed."))
finish_step = verb("deal", "finish_step", gettext_lazy("The step is done."))
mark_important = verb("deal", "mark_important", gettext_lazy("Marked as important."))
mark_ordinary = verb("deal", "mark_ordinary", gettext_lazy("No longer marked as important."))
make_company = verb("deal", "make_company", gettext_lazy("The company is made."))
note_quality = verb("deal", "note_quality", gettext_lazy("The quality event is noted."))
take = verb("deal", "take", gettext_lazy("%(record)s is yours now."))
hand_over = verb("deal", "hand_over", gettext_lazy("%(record)s is handed over."))


@login_required
@require_POST
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Put the deal into a stage, from the stage bar or a choice; what the stage needs is asked on the way."""
    deal = editable(Deal, pk, by=request.user, related=RELATED)
    check_seen(request, deal, ("stage",))
    return _enter(request, deal, _stage(deal, request.POST.get("stage") or request.GET.get("stage", "")))


@login_required
@require_POST
def advance(request: ActorRequest, pk: int) -> HttpResponse:
    """To the stage that follows."""
    deal = editable(Deal, pk, by=request.user, related=RELATED)
    check_seen(request, deal, ("stage",))
    following = deal.next_stage()
    if following is None:
        raise RuleBroken(_("There is no further stage. Mark the deal as won or lost."))
    return _enter(request, deal, following)


@login_required
@require_POST
def open_from(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the deal of a request; `making` makes company and contact from what the request says."""
    inquiry = editable(Inquiry, pk, by=request.user, related=("contact", "company", "owner", "co_owner", "department"))
    deal = Deal.objects.open_from(inquiry, by=request.actor, making=bool(request.POST.get("making")))
    toast_done(request, _("The deal is opened."))
    return go(request, reverse("inquiry:next", args=[pk]) if request.POST.get("then") == "next" else deal)


@login_required
@require_POST
def open_for(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the deal of a lead that became a client without one."""
    lead = editable(Lead, pk, by=request.user, related=("contact", "company", "owner", "co_owner", "department"))
    deal = Deal.objects.open_from_lead(lead, by=request.actor)
    toast_done(request, _("The deal is opened."))
    return go(request, deal)


@login_required
@require_POST
def remove_quality(request: ActorRequest, pk: int, event: int) -> HttpResponse:
    """It did not happen after all."""
    deal = editable(Deal, pk, by=request.user)
    found: QualityEvent = get_object_or_404(QualityEvent.objects.live(), pk=event, deal=deal)
    found.remove(by=request.actor)
    toast_done(request, _("The quality event is removed."))
    return redirect(f"{deal.get_absolute_url()}?tab=quality")


def _stage(deal: Deal, word: str) -> Stage:
    stage = next((stage for stage in deal.pipeline.in_order if str(stage.pk) == word), None)
    if stage is None:
        raise Http404(_("There is no such stage in the pipeline of this deal."))
    return stage


def _enter(request: ActorRequest, deal: Deal, stage: Stage) -> HttpResponse:
    """The stage stands in the address of the form, so that the answers come back to the same stage."""
    given: dict[str, Any] = {}
    if wanted := deal.asked_by(stage):
        asked = "stage" in request.GET
        form = import_string(DEAL_FORMS[wanted])(request.POST if asked else None, person=request.user, record=deal)
        url = f"{reverse('deal:move', args=[deal.pk])}?stage={stage.pk}"
        if not asked or not form.is_valid():
            return ask(request, deal, _declared(wanted), form, url=url, status=422 if asked else 200)
        given = form.cleaned_data
    deal.enter(stage, by=request.actor, **given)
    toast_done(request, _("%(deal)s moved to %(stage)s.") % {"deal": deal, "stage": stage})
    return go(request, _list_of(request) or deal)


def _list_of(request: ActorRequest) -> str:
    """The list as it is, where the deal was moved from its row."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    return here._replace(scheme="", netloc="").geturl() if here.path == reverse("deal:list") else ""


def _declared(wanted: str) -> Verb:
    name = "move" if wanted == "require" else wanted
    return next(verb for verb in pages_of("deal").verbs if verb.name == name)


DEAL_FORMS = {
    "win": "accord.deals.forms.WinForm",
    "lose": "accord.deals.forms.LoseForm",
    "archive": "accord.deals.forms.ArchiveForm",
    "require": "accord.deals.forms.RequireForm",
}
