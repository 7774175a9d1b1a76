"""People: all of them, one, inviting, closing an account with what its owner leaves, opening it again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access.models import Role
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.administration.forms import CloseForm, PersonForm
from accord.administration.leaving import HandingOver, Leaving
from accord.administration.models import LIFETIME, Welcome
from accord.administration.views import POST_OR_GET, administers, written
from accord.kit.errors import RuleBroken
from accord.kit.numbers import as_id
from accord.records.toasts import toast_done
from accord.records.undertakings import ask_for, follow


@login_required
@require_GET
def people(request: ActorRequest) -> HttpResponse:
    administers(request)
    words, closed = request.GET.get("q", "")[:100].replace("\x00", ""), "closed" in request.GET
    rows = User.objects.live().filter(is_active=not closed).known_as(words)
    page = Paginator(rows.select_related("department", "manager").by_name(), 100).get_page(request.GET.get("page"))
    names = {role.code: str(role) for role in Role.objects.live().filter(for_everybody=False)}
    shown = [(row, [names[code] for code in row.compiled.get("roles", []) if code in names]) for row in page]
    context = {"page": page, "rows": shown, "words": words, "closed": closed}
    return render(request, "administration/people.html", context)


@login_required
@require_http_methods(POST_OR_GET)
def person(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    administers(request)
    shown = get_object_or_404(User.objects.live(), pk=pk) if pk else None
    form = PersonForm(request.POST or None, instance=shown, initial=_begun(request))
    if request.method == "POST" and form.is_valid() and (saved := written(request, form)):
        toast_done(request, _("The person is saved."))
        return redirect("people") if shown else redirect("person", saved.pk)
    context = {"form": form, "shown": shown, "sessions": _sessions(shown)}
    return render(request, "administration/person.html", context, status=422 if form.errors else 200)


def _begun(request: ActorRequest) -> dict[str, str]:
    """A new person begins in the department from whose page one came."""
    department = request.GET.get("department", "")
    return {"department": department} if as_id(department) else {}


def _sessions(shown: User | None) -> list[object]:
    return list(shown.sessions.order_by("-seen_at")[:20]) if shown else []


@login_required
@require_POST
def invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the link once; whoever has it chooses the password of this account."""
    administers(request)
    shown = get_object_or_404(User.objects.live().active(), pk=pk)
    link = request.build_absolute_uri(reverse("welcome", args=[Welcome.objects.issue(shown)]))
    context = {"shown": shown, "link": link, "hours": int(LIFETIME.total_seconds() // 3600)}
    return render(request, "administration/invited.html", context)


@login_required
@require_http_methods(POST_OR_GET)
def deactivate(request: ActorRequest, pk: int) -> HttpResponse:
    """Asks who goes on with what the person owns, then closes the account."""
    administers(request)
    chosen = get_object_or_404(User.objects.live(), pk=pk)
    if chosen.pk == request.user.pk:
        raise RuleBroken(_("One cannot close one's own account."))
    form, leaving = CloseForm(request.POST if request.method == "POST" else None, person=chosen), Leaving(chosen)
    if form.is_valid():
        return _close(request, leaving, form.cleaned_data["to"])
    context = {"form": form, "shown": chosen, "leaving": leaving}
    return render(request, "administration/close.html", context, status=422 if form.errors else 200)


def _close(request: ActorRequest, leaving: Leaving, to: User | None) -> HttpResponse:
    if to is not None and leaving.is_large:
        return _close_and_hand_over_by_the_worker(request, leaving, to)
    leaving.close(by=request.actor, to=to)
    toast_done(request, _("The account is closed; all its sessions have ended."))
    return redirect("people")


def _close_and_hand_over_by_the_worker(request: ActorRequest, leaving: Leaving, to: User) -> HttpResponse:
    person = leaving.person
    title = _("Handing over what %(person)s owned") % {"person": person}
    with transaction.atomic():
        leaving.close(by=request.actor)
        undertaking = ask_for(HandingOver, person.pk, title=title, by=request.actor, person=person.pk, to=to.pk)
    toast_done(request, _("The account is closed. Its records are being handed over in the background."))
    return follow(request, undertaking, reverse("people"))


@login_required
@require_POST
def reactivate(request: ActorRequest, pk: int) -> HttpResponse:
    administers(request)
    get_object_or_404(User.objects.live(), pk=pk).reactivate(by=request.actor)
    toast_done(request, _("The account is open again."))
    return redirect("people")


@login_required
@require_POST
def end_sessions(request: ActorRequest, pk: int) -> HttpResponse:
    """For a lost telephone: the person has to sign in again everywhere."""
    administers(request)
    shown = get_object_or_404(User.objects.live(), pk=pk)
    shown.end_sessions(but=request.session.session_key)
    toast_done(request, _("%(person)s is signed out everywhere.") % {"person": shown})
    return redirect("person", pk)
