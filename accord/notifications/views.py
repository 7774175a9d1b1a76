"""The list of notices behind the bell."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accord.accounts.middleware import ActorRequest
from accord.kit.numbers import as_id
from accord.notifications import reading
from accord.notifications.models import Notification
from accord.web.answers import is_htmx

PAGE = 50


@login_required
@require_GET
def notifications(request: ActorRequest) -> HttpResponse:
    """Newest first; `before` goes on from there."""
    rows = list(
        reading.page_of(
            request.user,
            before=as_id(request.GET.get("before", "")),
            size=PAGE,
        )
    )
    context = {"notices": reading.notices(rows, request.user), "next": rows[-1].pk if len(rows) == PAGE else None}
    return render(request, f"notifications/{'_list' if is_htmx(request) else 'list'}.html", context)


@login_required
@require_POST
def open_notice(request: ActorRequest, pk: int) -> HttpResponse:
    """Read it, and go to the record it tells of."""
    rows = Notification.objects.told_to(request.user).select_related("event")
    notice = get_object_or_404(rows, pk=pk)
    rows.filter(pk=pk).mark_read(now=timezone.now())
    return redirect(reading.address(notice, request.user))


@login_required
@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    Notification.objects.told_to(request.user).mark_read(now=timezone.now())
    return redirect("notifications")
