"""Where a list goes on: the sort values and the id of the last row, signed, short enough for an address.

Signed, because a value from outside would otherwise go into a comparison of the database; typed, because a date that
comes back as text compares wrongly.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing

SALT = "accord.kit.cursors"

KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "d": (date, date.isoformat, date.fromisoformat),
    "n": (Decimal, str, Decimal),
}


def sign_cursor(values: Sequence[Any]) -> str:
    """The values as one word for an address."""
    return signing.dumps([_packed(value) for value in values], salt=SALT)


def read_cursor(word: str) -> list[Any] | None:
    """The values again, or None where the word is not one of ours; the list then begins at its first row."""
    try:
        return [_unpacked(value) for value in signing.loads(word, salt=SALT)]
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _packed(value: Any) -> Any:
    for mark, (kind, write, _read) in KINDS.items():
        if isinstance(value, kind):
            return {mark: write(value)}
    return value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((mark, text),) = value.items()
    return KINDS[mark][2](text)
