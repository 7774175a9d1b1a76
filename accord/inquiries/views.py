"""The verbs of a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.models import Company, Contact
from accord.inquiries.forms import DuplicateForm
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.records.doors import editable, visible
from accord.records.toasts import toast_done
from accord.web.answers import go


def verb(name: str, done: Promise) -> Callable[..., HttpResponse]:
    """The view of a verb that asks nothing: find it, do it, say it."""

    @login_required
    @require_POST
    def view(request: ActorRequest, pk: int) -> HttpResponse:
        inquiry = editable(Inquiry, pk, by=request.user)
        getattr(inquiry, name)(by=request.actor)
        toast_done(request, done)
        return go(request, inquiry)

    view.__name__ = name
    return view


take = verb("take", gettext_lazy("The request is yours now."))
confirm_match = verb("confirm_match", gettext_lazy("The match is confirmed."))
unlink = verb("unlink", gettext_lazy("The request is linked to nobody now."))
mark_irrelevant = verb("mark_irrelevant", gettext_lazy("Marked as irrelevant."))
close_case = verb("close_case", gettext_lazy("The case is closed."))
reopen = verb("reopen", gettext_lazy("The request is pending again."))
put_aside = verb("put_aside", gettext_lazy("Put aside as suspected spam."))
clear_of_spam = verb("clear_of_spam", gettext_lazy("The request is among the others again."))


@login_required
@require_POST
def mark_duplicate(request: ActorRequest, pk: int) -> HttpResponse:
    inquiry = editable(Inquiry, pk, by=request.user)
    form = DuplicateForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(_("Enter the ID of a request, or nothing."))
    original = form.cleaned_data["duplicate_of"]
    inquiry.mark_duplicate(by=request.actor, of=visible(Inquiry, original, to=request.user) if original else None)
    toast_done(request, _("Marked as duplicate."))
    return go(request, inquiry)


@login_required
@require_POST
def link(request: ActorRequest, pk: int, known: str, known_pk: int) -> HttpResponse:
    """Choose one of the matches."""
    return _link(request, pk, {"contact": Contact, "company": Company}[known], known_pk)


def _link(request: ActorRequest, pk: int, model: Any, known_pk: int) -> HttpResponse:
    inquiry = editable(Inquiry, pk, by=request.user, related=("contact", "company"))
    record = visible(model, known_pk, to=request.user)
    inquiry.link(record, by=request.actor)
    toast_done(request, _("Linked to %(record)s.") % {"record": record})
    return go(request, inquiry)
