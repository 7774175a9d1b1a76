"""History told to its reader: who did what, when, through which door, with the rights of now (decision 13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Door, Event, model_of
from accord.history.models.changes import HIDDEN
from accord.records import contents
from accord.records.beside import hang_on, hangs, ties
from accord.records.sight import Key, Sight, is_owned, unseen
from accord.records.values import EMPTY, Shown, label_of, mentioned_then, shown_then

SENTENCES: dict[str, str | Promise] = {
    "created": _("{who} added this"),
    "imported": _("{who} imported this"),
    "changed": _("{who} changed"),
    "handed over": _("{who} handed this over"),
    "deleted": _("{who} deleted this"),
    "restored": _("{who} took this out of the trash"),
    "undone": _("{who} took something back"),
    "relinked": _("{who} moved this to another record"),
    "watched": _("{who} began to watch this"),
    "unwatched": _("{who} stopped watching this"),
    "purged": _("{who} deleted this for good"),
}

OF_PARTS: dict[str, str | Promise] = {
    "created": _("{who} added: {what}"),
    "changed": _("{who} changed: {what}"),
    "removed": _("{who} took off: {what}"),
    "deleted": _("{who} took off: {what}"),
    "restored": _("{who} brought back: {what}"),
    "undone": _("{who} took something back: {what}"),
    "relinked": _("{who} moved from one record to another: {what}"),
    "renamed": _("{who} renamed: {what}"),
    "content replaced": _("{who} replaced the content of: {what}"),
    "linked": _("{who} linked: {what}"),
    "unlinked": _("{who} took the link off: {what}"),
}
"""Of what hangs on a record: a file, a link, a line."""

LOOKS: dict[str, tuple[str, str]] = {
    "created": ("plus", ""),
    "imported": ("plus", ""),
    "deleted": ("trash", "change"),
    "restored": ("undo", "change"),
    "undone": ("undo", "change"),
    "handed over": ("contact", "change"),
    "linked": ("link", "change"),
    "unlinked": ("link", "change"),
    "watched": ("eye", "change"),
    "unwatched": ("eye", "change"),
}

SILENT = frozenset({"deleted_at", "first_kind", "first_id", "second_kind", "second_id", "on_kind", "on_id"})
"""Fields whose change the sentence has said already."""

SAID = {"watchers": ("watched", "unwatched"), "main": ("made main", "stepped back")}


@dataclass(frozen=True)
class Difference:
    """One field of an event. `hidden`: the reader may not read it and is told only that it changed."""

    label: Any
    before: Shown
    after: Shown
    hidden: bool = False


@dataclass(frozen=True)
class Told:
    """One event as its reader sees it."""

    event: Event
    sentence: SafeString
    icon: str
    looks: str
    door: str
    differences: list[Difference] = field(default_factory=list)
    title: str = ""
    url: str = ""
    is_part: bool = False

    @property
    def day(self) -> date:
        return timezone.localtime(self.event.at).date()

    @property
    def changes_url(self) -> str:
        return reverse("changes", args=[self.event.change_set_id])


def events_with_all(events: Any) -> Any:
    """The events with everything that telling them needs, in one query."""
    return events.select_related("actor", "change_set", "change_set__undone_by")


def tell(
    events: Sequence[Event],
    reader: User,
    *,
    sight: Sight | None = None,
    readable: frozenset[str] | None = None,
    currency: str = "",
    about: Key | None = None,
) -> list[Told]:
    """Tell these events. `readable` limits the fields the reader may read on all of them (None: all); amounts are of
    `currency` where the event itself names none; `sight` is what the page knows already; `about` is the record on
    which all parts among them hang.
    """
    hanging = hang_on(((event.kind, event.record_id) for event in events if hangs(event.kind)), about)
    wide = (sight or Sight(reader, ())).wider([*_mentioned(events), *chain(*hanging.values())])
    names = wide.names(chain(*(ends for (kind, _pk), ends in hanging.items() if ties(kind))))
    telling = Telling(reader, wide, readable, currency, hanging, names)
    return [telling.tell(event) for event in events]


def by_day(told: Sequence[Told]) -> Iterator[tuple[date, list[Told]]]:
    for day, items in groupby(told, key=lambda item: item.day):
        yield day, list(items)


def _mentioned(events: Sequence[Event]) -> Iterator[Key]:
    for event in events:
        if model := model_of(event.kind):
            yield event.kind, event.record_id
            yield from mentioned_then(model, event.before)
            yield from mentioned_then(model, event.after)


@dataclass(frozen=True)
class Telling:
    reader: User
    sight: Sight
    readable: frozenset[str] | None
    currency: str
    hanging: Mapping[Key, tuple[Key, ...]]
    names: Mapping[Key, str]

    def tell(self, event: Event) -> Told:
        icon, looks = LOOKS.get(event.verb, ("note", "change"))
        seen = self._is_seen(event)
        linked = seen and contents.knows(event.kind)
        return Told(
            event=event,
            sentence=self._sentence(event),
            icon=icon,
            looks=looks,
            door=str(Door(event.change_set.door).label) if event.actor_id and event.change_set.door != Door.WEB else "",
            differences=list(self._differences(event)) if seen else [],
            title=self._title(event),
            url=contents.pages_of(event.kind).address(event.record_id) if linked else "",
            is_part=hangs(event.kind),
        )

    def _is_seen(self, event: Event) -> bool:
        """A part is seen by those who see the record it hangs on."""
        if hangs(event.kind):
            ends = self.hanging.get((event.kind, event.record_id), ())
            return any(self.sight.reaches(*end) for end in ends)
        return not is_owned(event.kind) or self.sight.reaches(event.kind, event.record_id)

    def _title(self, event: Event) -> str:
        if not self._is_seen(event):
            return unseen(event.kind)
        if not ties(event.kind):
            return event.label
        return " – ".join(self.names.get(end) or unseen(end[0]) for end in self.hanging[event.kind, event.record_id])

    def _sentence(self, event: Event) -> SafeString:
        who = format_html("<b>{}</b>", self._who(event))
        if hangs(event.kind):
            words = OF_PARTS.get(event.verb) or "{who}: " + gettext(event.verb) + ": {what}"
            return format_html(str(words), who=who, what=format_html("<bdi>{}</bdi>", self._title(event)))
        own = contents.pages_of(event.kind).told if contents.knows(event.kind) else {}
        words = own.get(event.verb) or SENTENCES.get(event.verb) or "{who}: " + gettext(event.verb)
        return format_html(str(words), who=who)

    def _who(self, event: Event) -> str:
        if event.actor_id is None:
            return str(Door(event.change_set.door).label)
        return gettext("You") if event.actor_id == self.reader.pk else str(event.actor)

    def _differences(self, event: Event) -> Iterator[Difference]:
        model = model_of(event.kind)
        if model is None:
            return
        currency = str(event.after.get("currency") or event.before.get("currency") or self.currency)
        for name, before, after in event.rows():
            if name in SILENT or _is_said(event, name) or not self._is_worked_with(event, name):
                continue
            label = label_of(model, name)
            if HIDDEN in (before, after) or self._is_withheld(event, name):
                yield Difference(label, EMPTY, EMPTY, hidden=True)
            else:
                was, is_now = (shown_then(model, name, kept, self.sight, currency) for kept in (before, after))
                yield Difference(label, was, is_now)

    def _is_worked_with(self, event: Event, name: str) -> bool:
        return not contents.knows(event.kind) or contents.pages_of(event.kind).works_with(name, self.reader)

    def _is_withheld(self, event: Event, name: str) -> bool:
        """Who reads only some fields of a record reads none of what hangs on it."""
        return self.readable is not None and (hangs(event.kind) or name not in self.readable)


def _is_said(event: Event, name: str) -> bool:
    """What the sentence says already: the watchers of a watching, the mark that a main contact got or lost."""
    return event.verb in SAID.get(name, ())
