"""The columns that files of a list have where nobody chose any: administrators say them, for each type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from accord.accounts.models import User

if TYPE_CHECKING:
    from accord.records.declare import Column, RecordPages

SWITCH = "export_columns"


def columns_of_files(pages: RecordPages[Any], person: User) -> list[Column]:
    """None where the administrators leave it to the list. What no longer exists is left out."""
    chosen = read(person.switch(SWITCH)).get(pages.record.kind, [])
    return [column for column in pages.columns_for(person) if column.name in chosen]


def read(switch: str) -> dict[str, list[str]]:
    """The names of columns by type."""
    return {kind: names.split(",") for kind, names in parse_qsl(switch)}


def written(chosen: Mapping[str, Iterable[str]]) -> str:
    """As the switch keeps it, and as addresses of lists say it: deal=name,amount&company=name."""
    return urlencode({kind: ",".join(names) for kind, names in chosen.items() if names}, safe=",")
