"""The verbs of a request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.models import Company, Contact
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.records.asking import verb
from accord.records.doors import editable, visible
from accord.records.faster import check_seen
from accord.records.toasts import toast_done
from accord.web.answers import go, toast

KNOWN = {model.kind: model for model in (Contact, Company, Lead)}

take = verb("inquiry", "take", gettext_lazy("The request is yours now."))
confirm_match = verb("inquiry", "confirm_match", gettext_lazy("The match is confirmed."))
unlink = verb("inquiry", "unlink", gettext_lazy("The request is linked to nobody now."))
mark_irrelevant = verb("inquiry", "mark_irrelevant", gettext_lazy("Marked as irrelevant."))
close_case = verb("inquiry", "close_case", gettext_lazy("The case is closed."))
reopen = verb("inquiry", "reopen", gettext_lazy("The request is pending again."))
put_aside = verb("inquiry", "put_aside", gettext_lazy("Put aside as suspected spam."))
clear_of_spam = verb("inquiry", "clear_of_spam", gettext_lazy("The request is among the others again."))
mark_duplicate = verb("inquiry", "mark_duplicate", gettext_lazy("Marked as duplicate."))


@login_required
@require_GET
def next_waiting(request: ActorRequest, pk: int) -> HttpResponse:
    """The next request that waits, for whoever works through many; the list when there is none."""
    following = visible(Inquiry, pk, to=request.user).next_for(request.user)
    if following is None:
        toast(request, _("Nothing waits for you any more."))
    return redirect(following or "inquiry:list")


@login_required
@require_POST
def link(request: ActorRequest, pk: int, known: str, known_pk: int) -> HttpResponse:
    """Choose one of the matches."""
    return _link(request, pk, KNOWN[known], known_pk)


def _link(request: ActorRequest, pk: int, model: Any, known_pk: int) -> HttpResponse:
    inquiry = editable(Inquiry, pk, by=request.user, related=("contact", "company", "lead"))
    check_seen(request, inquiry, ("contact", "company", "lead"))
    record = visible(model, known_pk, to=request.user)
    inquiry.link(record, by=request.actor)
    toast_done(request, _("Linked to %(record)s.") % {"record": record})
    return go(request, inquiry)
