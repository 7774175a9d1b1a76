"""Who works where, and who is the main contact: set from the page of the company or of the contact."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.forms import EmploymentForm
from accord.contacts.models import Company, Contact, Employment
from accord.records.contents import pages_of
from accord.records.doors import editable
from accord.records.toasts import toast_done
from accord.web.answers import go

TAB = {Company.kind: "contacts", Contact.kind: "companies"}


@login_required
@require_http_methods(["GET", "POST"])
def employment(request: ActorRequest, pk: int, kind: str, employment_pk: int | None = None) -> HttpResponse:
    """The form of one of them, new or not."""
    record: Any = editable(pages_of(kind).record, pk, by=request.user)
    shown = _employment(request, record, employment_pk) if employment_pk else Employment(**{kind: record})
    form = EmploymentForm(_sent(request), person=request.user, instance=shown, record=record, initial=_asked(request))
    if request.method == "POST" and form.is_valid() and form.keep(by=request.actor):
        toast_done(request, _("Saved."))
        return redirect(_back(record))
    context = {"record": record, "pages": pages_of(kind), "form": form, "shown": shown, "back": _back(record)}
    if shown.pk:
        context["remove_url"] = reverse(f"{kind}:remove_employment", args=[record.pk, shown.pk])
    return render(request, "contacts/employment.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: ActorRequest, pk: int, kind: str, employment_pk: int) -> HttpResponse:
    record: Any = editable(pages_of(kind).record, pk, by=request.user)
    _employment(request, record, employment_pk).remove(by=request.actor)
    toast_done(request, _("Removed."))
    return go(request, _back(record))


@login_required
@require_POST
def make_main(request: ActorRequest, pk: int, contact_pk: int) -> HttpResponse:
    company = editable(Company, pk, by=request.user)
    contact = _colleague(request, company, contact_pk)
    contact.make_main(at=company, by=request.actor)
    toast_done(request, _("%(record)s is the main contact now.") % {"record": contact})
    return go(request, _back(company))


@login_required
@require_POST
def step_back(request: ActorRequest, pk: int, contact_pk: int) -> HttpResponse:
    company = editable(Company, pk, by=request.user)
    contact = _colleague(request, company, contact_pk)
    contact.step_back(at=company, by=request.actor)
    toast_done(request, _("%(record)s is not the main contact any more.") % {"record": contact})
    return go(request, _back(company))


# ── private ──


def _employment(request: ActorRequest, record: Any, pk: int) -> Employment:
    """One of which the person sees both sides."""
    return get_object_or_404(Employment.objects.of(record).visible_to(request.user), pk=pk)


def _colleague(request: ActorRequest, company: Company, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).at(company), pk=pk)


def _sent(request: ActorRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _asked(request: ActorRequest) -> dict[str, str]:
    """Whom the address names already: what was chosen in the picker without script."""
    return {kind: request.GET[kind] for kind in TAB if kind in request.GET}


def _back(record: Any) -> str:
    return f"{record.get_absolute_url()}?tab={TAB[record.kind]}"
