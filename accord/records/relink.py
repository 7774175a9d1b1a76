"""Moving everything that points to one record to another: what merging, conversion and duplicates have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from accord.files.models import Attachment
from accord.history.models import Actor, Changeable
from accord.history.models.hanging import batches
from accord.records.models import Forward, Link, Record
from accord.records.models.links import columns_of


def relink(old: Record, new: Record, *, by: Actor) -> None:
    """Move all links from `old` to `new`, trash included, in one change set; the old address leads on to the new one.

    Foreign keys and many-to-many links of everything changeable are found in `_meta`; people who take part, and links
    set by hand, beside it. To another type no key can be moved; what points to a lead follows its conversion. Undo
    takes the moves back, and an address leads on only while nothing lives there.
    """
    by = by.consequence()
    with transaction.atomic():
        for model, name in linking(type(old)) if type(new) is type(old) else ():
            _move(model, name, old, new, by)
        _move_participants(old, new, by)
        _move_files(old, new, by)
        _move_links(old, new, by)
        Forward.objects.update_or_create(kind=old.kind, old=old.pk, defaults={"to_kind": new.kind, "new": new.pk})


def hanging_on(record: Record) -> int:
    """How many rows link to it, the trash included."""
    return sum(model._default_manager.filter(**{name: record}).count() for model, name in linking(type(record)))


def relink_some(old: Record, new: Record, *, by: Actor, most: int) -> int:
    """Move so many links of one kind, in the caller's transaction; none where nothing more can be moved."""
    for model, name in linking(type(old)):
        rows: Any = model._default_manager.filter(**{name: old})
        rows = rows.exclude(pk=new.pk) if model is type(new) else rows
        if ids := list(rows.order_by("pk").values_list("pk", flat=True)[:most]):
            some: Any = model._default_manager.filter(pk__in=ids)
            _move(model, name, old, new, by.consequence(), some)
            moved: int = len(ids) - some.filter(**{name: old}).count()
            if moved:
                return moved
    return 0


def merge(duplicate: Record, original: Record, *, by: Actor, fields: Iterable[str] = ()) -> None:
    """Delete a duplicate correctly (DC-129): all that hangs on it moves, its address leads on, nothing is lost.

    `fields` are filled in the original with what the duplicate says, where the original says nothing. One change set.
    """
    said = {name: getattr(duplicate, name) for name in fields}
    filled = {name: value for name, value in said.items() if _says(value) and not _says(getattr(original, name))}
    with transaction.atomic():
        relink(duplicate, original, by=by)
        duplicate.refresh_from_db()
        duplicate.discard(by=by)
        original.refresh_from_db()
        original.change("merged", by=by, **filled)


def _says(value: Any) -> bool:
    return value not in (None, "", [], Decimal(0))


def linking(model: type[models.Model]) -> Iterator[tuple[type[Changeable], str]]:
    """Every changeable model that links to this one, with the name of its field."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if isinstance(other, type) and issubclass(other, Changeable):
            yield other, relation.field.name


def _move(model: type[Changeable], name: str, old: Record, new: Record, by: Actor, some: Any = None) -> None:
    """All of them, or `some`, as far as they link to `old` once way has been made."""
    model.make_way(name, old, new, by=by)
    rows: Any = (model._default_manager.all() if some is None else some).filter(**{name: old})
    if model.has_facet(name):
        for row in rows:
            kept = [pk for pk in row.required_facet(name).read(row) if pk != old.pk]
            row.change("relinked", by=by, **{name: sorted({*kept, new.pk})})
        return
    for batch in batches(rows.select_related(name).order_by("pk")):
        model.objects.change_each([(row, {name: new}) for row in batch if row != new], "relinked", by=by)


def _move_participants(old: Record, new: Record, by: Actor) -> None:
    for name in old.facets.keys() & new.facets.keys():
        people = old.facets[name].read(old)
        if people:
            new.change("relinked", by=by, **{name: sorted({*people, *new.facets[name].read(new)})})


def _move_files(old: Record, new: Record, by: Actor) -> None:
    """Those in the trash too, so that whoever takes one out finds it where the record is now."""
    rows = Attachment.objects.filter(on_kind=old.kind, on_id=old.pk).order_by("pk")
    for batch in batches(rows):
        Attachment.objects.change_each(
            [(row, {"on_kind": new.kind, "on_id": new.pk}) for row in batch], "relinked", by=by
        )


def _move_links(old: Record, new: Record, by: Actor) -> None:
    """Links set by hand; one that stands at the new record already, or would lead to itself, is taken off."""
    standing = {link.ends for link in Link.objects.live().of(new)}
    for link in Link.objects.of(old).order_by("pk"):
        ends = link.moved((old.kind, old.pk), (new.kind, new.pk))
        if ends is not None and not (link.is_live and ends in standing):
            link.change("relinked", by=by, **columns_of(ends))
        elif link.is_live:
            link.untie(by=by)
