"""What a person does with their own account."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.accounts import demo
from accord.accounts.forms import ProfileForm, SettingsForm
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.web.answers import toast


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up here; an administrator invites people."""
    raise Http404


@require_POST
def become(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one of the invented people of the demonstration."""
    if not demo.is_offered(request):
        raise Http404
    person = get_object_or_404(demo.people(), username=username)
    return perform_login(request, Login(user=person, email_verification="none"))  # type: ignore[no-any-return]


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: ActorRequest) -> HttpResponse:
    """One's own settings; name, job and roles are an administrator's matter."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.write(by=request.actor)
        toast(request, _("Your settings are saved."))
        return redirect("profile")
    sessions = request.user.sessions.order_by("-seen_at")
    context = {"form": form, "sessions": sessions, "current": request.session.session_key}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_session(request: ActorRequest, key: str) -> HttpResponse:
    request.user.sessions.filter(session_key__startswith=key).delete() if len(key) >= 8 else None
    toast(request, _("That device is signed out."))
    return redirect("profile")


@login_required
@require_POST
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    request.user.end_sessions(but=request.session.session_key)
    toast(request, _("All other devices are signed out."))
    return redirect("profile")


@login_required
@require_POST
def settings(request: ActorRequest) -> HttpResponse:
    """Theme, density and language from the person menu."""
    form = SettingsForm(request.POST)
    if form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if name in request.POST}
        User.objects.get(pk=request.user.pk).change("settings changed", by=request.actor, **chosen)
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Mode") == "cors":
        return HttpResponse(status=204)
    return redirect(request.headers.get("Referer") if same_site(request) else "/")  # type: ignore[arg-type]


def same_site(request: HttpRequest) -> bool:
    """Whether the page we came from is ours, so that going back is no open redirect."""
    return request.headers.get("Referer", "").startswith(f"{request.scheme}://{request.get_host()}/")
