"""Keeping the index: called by the write path, in the transaction of the write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.db import connection, transaction

from accord.access.models import Owned, OwnedQuerySet, Participants
from accord.access.models.owned import children_of, participants_of
from accord.history.models import Event, kinds
from accord.kit.batches import in_batches
from accord.kit.inserting import insert, made
from accord.search import spelling
from accord.search.models import Entry, Variant
from accord.search.scope import found_kinds, marks
from accord.search.words import id_mark, ticket_mark, title_mark, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

RENEWED = (
    "ON CONFLICT (kind, record_id) DO UPDATE SET"
    " title = excluded.title, detail = excluded.detail, words = excluded.words, scope = excluded.scope"
)


class Findable(Protocol):
    """What a record says about itself for search; `records.Record` does."""

    kind: str
    pk: int
    found_as: str

    def search_title(self) -> str: ...

    def search_text(self) -> str: ...


def index_records(records: Sequence[Any], events: Sequence[Event] = ()) -> None:
    """Bring the entries of these records of one type up to date; a constant number of queries per 200.

    `events` say what was written: where participants changed, the entries of the records' children follow.
    """
    if gone := [record.pk for record in records if not record.is_live]:
        Entry.objects.filter(kind=records[0].kind, record_id__in=gone).delete()
    if live := [record for record in records if record.is_live]:
        people = participants_of(live, events)
        entries = [_entry(record, " ".join(marks(record, people[record.pk]))) for record in live]
        insert(entries, on_conflict=RENEWED)
        spelling.learn(_new_titles(live, entries))
    _children_follow(records, events)


def index_rights(rows: OwnedQuerySet[Any]) -> None:
    """The grounds of these records moved by themselves (with their parent): their marks follow."""
    for batch in in_batches(rows.order_by("pk").iterator(chunk_size=200)):
        people = participants_of(batch)
        alike: dict[str, list[int]] = defaultdict(list)
        for record in batch:
            alike[" ".join(marks(record, people[record.pk]))].append(record.pk)
        for scope, ids in alike.items():
            Entry.objects.filter(kind=rows.model.kind, record_id__in=ids).update(scope=scope)


def rebuild() -> Iterator[tuple[str, int]]:
    """Make the whole index anew beside the people who work; yields type and number of records as it goes."""
    Variant.objects.all().delete()
    Entry.objects.exclude(kind__in=found_kinds()).delete()
    for kind in found_kinds():
        model, done = cast(type[Owned], kinds()[kind]), 0
        for batch in in_batches(model.objects.live().order_by("pk").iterator(chunk_size=200)):
            with transaction.atomic():
                index_records(batch)
            done += len(batch)
            yield kind, done
        Entry.objects.filter(kind=kind).exclude(record_id__in=model.objects.live().values("pk")).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")


def _entry(record: Any, scope: str) -> Entry:
    title, ticket = record.search_title()[:200], getattr(record, "ticket", "")
    own = [id_mark(record.pk), title_mark(title), *([ticket_mark(ticket)] if ticket else [])]
    return made(
        Entry,
        kind=record.kind,
        record_id=record.pk,
        title=title,
        detail=record.search_detail()[:200],
        words=" ".join([*own, *words_of(title, record.search_text(), ticket or "")]),
        scope=scope,
    )


def _new_titles(records: Sequence[Any], entries: Sequence[Entry]) -> list[str]:
    """Without those that these very objects were found by before: what follows from a write is written to them too."""
    new = [entry.title for record, entry in zip(records, entries, strict=True) if record.found_as != entry.title]
    for record, entry in zip(records, entries, strict=True):
        record.found_as = entry.title
    return new


def _children_follow(records: Sequence[Any], events: Sequence[Event]) -> None:
    model = type(records[0])
    parts = {name for name, facet in model.facets.items() if isinstance(facet, Participants)}
    moved = {event.record_id for event in events if event.fields() & parts}
    if moved:
        for child in children_of(model):
            index_rights(child.objects.filter(**{f"{child.parent_field}__in": moved}))
