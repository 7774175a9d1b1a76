"""How many requests somebody has before them: counted on every page, so no further than it is shown.

Whoever sees many requests counts the first hundred of each range that an index answers, and never looks at those of
others. The words of the question are made once a day for all people of the same rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from accord.access import policy
from accord.accounts.models import User
from accord.inquiries.models.inquiry import Inquiry, sells
from accord.kit.dates import day_begins
from accord.kit.prepared import STAND_INS, given
from accord.records.lists.together import Words, asked, together

COUNTED_TO = 99

TODAY, OLDER = "today", "older"


@dataclass(frozen=True)
class Asking:
    """What the question hangs on beside the person's own number; equal ones are asked in the same words."""

    sight: policy.Alike
    sells: bool
    today: date
    midnight: datetime
    like: User = field(compare=False)

    @classmethod
    def of(cls, person: User, today: date) -> Asking:
        like = User(pk=STAND_INS[0], is_active=person.is_active, compiled=person.compiled)
        midnight = day_begins(today, person.zone)
        return cls(policy.Scope(person, Inquiry.kind).alike, sells(person), today, midnight, like)


def waiting_counts(person: User, *, today: date | None = None) -> tuple[int, int]:
    """(received today, older), each exact up to `COUNTED_TO` and at most one more."""
    sql, params = _words(Asking.of(person, today or person.acting().today()))
    found: dict[str, set[int]] = {TODAY: set(), OLDER: set()}
    for name, pk in asked(sql, given(params, person.pk)):
        found[name.partition(" ")[0]].add(pk)  # what lies in several ranges counts once
    return min(len(found[TODAY]), COUNTED_TO + 1), min(len(found[OLDER]), COUNTED_TO + 1)


@lru_cache(maxsize=512)
def _words(asking: Asking) -> Words:
    return together(dict(_sets(asking)))


def _sets(asking: Asking) -> Iterator[tuple[str, QuerySet[Any]]]:
    """The first rows of each range. Those of today are few among all days, so their days are said first."""
    new = _is_of(asking.today, asking.midnight)
    recent = Q(received_on__gte=asking.today - timedelta(days=1))
    waiting = Inquiry.objects.pending_of(asking.like)
    for number, rows in enumerate(policy.visible_in_ranges(waiting.order_by(), asking.like)):
        yield f"{TODAY} {number}", rows.filter(recent, new).values("pk")[: COUNTED_TO + 1]
        yield f"{OLDER} {number}", rows.exclude(new).values("pk")[: COUNTED_TO + 1]


def _is_of(today: date, midnight: datetime) -> Q:
    """Received on this day; also late at night, when the web form was still in the day before."""
    overnight = Q(received_on=today - timedelta(days=1), created_at__gte=midnight)
    return Q(received_on__gte=today) | overnight
