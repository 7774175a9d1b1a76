"""Toasts: what an answer says in the corner, each change with its *Undo*.

A toast is a message of Django's framework, so that it survives the redirect of a plain post; the address that takes the
change back travels in its tags.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.functional import Promise

UNDO = "undo:"
ICONS = {"success": "check", "info": "info", "warning": "warning", "error": "alert"}


@dataclass(frozen=True)
class Toast:
    text: str
    kind: str
    undo: str = ""

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "info")

    @classmethod
    def read(cls, message: Message) -> "Toast":
        tags = (message.extra_tags or "").split()
        undo = next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
        return cls(text=str(message.message), kind=message.level_tag, undo=undo)


def toast(request: HttpRequest, text: str | Promise, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Say it with the next answer. `undo` is the address that a POST to takes the change back."""
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO}{undo}" if undo else "")
