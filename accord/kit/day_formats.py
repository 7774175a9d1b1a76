"""A day in digits, as a company or a person writes it where their language does otherwise: 31.12.2026, 12/31/2026.

The way that is in force belongs to the reader, like the language and the time zone: the middleware sets it, whatever
writes or reads a day asks for it. What machines read (addresses, attributes, CSV) is ISO and never asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from asgiref.local import Local
from django.utils.formats import get_format

ISO = "%Y-%m-%d"
BY_LANGUAGE = "language"
"""What a person says who wants none of these, although the company has chosen one."""


@dataclass(frozen=True)
class DayFormat:
    """`pattern` as Python writes and reads it; the rest follows from it."""

    pattern: str

    def write(self, day: date) -> str:
        return day.strftime(self.pattern)

    @property
    def example(self) -> str:
        return self.write(date(2026, 12, 31))

    @property
    def in_spreadsheets(self) -> str:
        return self.pattern.replace("%d", "dd").replace("%m", "mm").replace("%Y", "yyyy")


FORMATS = {
    "d.m.Y": DayFormat("%d.%m.%Y"),
    "d/m/Y": DayFormat("%d/%m/%Y"),
    "m/d/Y": DayFormat("%m/%d/%Y"),
    "Y-m-d": DayFormat(ISO),
}

EXAMPLES = [(code, each.example) for code, each in FORMATS.items()]
"""What one chooses from: each says itself what it is."""

_reader = Local()


@contextmanager
def override(code: str) -> Iterator[None]:
    """Days are written so until the end of the block. A word that nobody knows is the way of the language."""
    before = in_force()
    _reader.format = FORMATS.get(code)
    try:
        yield
    finally:
        _reader.format = before


def in_force() -> DayFormat | None:
    """How the reader writes a day; None where they leave it to their language."""
    return getattr(_reader, "format", None)


def example() -> str:
    """A day as this reader may type it, for a message that says how."""
    return DayFormat(patterns()[0]).example


def patterns() -> list[str]:
    """How a day may be typed, the reader's own way first: 03/04/2026 is what they mean by it."""
    own = in_force()
    return [*([own.pattern] if own else []), ISO, *get_format("DATE_INPUT_FORMATS")]
