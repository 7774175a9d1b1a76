"""The currencies that this company works with stand on top wherever one is chosen.

Packages above say what else belongs there: `@worked_with` on a function that gives rows of one column, the code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.db.models import QuerySet

from accord.accounts.models import Department, User
from accord.kit.currencies import CurrencyFormField
from accord.preferences import switches

Source = Callable[[], QuerySet[Any, Any]]

SOURCES: list[Source] = []


def worked_with(source: Source) -> Source:
    SOURCES.append(source)
    return source


def of_the_company(reader: User | None = None) -> list[str]:
    """The currencies of the books and of reports first, then those of departments and what packages add.

    A reader carries the first two.
    """
    said = reader.switch if reader else partial(getattr, switches.load())
    homes = Department.objects.live().exclude(default_currency="").order_by().values_list("default_currency")
    dealt_in = sorted(code for (code,) in homes.union(*(source() for source in SOURCES)))
    return list(dict.fromkeys([said("state_currency"), said("reporting_currency"), *dealt_in]))


def offered_in(field: Any, kept: str = "", *, reader: User | None = None) -> Any:
    """Let the field offer those first; what stands there already is among them."""
    if isinstance(field, CurrencyFormField):
        field.first = cache(lambda: [*of_the_company(reader), kept])
        field.choices = field.offered
    return field
