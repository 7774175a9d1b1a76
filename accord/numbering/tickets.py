"""Tickets: 64 random bits in eleven characters that survive an address, a subject line and a telephone."""

import re
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

LENGTH = 11
TICKET = re.compile(r"[A-Za-z0-9_-]{11}")
BRACKETED = re.compile(r"\bticket:\s?([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])", re.IGNORECASE)


def ticket() -> str:
    """A new one. It begins and ends with a letter or digit, so that nobody loses a dash when they copy it."""
    while True:
        made = urlsafe_b64encode(secrets.token_bytes(8)).decode().rstrip("=")
        if made[0].isalnum() and made[-1].isalnum():
            return made


def find_tickets(text: str) -> list[str]:
    """The tickets that a subject or a search names: `[ticket:AbCdEfGhIjK]`, `ticket AbCdEfGhIjK`."""
    return list(dict.fromkeys(BRACKETED.findall(re.sub(r"(?i)\bticket\s+", "ticket:", text))))


class TicketField(models.CharField):  # type: ignore[type-arg]
    """A ticket of its own, made with the record; capital and small letters differ, on both databases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults = {"verbose_name": _("ticket"), "default": ticket, "unique": True, "editable": False}
        super().__init__(*args, **{**defaults, **kwargs, "max_length": LENGTH})

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
