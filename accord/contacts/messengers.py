"""Messengers: `WhatsApp +49 170 1234567, Telegram @rudi` is typed into one line and read into links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accord.kit.phones import to_e164

# What opens a chat: {digits} of the telephone, or the {name} one has there.
LINKS = {
    "WhatsApp": "https://wa.me/{digits}",
    "Viber": "viber://chat?number=%2B{digits}",
    "Telegram": "https://t.me/{name}",
    "Signal": "https://signal.me/#p/+{digits}",
    "Line": "https://line.me/ti/p/~{name}",
    "Messenger": "https://m.me/{name}",
    "Skype": "skype:{name}?chat",
    "Threema": "https://threema.id/{name}",
    "VK": "https://vk.me/{name}",
    "WeChat": "weixin://dl/chat?{name}",
    "XMPP": "xmpp:{name}",
}
BY_WORD = {name.lower(): name for name in LINKS}
PIECE = re.compile(r"(?P<service>[^\W\d_][\w.-]*)\s*:?\s+(?P<address>\S.*)")


@dataclass(frozen=True)
class Chat:
    """Somebody's address at a messenger; `url` is empty where we do not know how to open it."""

    service: str
    address: str
    url: str = ""


def chats_in(text: str, country: str = "") -> list[Chat]:
    """Every address of the line; what cannot be read is left out."""
    found = (PIECE.fullmatch(piece.strip()) for piece in re.split(r"[,;\n]", text))
    return [_chat(match["service"], match["address"], country) for match in found if match]


def check_messengers(text: str) -> None:
    """Validator: each part names its messenger first."""
    for piece in re.split(r"[,;\n]", text):
        if piece.strip() and not PIECE.fullmatch(piece.strip()):
            said = _("“%(part)s” names no messenger; write it like: Telegram @name, WhatsApp +49 170 1234567.")
            raise ValidationError(said, code="invalid", params={"part": piece.strip()[:60]})


def _chat(service: str, address: str, country: str) -> Chat:
    known = BY_WORD.get(service.lower())
    if known is None:
        return Chat(service, address)
    phone = to_e164(address, country)
    link = LINKS[known]
    if "{digits}" in link:
        return Chat(known, address, link.format(digits=phone[1:]) if phone else "")
    name = phone if phone and known == "Telegram" else quote(address.lstrip("@"), safe="")
    return Chat(known, address, link.format(name=name))
