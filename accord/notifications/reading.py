"""Notices as their reader sees them: put together when they are read, with the rights of that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.access.models import Owned
from accord.accounts.models import User
from accord.history.models import model_of
from accord.notifications.models import Notification
from accord.notifications.sentences import sentence
from accord.notifications.telling import may_be_told

Key = tuple[str, int]


@dataclass(frozen=True)
class Notice:
    """`title` names the record; a reader who may no longer see it learns neither name nor what happened."""

    pk: int
    title: str
    sentence: str
    icon: str
    at: datetime
    is_unread: bool
    more: int = 0


def page_of(person: User, *, before: int | None = None, size: int = 50) -> QuerySet[Notification]:
    rows = Notification.objects.told_to(person).newest_first().select_related("event__actor", "event__change_set")
    return (rows.filter(pk__lt=before) if before else rows)[:size]


def notices(rows: Sequence[Notification], person: User) -> list[Notice]:
    """One query per type that occurs."""
    records = seen(person, ((row.event.kind, row.event.record_id) for row in rows))
    return [_notice(row, records.get((row.event.kind, row.event.record_id)), person) for row in rows]


def address(notice: Notification, person: User) -> str:
    """Where the notice leads: to the record, or back to the list where it cannot be opened."""
    event = notice.event
    record = seen(person, [(event.kind, event.record_id)]).get((event.kind, event.record_id))
    if record is None or not record.is_live:
        return reverse("notifications")
    return str(record.get_absolute_url())


def seen(person: User, keys: Iterable[Key]) -> dict[Key, Any]:
    """Those of the records that the person may see now, and those in the trash that they could have deleted."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        ids[kind].add(pk)
    found: dict[Key, Any] = {}
    for kind, pks in ids.items():
        model = model_of(kind)
        if model is None or not issubclass(model, Owned):
            continue
        rows = model.objects.filter(pk__in=pks)
        found |= {(kind, record.pk): record for record in rows.visible_to(person)}
        missing = pks - {pk for of, pk in found if of == kind}
        if missing:
            trash = model.objects.in_trash().filter(pk__in=missing)
            found |= {(kind, record.pk): record for record in trash if may_be_told(person, record)}
    return found


def glanced(row: Notification, title: str | None, person: User) -> Notice:
    """A notice whose record is known by its title only, which is None where the person does not see it."""
    if title is None:
        return _untold(row)
    return _told(row, title, sentence(row.event, person), row.event.kind)


def _notice(row: Notification, record: Any | None, person: User) -> Notice:
    if record is None:
        return _untold(row)
    said = sentence(row.event, person, record)
    return _told(row, str(record), said, str(getattr(record, "icon", record.kind)))


def _untold(row: Notification) -> Notice:
    return _told(row, _("A record you can no longer see"), "", "eye-off")


def _told(row: Notification, title: str, said: str, icon: str) -> Notice:
    return Notice(row.pk, title, said, icon, row.event.at, row.read_at is None, row.records - 1)
