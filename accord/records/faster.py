"""Somebody was faster: a verb compares the fields it depends on with what the person saw (decision 14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.history.models import Changeable, Event
from accord.history.models.changes import HIDDEN
from accord.history.models.undo import is_as_kept
from accord.kit.errors import Conflict
from accord.kit.numbers import LARGEST_VERSION, as_number
from accord.records.declare import RecordPages, Verb
from accord.records.values import label_of


def check_seen(request: HttpRequest, record: Any, fields: Collection[str]) -> None:
    """Raise `Conflict` where one of these fields is no longer what the page of this request showed.

    The version that was seen comes with the form, or in the address of a button; what comes without is trusted to be
    of now, as from the API.
    """
    said = overtaken(record, version_in(request), fields)
    if said:
        raise Conflict(said)


def version_in(request: HttpRequest) -> int | None:
    word = request.POST.get("version") or request.GET.get("version", "")
    return as_number(word, most=LARGEST_VERSION)


def overtaken(record: Any, seen: int | None, fields: Collection[str]) -> str:
    """Who changed what of these fields since that version, in one sentence; nothing where they are as they were."""
    if seen is None or seen >= record.version or not fields:
        return ""
    since = list(record.events.filter(version__gt=seen).select_related("actor"))
    differing = [name for name in fields if _differs(record, since, name)]
    if not differing:
        return ""
    last = next(event for event in reversed(since) if event.fields() & set(differing))
    return _said(last, type(record), differing)


def depends(pages: RecordPages[Any], verb: Verb) -> Collection[str]:
    """What a verb depends on: what it says itself, else what its type says of all."""
    return pages.decided_by if verb.depends is None else verb.depends


# ── private ──


def _differs(record: Changeable, since: Iterable[Event], name: str) -> bool:
    """Whether the field is another than it was: what was changed there and back is as it was."""
    first = next((event for event in since if name in event.before), None)
    if first is None:
        return False
    return first.before[name] == HIDDEN or not is_as_kept(record, name, first.before[name])


def _said(event: Event, model: type[Changeable], fields: Iterable[str]) -> str:
    names = ", ".join(str(label_of(model, name)) for name in fields)
    if not isinstance(event.actor, User):
        return _("This has changed in the meantime: %(fields)s. Please look again.") % {"fields": names}
    words = _("%(person)s changed this in the meantime: %(fields)s. Nothing is overwritten; please look again.")
    return words % {"person": event.actor, "fields": names}
