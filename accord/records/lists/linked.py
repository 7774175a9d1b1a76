"""What the rows point to: directories and people with the row, other records as far as the reader may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet

from accord.access.models import Owned
from accord.accounts.models import User
from accord.records.lists.fields import field_at
from accord.records.sight import unseen

if TYPE_CHECKING:
    from accord.records.declare import Column


class Unseen:
    """Stands where a link leads to a record that the reader may not see: it says so, and knows nothing else."""

    def __init__(self, kind: str, pk: int) -> None:
        self.kind, self.pk = kind, pk

    def __str__(self) -> str:
        return unseen(self.kind)

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return ""


def needed(model: type[models.Model], columns: Iterable[Column], further: Iterable[str] = ()) -> list[str]:
    """The links that these columns follow."""
    paths = [*further]
    for column in columns:
        paths += column.with_
        head = column.name.split("__")[0]
        if _is_link(model, head):
            paths.append(head)
    return list(dict.fromkeys(paths))


def own_columns(model: type[models.Model], columns: Iterable[Column]) -> list[str]:
    """The columns of the table that these read; none, which means all, where one of them is worked out from others."""
    names = {column.name.split("__")[0] for column in columns}
    for column in columns:
        names |= {path.split("__")[0] for path in column.with_} | (
            {column.currency} if column.show == "money" else set()
        )
    return sorted(names) if names <= {column.name for column in model._meta.concrete_fields} else []


def seen_by_all(model: type[models.Model], paths: Iterable[str]) -> list[str]:
    """The links to what belongs to nobody: directories and people."""
    return [path for path in paths if not leads_to_record(model, path)]


def fetched_with(rows: QuerySet[Any], paths: Iterable[str]) -> QuerySet[Any]:
    """The rows with everything joined that everybody may see."""
    plain = seen_by_all(rows.model, paths)
    return rows.select_related(*plain) if plain else rows


def put_seen(rows: Sequence[Any], paths: Iterable[str], reader: User) -> None:
    """Give each row its linked records, one query for each type; where one may not be seen, `Unseen` stands."""
    if not rows:
        return
    model = type(rows[0])
    links = sorted({path.split("__")[0] for path in paths if leads_to_record(model, path)})
    ids: dict[type[Any], set[int]] = defaultdict(set)
    columns = {name: model._meta.get_field(name) for name in links}
    for column in columns.values():
        ids[column.related_model] |= {pk for row in rows if (pk := getattr(row, column.attname))}
    seen = {target: _seen(target, pks, reader) for target, pks in ids.items()}
    for name, column in columns.items():
        for row in rows:
            if pk := getattr(row, column.attname):
                found = seen[column.related_model].get(pk) or Unseen(column.related_model.kind, pk)
                row._state.fields_cache[name] = found


def _seen(target: type[Any], pks: set[int], reader: User) -> dict[int, Any]:
    return {row.pk: row for row in target.objects.visible_to(reader).filter(pk__in=pks)}


def _is_link(model: type[models.Model], name: str) -> bool:
    column = field_at(model, name)
    return isinstance(column, models.ForeignKey)


def leads_to_record(model: type[models.Model], path: str) -> bool:
    """Whether the first step leads to something that belongs to somebody."""
    column = field_at(model, path.split("__")[0])
    target = column.related_model if isinstance(column, models.ForeignKey) else None
    return isinstance(target, type) and issubclass(target, Owned)
