"""What hangs on records and has no page of its own: files, links set by hand, lines, accounts. Its history is told in
that of the record, and seen by those who see the record. A tie hangs on two: a link, somebody's further employment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from accord.access.models import Owned
from accord.files.models import Attachment
from accord.history.models import Changeable, Event, model_of
from accord.history.models.hanging import cascading, hangs_on
from accord.records.models import Link
from accord.records.sight import Key

MOST = 1_000
"""Of what hangs on one record; what is older than that is told by its own change set."""


def events_about(record: Changeable) -> QuerySet[Event]:
    """What happened to the record and to all that hangs on it, the trash included."""
    about = Q(kind=record.kind, record_id=record.pk)
    for kind, ids in _ids_beside(record).items():
        about |= Q(kind=kind, record_id__in=ids)
    return Event.objects.filter(about)


def hangs(kind: str) -> bool:
    """Whether things of this kind hang on records."""
    model = model_of(kind)
    return model is not None and (model in (Attachment, Link) or bool(_parents_of(model)))


def ties(kind: str) -> bool:
    """Whether things of this kind hang on two records at once."""
    model = model_of(kind)
    return model is not None and (model is Link or len(_parents_of(model)) > 1)


def hang_on(keys: Iterable[Key], about: Key | None = None) -> dict[Key, tuple[Key, ...]]:
    """The records on which each of these hangs, as it is now: one question per type, none where all but the ties are
    known to hang on one record. What is gone for good is left out.
    """
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        ids[kind].add(pk)
    known = {(kind, pk): (about,) for kind, pks in ids.items() for pk in pks if about and not ties(kind)}
    asked = {kind: pks for kind, pks in ids.items() if not about or ties(kind)}
    return known | {(kind, pk): ends for kind, pks in asked.items() for pk, ends in _ends(kind, pks)}


# ── private ──


def _ids_beside(record: Changeable) -> dict[str, list[int]]:
    first, *others = (
        rows.order_by().annotate(what=Value(rows.model.kind, CharField())).values_list("what", "pk")
        for rows in _beside(record)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for kind, pk in first.union(*others, all=True)[:MOST]:
        found[kind].append(pk)
    return found


def _beside(record: Changeable) -> Iterator[QuerySet[Any]]:
    yield Attachment.objects.filter(on_kind=record.kind, on_id=record.pk)
    yield Link.objects.of(record)
    for model, name in cascading(type(record)):
        if not issubclass(model, Owned):
            yield model._default_manager.filter(**{name: record})


def _ends(kind: str, pks: set[int]) -> Iterator[tuple[int, tuple[Key, ...]]]:
    model = model_of(kind)
    assert model is not None
    rows: Any = model._default_manager.filter(pk__in=pks)
    if model is Link:
        yield from ((link.pk, link.ends) for link in rows)
    elif model is Attachment:
        yield from ((pk, ((on, on_id),)) for pk, on, on_id in rows.values_list("pk", "on_kind", "on_id"))
    elif parents := _parents_of(model):
        kinds = [to for _name, to in parents]
        for pk, *ids in rows.values_list("pk", *(name for name, _to in parents)):
            yield pk, tuple(zip(kinds, ids, strict=True))


@cache
def _parents_of(model: type[Changeable]) -> tuple[tuple[str, str], ...]:
    """The columns that hang a part on its records, and the kinds of those; none for what stands by itself."""
    if issubclass(model, Owned):
        return ()
    return tuple((f"{name}_id", target.kind) for name, target in hangs_on(model) if issubclass(target, Owned))
