"""The start page and the manual."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.home.day import Day
from accord.home.manual import Manual
from accord.jobs.models import Job
from accord.preferences import switches
from accord.records.toasts import toast_done
from accord.web.answers import is_htmx


@login_required
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """My day. What takes long to add up is asked for after the page, or by its link."""
    day = Day(request.user, by=request.actor, switches=switches.load(request))
    if request.GET.get("part") == "sums":
        day.sums.come_later = False
        if is_htmx(request):
            return render(request, "home/_sums.html", {"sums": day.sums})
    return render(request, "home/home.html", {"day": day})


@login_required
@require_POST
def put_first_steps_away(request: ActorRequest) -> HttpResponse:
    """The installation is set up; its administrators need the list no more."""
    switches.change({"first_steps": False}, by=request.actor)
    toast_done(request, _("The first steps are put away."))
    return redirect("home")


@require_GET
def healthz(request: ActorRequest) -> JsonResponse:
    """For watchers: whether the database answers, and how long the oldest job waits. 503 when something is wrong."""
    jobs = Job.objects.health()
    well = jobs["oldest_waiting_seconds"] < 600
    return JsonResponse({"status": "ok" if well else "late", "jobs": jobs}, status=200 if well else 503)


@login_required
@require_GET
def help(request: ActorRequest, page: str = "") -> HttpResponse:  # noqa: A001 - the word of the button
    """The manual; asked from a screen (`?from=`), the page about that screen."""
    manual = Manual(request.LANGUAGE_CODE)
    if not page:
        return redirect("help_page", manual.page_about(request.GET.get("from", "/")))
    text = manual.page(page)
    if text is None:
        raise Http404
    return render(request, "home/help.html", {"text": text, "contents": manual.contents(), "page": page})
