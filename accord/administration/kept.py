"""What is kept on general pages: a list and a form per type. A new directory is one line here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.dictionaries.models import Entry, Rate
from accord.history.models import Changeable
from accord.history.models.changeable import kinds


@dataclass(frozen=True)
class Kept:
    """A type, the fields of its form, the fields of its list and the right it needs."""

    model: type[Changeable]
    fields: tuple[str, ...]
    shown: tuple[str, ...]
    right: Special = Special.DIRECTORIES
    intro: Any = ""

    @property
    def kind(self) -> str:
        return self.model.kind

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name_plural

    def may_keep(self, person: User) -> bool:
        return policy.holds(person, self.right)


SPECIAL = (Kept(Rate, ("currency", "on", "rate", "source"), ("rate", "source", "base"), Special.RATES, Rate.intro),)


def directories() -> Iterator[Kept]:
    """Every dictionary, found by its class, then what is kept here besides."""
    for model in kinds().values():
        if issubclass(model, Entry):
            own = tuple(
                field.name for field in model._meta.local_fields if field.editable and field.name not in (*ENTRY, "id")
            )
            shown = model.listed or ("department", *own, "position", "active")
            yield Kept(model, (*ENTRY, *own), shown, intro=model.intro)
    yield from SPECIAL


ENTRY = ("name", "department", "position", "active")


def kept_for(kind: str, person: User) -> Kept:
    """The directory of this kind if the person keeps it; otherwise 404."""
    for kept in directories():
        if kept.kind == kind and kept.may_keep(person):
            return kept
    raise Http404
