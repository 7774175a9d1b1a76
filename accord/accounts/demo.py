"""One-click sign-in of the demonstration, under every condition of decision 31."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from accord.accounts.models import User
from accord.accounts.models.user import UserQuerySet

LOCAL_HOSTS = {"127.0.0.1", "[::1]", "localhost"}
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)


def is_offered(request: HttpRequest) -> bool:
    """The data carries the demo mark, socket and peer are loopback, the host is local, and nothing was forwarded."""
    return (
        is_loopback(str(request.META.get("REMOTE_ADDR", "")))
        and is_loopback(str(request.META.get("SERVER_NAME", "")))
        and request.get_host().rsplit(":", 1)[0] in LOCAL_HOSTS
        and not any(request.META.get(name) for name in FORWARDED)
        and people().exists()
    )


def people() -> UserQuerySet:
    """The invented people one may become: active, made by the demo, without a password that works."""
    return User.objects.live().active().filter(is_demo=True, password__startswith="!").order_by("pk")  # noqa: S106


def is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
