"""Further bank accounts and addresses of a company, and the picture of company and contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.forms import PartForm, PictureForm
from accord.contacts.models import PARTS, Company, Part
from accord.contacts.models.picturing import show_picture
from accord.kit.errors import RuleBroken
from accord.preferences import switches
from accord.records.contents import pages_of
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
    if request.method == "POST" and form.is_valid() and form.keep(by=request.actor):
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


@login_required
@require_http_methods(["GET", "POST"])
def picture(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Choose another photo or logo, or take it away."""
    record = editable(pages_of(kind).record, pk, by=request.user)
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if "remove" in request.POST:
        record.change("picture removed", by=request.actor, photo=None)
        toast_done(request, _("The picture is removed."))
        return redirect(record.get_absolute_url())
    if request.method == "POST" and form.is_valid() and _shown(request, form, record):
        toast_done(request, _("The picture is shown."))
        return redirect(record.get_absolute_url())
    context = {"record": record, "form": form}
    return render(request, "contacts/picture.html", context, status=422 if form.errors else 200)


def _shown(request: ActorRequest, form: PictureForm, record: Any) -> bool:
    """Nothing stays of a file that cannot be shown."""
    file = form.cleaned_data["file"]
    try:
        with transaction.atomic():
            largest = switches.load(request).largest_file
            show_picture(record, file.name, file.chunks(), by=request.actor, largest=largest)
    except RuleBroken as broken:
        form.add_error("file", str(broken))
        return False
    return True


def _model(kind: str) -> type[Part]:
    if kind not in PARTS:
        raise Http404
    return PARTS[kind]


def _form_of(model: type[Part]) -> Any:
    names = [field.name for field in model._meta.local_fields if field.editable and field.name not in ("id", "note")]
    return forms.modelform_factory(model, form=PartForm, fields=[*names, "note"])


def _back(company: Company) -> str:
    return f"{company.get_absolute_url()}?tab={TAB}"
