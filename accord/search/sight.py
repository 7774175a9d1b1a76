"""The titles of records of any type that a person sees, with one query: for places that name many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from accord.accounts.models import User
from accord.search.expressions import Word
from accord.search.models import Entry
from accord.search.scope import reached

Key = tuple[str, int]


def titles(keys: Iterable[Key], person: User) -> dict[Key, str]:
    """Those of these records that the person sees now, by type and id; what is in the trash has no title here."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        ids[kind].add(pk)
    mine = {kind: marks_of(person, kind) for kind in ids}
    asked = [Q(kind=kind, record_id__in=pks) for kind, pks in ids.items() if mine[kind]]
    rows = Entry.objects.filter(reduce(or_, asked)).values_list("kind", "record_id", "title", "scope") if asked else ()
    return {(kind, pk): title for kind, pk, title, scope in rows if not mine[kind].isdisjoint(scope.split())}


def marks_of(person: User, kind: str) -> set[str]:
    """The marks by which this person sees records of the type."""
    scope = reached(person, kind)
    return {part.token for part in scope.marks.parts if isinstance(part, Word)} if scope else set()
