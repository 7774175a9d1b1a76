"""How the sign-in library meets our people: our throttle, our write path, no signing up by oneself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from accord.accounts import throttle
from accord.accounts.models import User
from accord.history.models import Actor, Door

DEVICE_COOKIE = "device"
YEAR = 365 * 24 * 3600


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer's own address. Forwarded headers count only where a proxy is trusted, and are then set by it."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        wait = throttle.seconds_to_wait(self._buckets(request, credentials))
        if wait:
            raise ValidationError(
                ngettext(
                    "Too many tries. Please wait %(wait)d second.",
                    "Too many tries. Please wait %(wait)d seconds.",
                    wait,
                )
                % {"wait": wait}
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            throttle.succeeded(self._buckets(request, credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.failed(self._buckets(request, credentials))

    def _rollback_login_failed_rl_usage(self) -> None:
        """The library's own counter is switched off."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session["started"] = timezone.now().isoformat()
        request.session["address"] = self.get_client_ip(request)
        request.session["agent"] = request.headers.get("User-Agent", "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        """By the person themselves, through the write path; every other session ends."""
        user.change("password changed", by=Actor(person=user, door=Door.WEB), password=make_password(password))
        request = self.request
        user.end_sessions(but=request.session.session_key if request and request.user == user else None)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Signing in and out explains itself."""

    def _buckets(self, request: HttpRequest, credentials: dict[str, Any]) -> list[str]:
        account = str(credentials.get("username") or credentials.get("email") or "")
        known = request.get_signed_cookie(DEVICE_COOKIE, "", max_age=YEAR) == device_mark(account)
        return throttle.keys(account, self.get_client_ip(request), known_device=known)


def device_mark(account: str) -> str:
    user = User.objects.filter(username__iexact=account).first() or User.objects.filter(email__iexact=account).first()
    return f"{user.pk}" if user and account else "nobody"


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """A device that signed in before is not slowed down by strangers who guess at the same account."""
    response.set_signed_cookie(
        DEVICE_COOKIE, str(user.pk), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
