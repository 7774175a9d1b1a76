"""Who is told of a change set: those interested, without who did it and without those who may not see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accord.access import policy
from accord.access.models import Owned
from accord.access.models.owned import GROUNDS
from accord.access.words import Right
from accord.accounts.models import User
from accord.history.models import ChangeSet, Event, model_of
from accord.kit.batches import in_batches
from accord.notifications.models import Notification

MANY = 200
OWNERS = {"owner", "co_owner"}


def notices_of(change_set: ChangeSet) -> list[Notification]:
    """One for each person concerned, naming the first event that concerns them.

    Where the set is large (an import, a bulk change), only owners and co-owners are told: nobody watches a record in
    order to hear of each of ten thousand.
    """
    notices: dict[int, Notification] = {}
    seen: dict[int, set[tuple[str, int]]] = {}
    people = People()
    is_large = change_set.events.count() > MANY
    for batch in in_batches(change_set.events.order_by("pk").iterator(chunk_size=MANY), pause=0):  # nothing is written
        records = _records_of(batch, is_large=is_large)
        for event in batch:
            record = records.get((event.kind, event.record_id))
            if record is None:
                continue
            for pk in _concerned(record, event, people, is_large=is_large) - {event.actor_id}:
                notices.setdefault(
                    pk, Notification(person_id=pk, change_set=change_set, event=event, created_at=timezone.now())
                )
                seen.setdefault(pk, set()).add((event.kind, event.record_id))
    for pk, notice in notices.items():
        notice.records = len(seen[pk])
    return list(notices.values())


class People:
    """The people met so far, each read once."""

    def __init__(self) -> None:
        self.known: dict[int, User] = {}

    def of(self, ids: set[int]) -> Iterator[User]:
        if new := ids - self.known.keys():
            self.known |= User.objects.in_bulk(new)
        return (self.known[pk] for pk in ids if pk in self.known)


def _records_of(events: list[Event], *, is_large: bool) -> Mapping[tuple[str, int], Any]:
    """The records of these events that people can be told of, in the trash or not; one query per type.

    Of a large set those are left out that concern nobody but who did it, and of the others no more is read than the
    policy asks of those that are live.
    """
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.kind, set()).add(event.record_id)
    return {
        (kind, record.pk): record
        for kind, pks in ids.items()
        if (model := model_of(kind)) is not None and hasattr(model, "interested")
        for record in (_not_just_their_own(model, events) if is_large else model.objects).filter(pk__in=pks)
    }


def _not_just_their_own(model: Any, events: list[Event]) -> QuerySet[Any]:
    """Records that have or had another owner or co-owner than the one who wrote these events."""
    own = Q(owner=events[0].actor_id, co_owner=None)
    handed_over = [event.record_id for event in events if event.kind == model.kind and event.fields() & OWNERS]
    rows: QuerySet[Any] = model.objects.only(*GROUNDS, "deleted_at")
    return rows.filter(~own | Q(pk__in=handed_over))


def _concerned(record: Any, event: Event, people: People, *, is_large: bool) -> set[int]:
    interested = _owners(record, event) if is_large else record.interested(event) | _owners(record, event)
    interested.discard(event.actor_id)
    if not interested:
        return set()
    if is_large or not record.is_live:
        return {person.pk for person in people.of(interested) if may_be_told(person, record)}
    return policy.viewers(record, among=User.objects.filter(pk__in=interested))


def _owners(record: Any, event: Event) -> set[int]:
    """Owner and co-owner, those of now and those whom this event replaced."""
    before = [event.before.get("owner"), event.before.get("co_owner")]
    return {pk for pk in (record.owner_id, record.co_owner_id) if pk} | {link["id"] for link in before if link}


def may_be_told(person: User, record: Owned) -> bool:
    """Asked without a query, participation left out. A record in the trash is for those who could have deleted it."""
    if not person.is_active:
        return False
    return policy.covers(person, Right.VIEW, record) if record.is_live else policy.may_delete(person, record)
