"""Further bank accounts and addresses of a company: added, changed and taken away on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.forms import PartForm
from accord.contacts.models import PARTS, Company, Part
from accord.kit.errors import Conflict, RuleBroken
from accord.records.doors import editable
from accord.records.toasts import toast_done

TAB = "requisites"


@login_required
@require_http_methods(["GET", "POST"])
def part(request: ActorRequest, pk: int, kind: str, part_pk: int | None = None) -> HttpResponse:
    """The form of one account or address, new or not."""
    company = editable(Company, pk, by=request.user)
    model = _model(kind)
    shown = get_object_or_404(model.objects.of(company), pk=part_pk) if part_pk else model(company=company)
    form = _form_of(model)(request.POST or None, person=request.user, instance=shown)
    if request.method == "POST" and form.is_valid() and _written(request, form, company, shown):
        toast_done(request, _("Saved."))
        return redirect(_back(company))
    names = model._meta
    context = {"record": company, "form": form, "shown": shown, "name": names.verbose_name, "back": _back(company)}
    return render(request, "contacts/part.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_part(request: ActorRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    company = editable(Company, pk, by=request.user)
    get_object_or_404(_model(kind).objects.of(company), pk=part_pk).discard(by=request.actor)
    toast_done(request, _("Removed."))
    return redirect(_back(company))


def _model(kind: str) -> type[Part]:
    if kind not in PARTS:
        raise Http404
    return PARTS[kind]


def _form_of(model: type[Part]) -> Any:
    names = [field.name for field in model._meta.local_fields if field.editable and field.name not in ("id", "note")]
    return forms.modelform_factory(model, form=PartForm, fields=[*names, "note"])


def _written(request: ActorRequest, form: Any, company: Company, shown: Part) -> bool:
    """Write the form; a broken rule is said in the form."""
    try:
        if shown.pk is None:
            type(shown).objects.add(by=request.actor, company=company, **form.values())
        else:
            shown.version = form.cleaned_data["version"] or shown.version
            shown.change("changed", by=request.actor, **form.values())
    except Conflict:
        raise
    except RuleBroken as broken:
        form.say(broken)
        return False
    return True


def _back(company: Company) -> str:
    return f"{company.get_absolute_url()}?tab={TAB}"
