"""What the rows point to: directories and people with the row, other records as far as the reader may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet

from accord.access.models import Owned
from accord.accounts.models import User
from accord.records.lists.fields import field_at, model_at
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
    """The links that these columns follow, those to records with the column that is read there."""
    paths = [*further]
    for column in columns:
        paths += column.with_
        head = column.name.split("__")[0]
        if _is_link(model, head):
            paths.append(column.name if leads_to_record(model, head) else head)
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
    """The rows with everything joined that everybody may see; of people what names them."""
    plain = seen_by_all(rows.model, paths)
    people = [path for path in plain if model_at(rows.model, path) is User]
    unread = [column.name for column in User._meta.concrete_fields if column.name not in {"id", *User.named_by}]
    deferred = [f"{path}__{name}" for path in people for name in unread]
    return rows.select_related(*plain).defer(*deferred) if plain else rows


def put_seen(rows: Sequence[Any], paths: Iterable[str], reader: User, *, by_name: bool = False) -> None:
    """Give each row its linked records, one query for each type; where one may not be seen, `Unseen` stands.

    With `by_name` they are read no further than what names them and the columns that the paths end at.
    """
    if not rows:
        return
    for target, links in _links(type(rows[0]), paths).items():
        pks = {pk for row in rows for link in links if (pk := getattr(row, link.attname))}
        read = {*target.named_by, *chain(*links.values())} if by_name and target.named_by else set()
        seen = _seen(target, pks, reader, read)
        for link in links:
            for row in rows:
                if pk := getattr(row, link.attname):
                    row._state.fields_cache[link.name] = seen.get(pk) or Unseen(target.kind, pk)


def _links(model: type[Any], paths: Iterable[str]) -> dict[type[Any], dict[Any, set[str]]]:
    """By type of record the links that lead there, each with the columns that are read behind it."""
    found: dict[type[Any], dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(paths):
        head, _sign, rest = path.partition("__")
        if leads_to_record(model, head):
            link = model._meta.get_field(head)
            found[link.related_model][link] |= {rest} - {""}
    return found


def _seen(target: type[Any], pks: set[int], reader: User, read: Iterable[str]) -> dict[int, Any]:
    """The records among these that the reader may see; nothing to read means all of their columns."""
    rows = target.objects.visible_to(reader).filter(pk__in=pks)
    return {row.pk: row for row in (rows.only(*read) if read else rows)}


def _is_link(model: type[models.Model], name: str) -> bool:
    column = field_at(model, name)
    return isinstance(column, models.ForeignKey)


def leads_to_record(model: type[models.Model], path: str) -> bool:
    """Whether the first step leads to something that belongs to somebody."""
    column = field_at(model, path.split("__")[0])
    target = column.related_model if isinstance(column, models.ForeignKey) else None
    return isinstance(target, type) and issubclass(target, Owned)
