"""Every request has an actor, and speaks the person's language, in their time zone, with days as they write them."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accord.accounts.models import User
from accord.history.models import Actor, Door
from accord.kit import day_formats

ALIVE = 600


class ActorRequest(HttpRequest):
    """The request as views see it behind the middleware. `user` is a `User` wherever sign-in is required."""

    user: User
    actor: Actor


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) or getattr(user, "is_authenticated", False):
            request.actor = Actor(person=user, door=Door.WEB)  # type: ignore[attr-defined,arg-type]
            keep_alive(request)
            language, zone, days = user.language, user.time_zone, user.day_format  # type: ignore[union-attr]
        else:
            request.actor = Actor(person=None, door=Door.FORM)  # type: ignore[attr-defined]
            language, zone, days = "", settings.TIME_ZONE, ""
        language = language or translation.get_language_from_request(request)
        with translation.override(language), timezone.override(zone), day_formats.override(days):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


def keep_alive(request: HttpRequest) -> None:
    """The session lives 12 hours after the last sign of life; that is noted every ten minutes, not with every page."""
    now = int(time())
    if now - request.session.get("alive", 0) > ALIVE:
        request.session["alive"] = now
