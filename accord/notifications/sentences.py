"""What a notice says. `{who}` stands for the person, or for the door where nobody in particular acted."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.access.models import Owned
from accord.accounts.models import User
from accord.history.models import Door, Event

Text = str | Promise

GENERAL: dict[str, Text] = {
    "created": _("{who} added this"),
    "imported": _("{who} imported this"),
    "changed": _("{who} changed this"),
    "handed over": _("{who} handed this over"),
    "deleted": _("{who} put this into the trash"),
    "restored": _("{who} took this out of the trash"),
    "undone": _("{who} took something back here"),
}
GAINED: dict[str, Text] = {
    "owner": _("{who} made you the owner"),
    "co_owner": _("{who} made you the co-owner"),
}
LOST: dict[str, Text] = {
    "owner": _("{who} gave this to somebody else"),
    "co_owner": _("You are no longer the co-owner"),
}
OWN: dict[str, Mapping[str, Text]] = {}


def learn(kind: str, told: Mapping[str, Text]) -> None:
    """The type's own verbs as whole sentences, by which its history is told too; see `RecordPages.told`."""
    OWN[kind] = told


def sentence(event: Event, reader: User, record: Owned | None = None) -> str:
    """One sentence about the record, from where the reader stands."""
    who = str(event.actor) if event.actor_id else str(Door(event.change_set.door).label)
    words = _about(event, reader, record) or OWN.get(event.kind, {}).get(event.verb) or GENERAL.get(event.verb)
    return str(words or GENERAL["changed"]).format(who=who)


def _about(event: Event, reader: User, record: Owned | None) -> Text | None:
    for name in ("owner", "co_owner"):
        if _is(event.after.get(name), reader):
            return GAINED[name]
        if _is(event.before.get(name), reader) and name in event.after:
            return LOST[name]
    if event.is_creation and event.actor_id and record is not None and record.owner_id == reader.pk:
        return _("{who} added this for you")
    if event.is_creation and event.actor_id is None:
        return gettext("This has arrived")
    return None


def _is(link: Mapping[str, int] | None, reader: User) -> bool:
    return bool(link) and link is not None and link.get("id") == reader.pk
