"""Which of the events that happened concerns whom, as messages for their streams. Knows no stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accord.access import policy
from accord.access.models import Owned
from accord.access.models.owned import GROUNDS, participants_of
from accord.access.words import Right
from accord.accounts.models import User
from accord.history.models import Event, model_of
from accord.history.models.changes import bare

LATE = timedelta(seconds=60)
REMEMBERED = timedelta(minutes=30)
LOOKED_BACK = 1000
MOST_EVENTS = 5000
MOST_MESSAGES = 1000
UNCOMMITTED = timedelta(seconds=1)


@dataclass(frozen=True)
class Message:
    """One server-sent event. It carries kind, id and version, nothing else (decision 7)."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0

    def __str__(self) -> str:
        number = f"id: {self.id}\n" if self.id else ""
        return f"{number}event: {self.name}\ndata: {json.dumps(self.data)}\n\n"


class Reader:
    """Reads each event once, though on PostgreSQL a later id may be committed first (decision 12).

    Ids are handed out one by one, so that a missing one is either still to come or was rolled back: for a minute it is
    asked for again. What came late is kept for those streams that come back having seen a higher id.
    """

    def __init__(self) -> None:
        self.last = newest()
        self.late: list[tuple[datetime, Event]] = []
        self.is_behind = False
        known = set(Event.objects.filter(pk__gt=self.last - LOOKED_BACK).values_list("pk", flat=True))
        self.missing = dict.fromkeys(set(range(max(1, self.last - LOOKED_BACK + 1), self.last)) - known, timezone.now())

    def read(self) -> list[Event]:
        """What was committed since the last time."""
        now = timezone.now()
        self.missing = {pk: since for pk, since in self.missing.items() if now - since < LATE}
        late = list(Event.objects.filter(pk__in=list(self.missing)[-LOOKED_BACK:])) if self.missing else []
        fresh = list(Event.objects.filter(pk__gt=self.last).order_by("pk")[:MOST_EVENTS])
        self.is_behind = len(fresh) == MOST_EVENTS
        self.late = [(at, event) for at, event in self.late if now - at < REMEMBERED] + [(now, event) for event in late]
        for event in late:
            del self.missing[event.pk]
        for event in fresh:
            self.missing |= dict.fromkeys(range(self.last + 1, event.pk), now)
            self.last = event.pk
        return late + fresh

    def missed_since(self, last: int) -> list[Event]:
        """For a stream that comes back: what it has not been told, at most `MOST_EVENTS` of it."""
        missed = list(Event.objects.filter(pk__gt=last).order_by("-pk")[:MOST_EVENTS])[::-1]
        return [event for at, event in self.late if event.pk < last] + missed


def since(made: datetime) -> list[Event]:
    """For a page made at this moment that has had no stream yet: what happened since, and what was about to be
    committed then. A little too much does no harm.
    """
    began = made - UNCOMMITTED
    return list(Event.objects.filter(pk__gt=newest() - LOOKED_BACK, at__gte=began).order_by("pk"))


def newest() -> int:
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


@dataclass
class Trace:
    """Everything that some events did to one record, folded."""

    kind: str
    record_id: int
    created: bool = False
    version: int = 0
    actors: set[int | None] = field(default_factory=set)
    before: dict[str, Any] = field(default_factory=dict)

    def step(self, event: Event) -> None:
        self.created |= event.is_creation
        self.version = max(self.version, event.version)
        self.actors.add(event.actor_id)
        for name, value in event.before.items():
            self.before.setdefault(name, bare(value))


@dataclass(frozen=True)
class Sight:
    """What decides who sees a record, at one moment."""

    record: Owned
    participants: frozenset[int]
    key: tuple[Any, ...]

    @classmethod
    def of(cls, record: Owned, participants: Iterable[int]) -> Sight:
        people = frozenset(participants)
        grounds = (record.owner_id, record.co_owner_id, record.department_id, record.private, record.is_live)
        return cls(record, people, (record.kind, *grounds, people))

    def reaches(self, person: User) -> bool:
        if not self.record.is_live or not person.is_active:
            return False
        return person.pk in self.participants or policy.covers(person, Right.VIEW, self.record)


def messages(events: Sequence[Event], people: Mapping[int, User]) -> dict[int, list[Message]]:
    """For each of these people: `changed` for what they may see, `gone` for what they no longer may; never what
    they did themselves. More than a thousand at once are told by type only.
    """
    traces: dict[tuple[str, int], Trace] = {}
    for event in events:
        key = (event.kind, event.record_id)
        traces.setdefault(key, Trace(*key)).step(event)
    last = max((event.pk for event in events), default=0)
    told: dict[int, list[Message]] = {pk: [] for pk in people}
    memo: dict[tuple[Any, ...], bool] = {}
    for trace, now, then in _sights(traces.values()):
        for pk, person in people.items():
            if trace.actors == {pk}:
                continue
            name = _word(person, now, then, memo)
            if name:
                data = {"kind": trace.kind, "id": trace.record_id, "version": trace.version}
                told[pk].append(Message(name, data, last))
    return {pk: _bounded(own, last) for pk, own in told.items() if own}


def _word(person: User, now: Sight, then: Sight | None, memo: dict[tuple[Any, ...], bool]) -> str:
    if _reaches(person, now, memo):
        return "changed"
    return "gone" if then is not None and _reaches(person, then, memo) else ""


def _reaches(person: User, sight: Sight, memo: dict[tuple[Any, ...], bool]) -> bool:
    key = (person.pk, *sight.key)
    if key not in memo:
        memo[key] = sight.reaches(person)
    return memo[key]


def _sights(traces: Iterable[Trace]) -> Iterable[tuple[Trace, Sight, Sight | None]]:
    """Who sees each record now, and who saw it before; two queries per type."""
    by_kind: dict[str, list[Trace]] = {}
    for trace in traces:
        by_kind.setdefault(trace.kind, []).append(trace)
    for kind, group in by_kind.items():
        model = model_of(kind)
        if model is None or not issubclass(model, Owned):
            continue
        records = model.objects.in_bulk([trace.record_id for trace in group])
        participants = participants_of(list(records.values())) if records else {}
        for trace in group:
            if record := records.get(trace.record_id):
                now = Sight.of(record, participants[record.pk])
                yield trace, now, None if trace.created else _before(trace, record, now)


def _before(trace: Trace, record: Owned, now: Sight) -> Sight | None:
    """The record as those events found it, as far as seeing goes."""
    moved = trace.before.keys() & {*GROUNDS, "deleted_at", *type(record).facets}
    if not moved:
        return None
    past = type(record)()
    past.pk = record.pk
    for name in (*GROUNDS, "deleted_at"):
        column = type(record)._meta.get_field(name)
        attribute: str = getattr(column, "attname", name)
        setattr(past, attribute, trace.before.get(name, getattr(record, attribute)))
    others = {pk for name in moved & type(record).facets.keys() for pk in trace.before[name] or []}
    return Sight.of(past, now.participants | others)


def _bounded(own: list[Message], last: int) -> list[Message]:
    if len(own) <= MOST_MESSAGES:
        return own
    return [Message("changed", {"kind": kind}, last) for kind in dict.fromkeys(str(one.data["kind"]) for one in own)]
