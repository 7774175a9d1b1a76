"""The public web form: a page of its own, a frame on the company's sites, and an address for forms of their own."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accord.accounts.throttle import network
from accord.dictionaries.models import Source
from accord.inquiries.models import FormPost
from accord.inquiries.public import LARGEST, PublicForm, opened_now, read
from accord.inquiries.receiving import receive


@csrf_exempt  # strangers have no session to ride on; the sender's site is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    source = _open(key)
    if request.method != "POST":
        return _page(request, source, PublicForm(initial={"opened": opened_now(key)}))
    post = _taken(request, source)
    if isinstance(post, HttpResponse):
        return post
    again = receive(post)
    if again is not None:
        return _page(request, source, again, status=422)
    return _framed(redirect("form_thanks", key=key), source)


@require_GET
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    source = _open(key)
    return _framed(render(request, "inquiries/form_thanks.html", {"source": source}), source)


@csrf_exempt
@require_POST
def add_request(request: HttpRequest, language: str = "") -> HttpResponse:
    """The address that Django-CRM's forms post to, with the key as `leadsource_token`; answered by number."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _plain(_("This is too much for the form. Please shorten it."), 413)
    key = read(request.body, request.META.get("CONTENT_TYPE", "")).get("leadsource_token", "")
    source = Source.objects.with_open_form().filter(form_key=key[:64]).select_related("department").first()
    if source is None:
        return _plain(_("This token is not known."), 401)
    post = _taken(request, source)
    if isinstance(post, HttpResponse):
        return post
    if receive(post) is not None:
        return _plain(_("Something needs a correction."), 409)
    return _plain(_("We have received your request and will answer soon."), 200)


@require_safe
def contact_form(request: HttpRequest, key: str, language: str = "") -> HttpResponse:
    """The frame of Django-CRM's forms leads to ours."""
    return redirect("form", key=key, permanent=True)


def _open(key: str) -> Source:
    source = Source.objects.with_open_form().filter(form_key=key).select_related("department").first()
    if source is None:
        raise Http404(_("There is no form at this address."))
    return source


def _taken(request: HttpRequest, source: Source) -> FormPost | HttpResponse:
    """The post as it came, stored; or why not, before anything is read: not from a site of this form, too large, a
    flood.
    """
    if not (_from_our_page(request) or _site(request) in ("", *source.sites)):
        return _plain(_("This form does not take posts from that site."), 403)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _plain(_("This is too much for the form. Please shorten it."), 413)
    post = FormPost.objects.take(
        source,
        network(request.META.get("REMOTE_ADDR", "")),
        timezone.now(),
        origin=_site(request)[:200],
        content_type=request.META.get("CONTENT_TYPE", "")[:200],
        body=request.body,
        from_our_page=_from_our_page(request),
    )
    return post or _flood()


def _flood() -> HttpResponse:
    answer = _plain(_("Too many requests at once. Please try again in ten minutes."), 429)
    answer["Retry-After"] = "600"
    return answer


def _site(request: HttpRequest) -> str:
    """The site that sends the post, as its browser says; empty for programs, which have no browser."""
    origin = request.headers.get("Origin", "")
    if origin:
        return origin.lower()
    parts = urlsplit(request.headers.get("Referer", ""))
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _from_our_page(request: HttpRequest) -> bool:
    return _site(request) == f"{request.scheme}://{request.get_host()}".lower()


def _page(request: HttpRequest, source: Source, form: PublicForm, status: int = 200) -> HttpResponse:
    """The page keeps what was typed; the signed moment is renewed, so that a correction is no hurry."""
    context = {"source": source, "form": form, "opened": form["opened"].value() or opened_now(source.form_key)}
    return _framed(render(request, "inquiries/form.html", context, status=status), source)


def _framed(answer: HttpResponse, source: Source) -> HttpResponse:
    """Only the sites of this form may frame it."""
    answer._csp_replace = {"frame-ancestors": source.sites or ["'none'"]}  # type: ignore[attr-defined]
    answer["Cross-Origin-Resource-Policy"] = "cross-origin" if source.sites else "same-origin"
    return answer


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
