"""Somebody was faster: a form meets what others wrote since it was opened (decision 14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from accord.accounts.models import User
from accord.history.models import Changeable, Event
from accord.history.models.changes import HIDDEN, bare, ids_of
from accord.records.sight import Sight
from accord.records.values import Shown, column_of, label_of, mentioned_by, shown

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Contested:
    """A field that two people changed: what is stored now, by whom, and what this person asked for."""

    name: str
    label: Any
    now: Shown
    asked: Shown
    event: Event


class Merge:
    """What a form says, against the record as it is now.

    A value counts as the person's own where it differs from what they saw: the row of the version in the form,
    read back through the events since. `choices` are the answers given on the *somebody was faster* page, made at
    version `settled`.
    """

    def __init__(
        self,
        record: Changeable,
        values: Mapping[str, Any],
        *,
        seen: int | None,
        choices: Mapping[str, str] | None = None,
        settled: int | None = None,
    ) -> None:
        self.record, self.values = record, values
        self.choices = dict(choices or {}) if settled == record.version else {}
        self.since = list(self._events_since(seen)) if seen is not None and seen < record.version else []

    @property
    def mine(self) -> dict[str, Any]:
        """What to write: everything the person changed, without what they gave up."""
        return {
            name: value
            for name, value in self.values.items()
            if self._differs_from_seen(name) and self.choices.get(name) != THEIRS
        }

    def contested(self, reader: User) -> list[Contested]:
        """The fields on which somebody was faster and nobody has decided yet."""
        names = [name for name in self.mine if name not in self.choices and self._last(name) and self._differs(name)]
        sight = Sight(reader, mentioned_by(self.record, names))
        asked = self._asked(names)
        sight_of_asked = Sight(reader, mentioned_by(asked, names))
        return [
            Contested(
                name,
                label_of(type(self.record), name),
                shown(self.record, name, sight),
                self._said(asked, name, sight_of_asked),
                self._last(name),  # type: ignore[arg-type]
            )
            for name in names
        ]

    # ── private ──

    def _events_since(self, seen: int) -> models.QuerySet[Event]:
        return self.record.events.filter(version__gt=seen).select_related("actor")

    def _last(self, name: str) -> Event | None:
        return next((event for event in reversed(self.since) if name in event.fields()), None)

    def _differs_from_seen(self, name: str) -> bool:
        first = next((event for event in self.since if name in event.before), None)
        if first is None or first.before[name] == HIDDEN:
            return self._differs(name)
        return not _is_same(self.record, name, self.values[name], bare(first.before[name]))

    def _differs(self, name: str) -> bool:
        """From what is stored now."""
        value = self.values[name]
        if facet := self.record.facet(name):
            return facet.read(self.record) != ids_of(value)
        column = column_of(type(self.record), name)
        assert column is not None
        return bool(getattr(self.record, column.attname) != _key(value))

    def _asked(self, names: list[str]) -> Changeable:
        """The record as this person wanted it; never written."""
        probe = type(self.record)()
        probe.__dict__.update({key: value for key, value in self.record.__dict__.items() if key != "_state"})
        for name in names:
            if not self.record.facet(name):
                setattr(probe, name, self.values[name])
        return probe

    def _said(self, asked: Changeable, name: str, sight: Sight) -> Shown:
        if self.record.facet(name):
            return Shown("text", ", ".join(str(item) for item in self.values[name]))
        return shown(asked, name, sight)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _is_same(record: Changeable, name: str, value: Any, kept: Any) -> bool:
    """Whether a value of the form is what an event kept."""
    if record.facet(name):
        return ids_of(value) == (kept or [])
    column = column_of(type(record), name)
    assert column is not None
    if kept is not None and not isinstance(column, models.ForeignKey):
        kept = column.to_python(kept)
    return bool(_key(value) == kept)
