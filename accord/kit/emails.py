"""E-mail addresses as people type them into a field: `Anna <anna@acme.com>, boris@acme.com`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

MOST = 200


@dataclass(frozen=True)
class Address:
    """A person at an address; the name may be empty."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


def normalise_email(email: str) -> str:
    """What is compared and unique: trimmed, lower case. No provider that matters tells Anna@ from anna@."""
    return email.strip().lower()


def domain(email: str) -> str:
    """What stands behind the @, lower case."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def is_public(email: str, public_domains: Collection[str]) -> bool:
    """Whether the address is at a provider for everybody and so says nothing about the company."""
    return domain(email) in public_domains


def parse_addresses(text: str) -> list[Address]:
    """All addresses in a field, separated by comma, semicolon or line, each one valid; or a ValidationError that says
    which one is not.
    """
    return list(_parsed(text))


@lru_cache(4096)
def _parsed(text: str) -> tuple[Address, ...]:
    """Remembered, since what is validated in a field is read again by what the record is known by."""
    if re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]", text):
        raise ValidationError(_("This contains a control character."), code="control")
    pieces = [piece for piece in _pieces(text) if piece.strip()]
    if len(pieces) > MOST:
        raise ValidationError(_("These are too many addresses at once."), code="too_many")
    return tuple(_address(piece) for piece in pieces)


def _pieces(text: str) -> list[str]:
    """Cut at separators outside of quotes and angle brackets: a name may contain a comma."""
    return re.findall(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,;\r\n"<]|["<])+', text)


NAMED = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<>]*?))\s*<([^<>]*)>\s*')


def _address(piece: str) -> Address:
    named = NAMED.fullmatch(piece)
    quoted, plain, email = named.groups() if named else (None, "", piece)
    try:
        validate_email(email.strip())
    except ValidationError:
        message = _("“%(text)s” is not an e-mail address.")
        raise ValidationError(message, code="invalid", params={"text": piece.strip()[:80]}) from None
    name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
    return Address(" ".join((name or "").split()), email.strip())
