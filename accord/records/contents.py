"""The record types of the product, as `config/contents.py` lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accord.notifications import sentences

if TYPE_CHECKING:
    from accord.records.declare import RecordPages


@dataclass(frozen=True)
class Section:
    """A group of the navigation with the pages in it, in order."""

    name: str
    label: str | Promise
    pages: Sequence[type[RecordPages[Any]]]


class _Contents:
    def __init__(self) -> None:
        self.sections: tuple[Section, ...] = ()
        self.by_kind: dict[str, RecordPages[Any]] = {}


_contents = _Contents()


def install(sections: Sequence[Section]) -> None:
    """Make these the contents of the product. Called once, when the program starts."""
    _contents.sections = tuple(sections)
    _contents.by_kind = {pages.record.kind: pages() for section in sections for pages in section.pages}
    for kind, pages in _contents.by_kind.items():
        sentences.learn(kind, pages.told)


def sections() -> tuple[Section, ...]:
    return _contents.sections


def every() -> Iterator[RecordPages[Any]]:
    """The pages of every type, in the order of the navigation."""
    yield from _contents.by_kind.values()


def pages_of(kind: str) -> RecordPages[Any]:
    """Raises KeyError for a type that is not part of the product."""
    return _contents.by_kind[kind]


def knows(kind: str) -> bool:
    return kind in _contents.by_kind
