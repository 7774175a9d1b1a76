"""A value as a page says it: what stands in the record now, and what events kept of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Changeable
from accord.history.models.changes import HIDDEN
from accord.kit.fields import RichTextField
from accord.kit.money import AmountField, ScaledField
from accord.records import contents
from accord.records.models import Record
from accord.records.sight import Key, Sight, unseen

FACET_LABELS: dict[str, Any] = {"watchers": _("watchers")}


@dataclass(frozen=True)
class Shown:
    """`look` chooses how `_value.html` draws it: text, lines, rich, money, day, moment, person, record, unseen, yes,
    email, phone, address, several, empty.
    """

    look: str
    value: Any = ""
    url: str = ""
    parts: tuple[Shown, ...] = field(default=())

    def __bool__(self) -> bool:
        return self.look != "empty"


EMPTY = Shown("empty")


def label_of(model: type[models.Model], name: str) -> str | Promise:
    """What people call the field."""
    if name in FACET_LABELS:
        return FACET_LABELS[name]  # type: ignore[no-any-return]
    column = column_of(model, name)
    if column is not None:
        return column.verbose_name
    described = getattr(getattr(model, name, None), "label", "")
    return described or name.replace("_", " ")


def column_of(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The column or many-to-many field of this name."""
    columns = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return next((column for column in columns if column.name == name), None)


def linked_kind(model: type[models.Model], name: str) -> str:
    """The kind of the records that a field links to, or nothing."""
    if name in getattr(model, "facets", {}):
        return User.kind
    column = column_of(model, name)
    target = column.related_model if column is not None and column.is_relation else None
    return target.kind if isinstance(target, type) and issubclass(target, Changeable) else ""


# ── as it is now ──


def mentioned_by(record: Changeable, names: Iterable[str]) -> Iterator[Key]:
    """The records that these fields of the record link to."""
    for name in names:
        kind = linked_kind(type(record), name)
        column = column_of(type(record), name)
        if kind and isinstance(column, models.ForeignKey) and (pk := getattr(record, column.attname)):
            yield kind, pk


def shown(record: Changeable, name: str, sight: Sight) -> Shown:
    """The field, or a plain attribute of the record, as its page says it."""
    if facet := record.facets.get(name):
        ids = facet.read(record)
        labels = facet.labels(record, ids)
        return several(Shown("person", labels.get(pk, "")) for pk in ids)
    column = column_of(type(record), name)
    if column is None:
        value = getattr(record, name)
        return _plain(value() if callable(value) else value)
    if column.many_to_many:
        return several(_record(other, sight) for other in getattr(record, name).all())
    value = getattr(record, name)
    if isinstance(value, models.Model):
        return _record(value, sight)
    if value and isinstance(column, RichTextField):
        return Shown("rich", value)
    return _of_column(column, value, getattr(record, "currency", ""))


def several(parts: Iterable[Shown]) -> Shown:
    made = tuple(parts)
    return Shown("several", parts=made) if made else EMPTY


def _record(value: models.Model, sight: Sight) -> Shown:
    if isinstance(value, User):
        return Shown("person", value)
    if not isinstance(value, Record):
        return Shown("text", str(value))
    if not sight.reaches(value.kind, value.pk):
        return Shown("unseen", unseen(value.kind))
    return Shown("record", value, url=value.get_absolute_url() if contents.knows(value.kind) else "")


def _of_column(column: models.Field[Any, Any], value: Any, currency: str) -> Shown:
    if value is None or value == "":
        return EMPTY
    if column.flatchoices:
        return Shown("text", str(dict(column.flatchoices).get(value, value)))
    if isinstance(column, AmountField) and currency:
        return Shown("money", (value, currency))
    if isinstance(column, models.EmailField):
        return Shown("email", value, url=f"mailto:{value}")
    if isinstance(column, models.URLField):
        return Shown("address", value, url=str(value))
    if isinstance(column, models.TextField):
        return Shown("lines", value)
    if isinstance(column, ScaledField):
        return Shown("text", f"{value.normalize():f}")
    return _plain(value)


def _plain(value: Any) -> Shown:
    if isinstance(value, Shown):
        return value
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return Shown("yes", value)
    if isinstance(value, datetime):
        return Shown("moment", value)
    if isinstance(value, date):
        return Shown("day", value)
    if isinstance(value, User):
        return Shown("person", value)
    if isinstance(value, Decimal):
        return Shown("text", f"{value.normalize():f}")
    return Shown("text", value)


# ── as an event kept it ──


def mentioned_then(model: type[Changeable], kept: Mapping[str, Any]) -> Iterator[Key]:
    """The records that the kept values of an event link to."""
    for name, value in kept.items():
        kind = linked_kind(model, name)
        for item in value if isinstance(value, list) else [value]:
            if kind and isinstance(item, dict) and item.get("id") is not None:
                yield kind, item["id"]


def shown_then(model: type[Changeable], name: str, kept: Any, sight: Sight, currency: str = "") -> Shown:
    """What an event kept of a field, for its reader: the label of the day only where they may see the record."""
    if kept is None or kept in ("", []):
        return EMPTY
    if kept == HIDDEN:
        return Shown("text", HIDDEN)
    if isinstance(kept, list) and linked_kind(model, name):
        return several(_linked_then(linked_kind(model, name), item, sight) for item in kept)
    if isinstance(kept, dict) and kept.keys() == {"id", "label"}:
        return _linked_then(linked_kind(model, name), kept, sight)
    column = column_of(model, name)
    if column is None:
        return _plain(kept)
    return _of_column(column, _read_back(column, kept), currency)


def _linked_then(kind: str, kept: Mapping[str, Any], sight: Sight) -> Shown:
    if kind == User.kind:
        return Shown("person", kept["label"])
    if kind and not sight.reaches(kind, kept["id"]):
        return Shown("unseen", unseen(kind))
    if kind and contents.knows(kind):
        return Shown("record", kept["label"], url=contents.pages_of(kind).address(kept["id"]))
    return Shown("text", kept["label"])


def _read_back(column: models.Field[Any, Any], kept: Any) -> Any:
    """The Python value of what JSON kept. What can no longer be read is shown as it was kept."""
    try:
        return column.to_python(kept)
    except Exception:  # noqa: BLE001 - a column may have become another since
        return kept
