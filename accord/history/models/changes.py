"""The difference between a record as it is and as it shall be, in a form that events keep and undo reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

if TYPE_CHECKING:
    from accord.history.models.changeable import Changeable

HIDDEN = "•••"


class Facet(Protocol):
    """Something a record has that is not a column:

    A many-to-many link, its watchers. Read and written as a list of ids.
    """

    def read(self, record: Changeable) -> list[int]: ...

    def write(self, record: Changeable, ids: list[int]) -> None: ...

    def labels(self, record: Changeable, ids: list[int]) -> dict[int, str]: ...


@dataclass(frozen=True)
class ManyToMany:
    """A many-to-many field as a facet."""

    name: str

    def read(self, record: Changeable) -> list[int]:
        return sorted(getattr(record, self.name).values_list("pk", flat=True))

    def write(self, record: Changeable, ids: list[int]) -> None:
        getattr(record, self.name).set(ids)

    def labels(self, record: Changeable, ids: list[int]) -> dict[int, str]:
        target = getattr(record, self.name).model
        return {row.pk: str(row) for row in target._base_manager.filter(pk__in=ids)}


def ids_of(value: Iterable[Any]) -> list[int]:
    return sorted({item.pk if isinstance(item, models.Model) else int(item) for item in value})


@dataclass
class Changes:
    """What a write does to one record:

    `columns` for the row, `facets` beside it, `before` and `after` for the event.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    facets: dict[str, list[int]] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Changeable, values: dict[str, Any]) -> Changes:
        changes = cls()
        for name, value in values.items():
            if facet := record.facet(name):
                changes._compare_facet(record, facet, name, ids_of(value))
            else:
                changes._compare_column(record, name, value)
        return changes

    def __bool__(self) -> bool:
        return bool(self.columns or self.facets)

    def _compare_column(self, record: Changeable, name: str, value: Any) -> None:
        column = record._meta.get_field(name)
        assert isinstance(column, models.Field)
        new = value if isinstance(value, models.Model) or value is None else column.to_python(value)
        if _key(column, new) == _key(column, getattr(record, column.attname)):
            return
        self.columns[name] = new
        if name in record.secret_fields:
            self.before[name] = self.after[name] = HIDDEN
        else:
            self.before[name] = stored(record, column)
            self.after[name] = _stored_value(column, new)

    def _compare_facet(self, record: Changeable, facet: Facet, name: str, new: list[int]) -> None:
        old = facet.read(record)
        if old == new:
            return
        labels = facet.labels(record, sorted({*old, *new}))
        self.facets[name] = new
        self.before[name] = [{"id": pk, "label": labels.get(pk, "")} for pk in old]
        self.after[name] = [{"id": pk, "label": labels.get(pk, "")} for pk in new]


def stored(record: Changeable, column: models.Field[Any, Any]) -> Any:
    """The column's value as events keep it: a link as id and label of the day, everything else as JSON can say it."""
    if isinstance(column, models.ForeignKey):
        pk = getattr(record, column.attname)
        return None if pk is None else {"id": pk, "label": str(getattr(record, column.name))[:200]}
    return _stored_value(column, getattr(record, column.attname))


def current(record: Changeable, name: str) -> Any:
    """What `after` would say of this field right now, without labels; compare with `bare(event.after[name])`."""
    if facet := record.facet(name):
        return facet.read(record)
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)
    return _stored_bare(column, getattr(record, column.attname))


def bare(kept: Any) -> Any:
    """A stored value without its labels."""
    if isinstance(kept, dict) and kept.keys() == {"id", "label"}:
        return kept["id"]
    if isinstance(kept, list) and kept and all(isinstance(item, dict) and "id" in item for item in kept):
        return [item["id"] for item in kept]
    return kept


def _key(column: models.Field[Any, Any], value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _stored_bare(column: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _stored_value(column: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(column, models.ForeignKey) and value is not None:
        if not isinstance(value, models.Model):
            value = column.related_model._base_manager.get(pk=value)
        return {"id": value.pk, "label": str(value)[:200]}
    return _stored_bare(column, value)
