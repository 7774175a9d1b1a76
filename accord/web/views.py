"""What browsers ask of the interface itself."""

import json
import logging
from time import monotonic

from django.contrib.auth.decorators import login_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.defaults import bad_request

from accord.kit.fields import LONGEST_TEXT
from accord.web.answers import busy, is_htmx

logger = logging.getLogger("accord.web.policy")

LONGEST_REPORT = 8 * 1024
LONGEST_WORD = 200
A_MINUTE = 60.0
MOST_IN_A_MINUTE = 10

_heard: list[float] = []


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser says that a page of ours broke the content policy: a defect of ours, or an attack that failed.

    Anybody may post here, so little is read, little is written, and a flood is not written at all.
    """
    if int(request.headers.get("Content-Length") or 0) <= LONGEST_REPORT and not _is_flooded(monotonic()):
        logger.warning("Content policy broken: %s", _in_short(request.body))
    return HttpResponse(status=204)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text of one field of a form as it would be shown: below the field for htmx, on a page otherwise."""
    text = request.POST.get(request.GET.get("field", ""), "")[:LONGEST_TEXT]
    return render(request, "web/_preview.html" if is_htmx(request) else "web/preview.html", {"text": text})


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; but a session that could not be written while a large piece of work went on is nobody's mistake."""
    if isinstance(exception, SessionInterrupted):
        return busy(request)
    return bad_request(request, exception)


def _is_flooded(now: float) -> bool:
    """More than a few in a minute, counted in this process only: each process writes little."""
    _heard[:] = [moment for moment in _heard if now - moment < A_MINUTE][-MOST_IN_A_MINUTE:]
    if len(_heard) >= MOST_IN_A_MINUTE:
        return True
    _heard.append(now)
    return False


def _in_short(body: bytes) -> str:
    """The three words that matter, without line ends: nobody writes lines of their own into our log."""
    try:
        report = json.loads(body)["csp-report"]
        words = [str(report.get(key, "")) for key in ("violated-directive", "blocked-uri", "document-uri")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "a report that cannot be read"
    return " ".join(repr(word.partition("?")[0][:LONGEST_WORD]) for word in words)
