"""How a view answers: one for browsers with and without JavaScript, and one place where rules become status codes.

200 page or fragment · 302 after a plain post · 404 unseen · 403 not yours · 409 rule broken or somebody was faster ·
422 form with errors. A fragment brings its toasts along, out of band; a redirect finds them on the next page.
"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accord.kit.errors import Conflict, NotConfigured, OutsideTrouble, RuleBroken
from accord.web.toasts import toast

__all__ = ["AnswerErrors", "csrf_failure", "fragment", "go", "invalid", "is_htmx", "nothing", "toast"]

log = logging.getLogger(__name__)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def fragment(request: HttpRequest, template: str, *, otherwise: Any, **context: Any) -> HttpResponse:
    """The changed part for htmx; for a plain post a redirect to `otherwise`, an address or an object that has one."""
    if not is_htmx(request):
        return redirect(otherwise)
    return HttpResponse(_with_toasts(request, render_to_string(template, context, request)))


def invalid(request: HttpRequest, part: str, *, page: str, **context: Any) -> HttpResponse:
    """A form that was not accepted, 422: the part for htmx, the page around it otherwise; values are kept in both."""
    return render(request, part if is_htmx(request) else page, context, status=422)


def go(request: HttpRequest, to: Any) -> HttpResponse:
    """Open another page: a redirect, which htmx is told in its own header lest it swap that page into this one."""
    answer = redirect(to)
    if not is_htmx(request):
        return answer
    return HttpResponse(headers={"HX-Redirect": answer["Location"]})


def nothing(request: HttpRequest, *, otherwise: Any) -> HttpResponse:
    """Nothing to swap, only something to say."""
    if not is_htmx(request):
        return redirect(otherwise)
    return HttpResponse(_with_toasts(request, ""))


def _with_toasts(request: HttpRequest, html: str) -> str:
    return html + render_to_string("web/_toasts.html", {}, request)


class AnswerErrors(MiddlewareMixin):
    """Errors that are raised on purpose become answers here and nowhere else; all others stay errors."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleBroken | NotConfigured):
            return refusal(request, str(error), 409, conflict=error if isinstance(error, Conflict) else None)
        if isinstance(error, OutsideTrouble):
            return trouble(request, str(error))
        if isinstance(error, OperationalError) and is_busy(error):
            log.warning("The database was too busy for %s %s: %s", request.method, request.path, error)
            return busy(request)
        if is_htmx(request) and isinstance(error, PermissionDenied):
            return _plain(str(error) or _("You may not do this."), 403)
        if is_htmx(request) and isinstance(error, Http404):
            return _plain(_("This is no longer there, or you may not see it."), 404)
        return None


def trouble(request: HttpRequest, reason: str) -> HttpResponse:
    """What is asked for cannot be had at this moment: 503."""
    return _plain(reason, 503) if is_htmx(request) else refusal(request, reason, 503)


def busy(request: HttpRequest) -> HttpResponse:
    """Somebody's large piece of work kept this one waiting for too long."""
    return trouble(
        request, _("The database is busy with something large. Nothing was saved; please try again shortly.")
    )


def is_busy(error: OperationalError) -> bool:
    """Whether the database was kept waiting, as SQLite and PostgreSQL say it; any other trouble is a defect."""
    return "is locked" in str(error) or "timeout" in str(error)


def refusal(request: HttpRequest, reason: str, status: int, conflict: Conflict | None = None) -> HttpResponse:
    """A rule in its own words: a toast that changes nothing on the page, or a page with a way back."""
    if is_htmx(request):
        html = render_to_string("web/_refusal.html", {"reason": reason}, request)
        return HttpResponse(html, status=status, headers={"HX-Reswap": "none"})
    back = request.headers.get("Referer", "")
    back = back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""
    return render(request, "409.html", {"reason": reason, "conflict": conflict, "back": back}, status=status)


def _plain(reason: str, status: int) -> HttpResponse:
    """htmx swaps nothing for these; `app.js` shows the sentence as a toast."""
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the session. The person is told so, not which check failed."""
    text = _("This page has been open too long, or was opened from elsewhere. Load it again and repeat the step.")
    if is_htmx(request):
        return _plain(text, 403)
    return render(request, "403.html", {"reason": text}, status=403)
