"""The public web form: a page of its own, a frame on the company's sites, and an address for forms of their own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accord.accounts.throttle import network
from accord.dictionaries.models import Source
from accord.dictionaries.models.sources import COLOR
from accord.inquiries import captcha
from accord.inquiries.models import FormPost
from accord.inquiries.public import LARGEST, PublicForm, opened_now, read
from accord.inquiries.receiving import put_aside, receive
from accord.preferences import switches

EQUALLY_READABLE = 0.179  # black and white letters contrast alike with this luminance


@csrf_exempt  # strangers have no session to ride on; the sender's site is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    source = _open(key)
    with _speaking(request, source):
        return _asked(request, source)


def _asked(request: HttpRequest, source: Source) -> HttpResponse:
    key = source.form_key
    if request.method != "POST":
        return _page(request, source, PublicForm(initial={"opened": opened_now(key)}, source=source))
    post = _taken(request, source)
    if isinstance(post, HttpResponse):
        return post
    again = receive(post)
    if again is not None:
        return _page(request, source, again, status=422)
    return _framed(redirect(reverse("form_thanks", args=[key]) + _asked_language(request)), source)


@require_GET
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    source = _open(key)
    with _speaking(request, source):
        context = {"source": source, "house": switches.load(), "language": _asked_language(request)}
        return _framed(render(request, "inquiries/form_thanks.html", context), source)


@require_GET
def look(request: HttpRequest, key: str) -> HttpResponse:
    """The colour of the form, as a style sheet of its own: pages carry no style."""
    answer = HttpResponse(render_to_string("inquiries/look.css", _colors(_open(key))), content_type="text/css")
    answer["Cache-Control"] = "max-age=300"
    return answer


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
    wrong = receive(post)
    if wrong is not None:
        put_aside(post, wrong)
        return _plain(_("Something needs a correction."), 409)
    return _plain(_("We have received your request and will answer soon."), 200)


@require_safe
def contact_form(request: HttpRequest, key: str, language: str = "") -> HttpResponse:
    """The frame of Django-CRM's forms leads to ours, in the language of its address."""
    spoken = f"?lang={language}" if language in dict(settings.LANGUAGES) else ""
    return redirect(reverse("form", args=[key]) + spoken, permanent=True)


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
    service = captcha.service() if source.form_captcha else None
    context = {
        "source": source,
        "form": form,
        "opened": form["opened"].value() or opened_now(source.form_key),
        "house": switches.load(),
        "captcha": service,
        "language": _asked_language(request),
    }
    answer = _framed(render(request, "inquiries/form.html", context, status=status), source)
    if service is not None:
        allowed = [service.origin]
        update = dict.fromkeys(("script-src", "frame-src", "connect-src", "style-src"), allowed)
        answer._csp_update = update  # type: ignore[attr-defined]
    return answer


def _speaking(request: HttpRequest, source: Source) -> AbstractContextManager[None]:
    """The language that the address asks for, else that of the form, else the visitor's."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else source.form_language
    return translation.override(language or translation.get_language())


def _asked_language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""


def _colors(source: Source) -> dict[str, str]:
    """The colour, and the letters that can be read on it. What is no colour never gets into a style sheet."""
    if not COLOR.fullmatch(source.form_color):
        return {"color": ""}
    red, green, blue = (_light(int(source.form_color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return {"color": source.form_color, "on": "#000000" if bright > EQUALLY_READABLE else "#ffffff"}


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _framed(answer: HttpResponse, source: Source) -> HttpResponse:
    """Only the sites of this form may frame it."""
    answer._csp_replace = {"frame-ancestors": source.sites or ["'none'"]}  # type: ignore[attr-defined]
    answer["Cross-Origin-Resource-Policy"] = "cross-origin" if source.sites else "same-origin"
    return answer


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
