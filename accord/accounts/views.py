"""What a person does with their own account."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.accounts import demo
from accord.accounts.forms import ProfileForm, SettingsForm
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import Portrait, User
from accord.accounts.rights import administers
from accord.kit.errors import RuleBroken
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
    form = ProfileForm(request.POST or None, request.FILES or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        toast(request, _("Your settings are saved."))
        return redirect("profile")
    sessions = request.user.sessions.order_by("-seen_at")
    context = {"form": form, "sessions": sessions, "current": request.session.session_key}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


def _kept(request: ActorRequest, form: ProfileForm) -> bool:
    try:
        form.write(by=request.actor)
    except RuleBroken as said:
        form.add_error("picture", str(said))
        return False
    return True


# ── colleagues ──


@login_required
@require_GET
def colleagues(request: ActorRequest) -> HttpResponse:
    """Everybody who works here, for everybody who does."""
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    rows = User.objects.live().active().known_as(words).select_related("department").by_name()
    page = Paginator(rows, 60).get_page(request.GET.get("page"))
    return render(request, "accounts/colleagues.html", {"page": page, "words": words})


@login_required
@require_GET
def colleague(request: ActorRequest, pk: int) -> HttpResponse:
    """Where somebody works, how to reach them, and what time it is there."""
    shown = get_object_or_404(User.objects.live().select_related("department", "manager"), pk=pk)
    reports = User.objects.live().active().filter(manager=pk).by_name()
    further = shown.departments.exclude(pk=shown.department_id or 0)
    context = {"shown": shown, "further": further, "reports": reports, "may_keep": administers(request.user)}
    return render(request, "accounts/colleague.html", context | {"there": timezone.now().astimezone(shown.zone)})


@login_required
@require_GET
def portrait(request: ActorRequest, digest: str) -> HttpResponse:
    found = get_object_or_404(Portrait, digest=digest)
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.image), content_type="image/webp", headers=headers)


# ── where one is signed in ──


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
