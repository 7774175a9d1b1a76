"""Keeping the house. Whoever does not keep it gets 404, so that nobody learns what is here."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.administration import first
from accord.administration.forms import InvitedForm, SwitchesForm, WelcomeForm, form_of
from accord.administration.kept import directories, kept_for
from accord.administration.models import Welcome
from accord.history.models import Changeable
from accord.jobs.models import Job, Tick
from accord.kit.errors import RuleBroken
from accord.preferences import switches
from accord.records.toasts import toast_done
from accord.web.display import locale, short_date

POST_OR_GET = ["GET", "POST"]


def administers(request: ActorRequest) -> None:
    if not policy.holds(request.user, Special.ADMINISTER):
        raise Http404


# ── the company ──


@login_required
@require_http_methods(POST_OR_GET)
def administration(request: ActorRequest) -> HttpResponse:
    """The switches, and the way to everything else."""
    administers(request)
    current = switches.load(request)
    form = SwitchesForm(request.POST or None, current=current)
    if request.method == "POST" and form.is_valid():
        form.write(by=request.actor)
        toast_done(request, _("The switches are set."))
        return redirect("administration")
    context = {"form": form, "is_demo": current.demo}
    return render(request, "administration/switches.html", context, status=422 if form.errors else 200)


# ── jobs ──


@login_required
@require_GET
def jobs(request: ActorRequest) -> HttpResponse:
    """The queue: what waits, what runs, what was given up and why, and when each clock struck last."""
    administers(request)
    health = Job.objects.health()
    waiting = Job.objects.queued().order_by().values("name").annotate(count=Count("pk"), first=Min("run_after"))
    context = {
        "health": health,
        "waits": _span(health["oldest_waiting_seconds"]),
        "failed": Job.objects.failed().order_by("-id")[:50],
        "running": Job.objects.running().order_by("-id")[:50],
        "waiting": waiting.order_by("first", "name")[:50],
        "clocks": Tick.objects.order_by().values("clock").annotate(last=Max("at")).order_by("clock"),
    }
    return render(request, "administration/jobs.html", context)


def _span(seconds: int) -> str:
    """How long it has been, in the words of the reader."""
    return format_timedelta(timedelta(seconds=seconds), locale=locale())


@login_required
@require_POST
def retry(request: ActorRequest, pk: int) -> HttpResponse:
    administers(request)
    get_object_or_404(Job.objects.failed(), pk=pk).retry()
    toast_done(request, _("The job will be tried again."))
    return redirect("jobs")


# ── directories ──


@login_required
@require_GET
def all_directories(request: ActorRequest) -> HttpResponse:
    kept = [each for each in directories() if each.may_keep(request.user)]
    if not kept:
        raise Http404
    context = {"kept": kept, "keeps_pipelines": policy.holds(request.user, Special.DIRECTORIES)}
    return render(request, "administration/directories.html", context)


@login_required
@require_GET
def directory(request: ActorRequest, kind: str) -> HttpResponse:
    kept = kept_for(kind, request.user)
    page = Paginator(kept.model.objects.live(), 100).get_page(request.GET.get("page"))
    fields = [kept.model._meta.get_field(name) for name in kept.shown]
    rows = [(row, [_shown(row, field.name) for field in fields]) for row in page]
    labels = [getattr(field, "verbose_name", field.name) for field in fields]
    return render(
        request, "administration/directory.html", {"kept": kept, "page": page, "rows": rows, "labels": labels}
    )


def _shown(row: Any, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, Decimal):
        return format_decimal(value, format="#,##0.########", locale=locale())
    if isinstance(value, date):
        return short_date(value)
    return "" if value is None else value


@login_required
@require_http_methods(POST_OR_GET)
def entry(request: ActorRequest, kind: str, pk: int | None = None) -> HttpResponse:
    kept = kept_for(kind, request.user)
    shown = get_object_or_404(kept.model.objects.live(), pk=pk) if pk else None
    form = form_of(kept)(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid() and written(request, form):
        toast_done(request, _("The entry is saved."))
        return redirect("directory", kind)
    context = {"kept": kept, "form": form, "shown": shown}
    return render(request, "administration/entry.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_entry(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Into the trash; records that use the entry keep showing it."""
    kept = kept_for(kind, request.user)
    get_object_or_404(kept.model.objects.live(), pk=pk).discard(by=request.actor)
    toast_done(request, _("The entry is in the trash."))
    return redirect("directory", kind)


def written(request: ActorRequest, form: Any) -> Changeable | None:
    """Write the form; a broken rule is said in the form, and nothing of it stays."""
    try:
        with transaction.atomic():
            made: Changeable = form.write(by=request.actor)
    except RuleBroken as said:
        form.add_error(None, str(said))
        return None
    return made


# ── coming in ──


@require_http_methods(POST_OR_GET)
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator introduces themselves; who was invited chooses a password."""
    invitation = Welcome.objects.for_token(token)
    if invitation is None or (invitation.person is None and first.has_administrator()):
        return render(request, "administration/no_welcome.html", status=404)
    form = _coming_in(request, invitation)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.come_in(invitation)
        except RuleBroken as said:
            form.add_error(None, str(said))
        else:
            return perform_login(request, Login(user=made, email_verification="none"))  # type: ignore[no-any-return]
    context = {"form": form, "person": invitation.person}
    return render(request, "administration/welcome.html", context, status=422 if form.errors else 200)


def _coming_in(request: HttpRequest, invitation: Welcome) -> WelcomeForm | InvitedForm:
    if invitation.person is not None:
        return InvitedForm(request.POST or None, person=invitation.person)
    return WelcomeForm(request.POST or None)
