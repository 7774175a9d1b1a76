"""What is kept on general pages: a list and a form per type. A new directory is one line here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import Department, User
from accord.deals.models import Pipeline, Stage, StageGroup
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


SPECIAL = (
    Kept(
        Department,
        ("name", "parent", "head", "default_country", "default_currency", "works_globally"),
        ("parent", "head", "default_currency"),
        Special.ADMINISTER,
        _("Departments part the data of the company; they may lie inside one another."),
    ),
    Kept(Rate, ("currency", "on", "rate", "source"), ("rate", "source", "base"), Special.RATES, Rate.intro),
    Kept(
        Pipeline,
        ("name", "code", "position", "departments"),
        ("code", "position"),
        intro=_("Ways of selling. A pipeline lists the departments that use it; none means all."),
    ),
    Kept(
        StageGroup,
        ("name", "pipeline", "percent", "position"),
        ("pipeline", "percent", "position"),
        intro=_("Parts of the stage bar; their percent says how far a deal has come."),
    ),
    Kept(
        Stage,
        ("name", "pipeline", "group", "state", "probability", "position", "is_default", "goods_shipped"),
        ("pipeline", "group", "state", "probability"),
        intro=_("The steps of a pipeline. What a stage means decides what happens, never its name."),
    ),
)


def directories() -> Iterator[Kept]:
    """Every dictionary, found by its class, then what is kept here besides."""
    for model in kinds().values():
        if issubclass(model, Entry):
            own = tuple(
                field.name for field in model._meta.local_fields if field.editable and field.name not in (*ENTRY, "id")
            )
            shown = model.listed or ("department", *own, "position", "active")
            yield Kept(model, (*ENTRY, *own), shown, intro=model.intro)
    yield from (kept for kept in SPECIAL if kept.right is not Special.ADMINISTER)


ENTRY = ("name", "department", "position", "active")


def kept_for(kind: str, person: User) -> Kept:
    """The directory of this kind if the person keeps it; otherwise 404."""
    for kept in (*directories(), *SPECIAL):
        if kept.kind == kind and kept.may_keep(person):
            return kept
    raise Http404
