"""Who may see a record, as marks in the index: the sentence of `access.policy`: one look-up for both.

A record carries a mark for its owner, its co-owner, its department, those who take unowned records there, those who
reach everything, and each participant; a person's reach is an OR of such marks, per type. A property test holds the
result equal to `visible_to`. Marks begin with `_`, words never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accord.access.models import Owned
from accord.access.policy import Scope
from accord.access.words import Reach, Right
from accord.accounts.models import User
from accord.history.models import kinds
from accord.search.expressions import Any, Word


def found_kinds() -> list[str]:
    """The types that search knows: whatever is owned and says by which title it is found."""
    return [kind for kind, model in kinds().items() if issubclass(model, Owned) and hasattr(model, "search_title")]


def marks(record: Owned, participants: Iterable[int]) -> list[str]:
    """The marks that the record carries."""
    kind, department = record.kind, record.department_id
    found = [f"_{kind}_p{person}" for person in sorted(participants)]
    if record.owner_id:
        found.append(f"_{kind}_o{record.owner_id}")
    if record.co_owner_id:
        found.append(f"_{kind}_c{record.co_owner_id}")
    if not record.private:
        found.append(f"_{kind}_all")
        if department:
            found.append(f"_{kind}_d{department}")
        if department and not record.owner_id:
            found.append(f"_{kind}_u{department}")
    return found


@dataclass(frozen=True)
class Reached:
    """The marks by which a person sees records of a type, or of several.

    `narrow`: only what is theirs by name, hence few. `wide`: all, or nearly all.
    """

    marks: Any
    kind: str = ""
    narrow: bool = False
    wide: bool = False


def reached(person: User, kind: str) -> Reached | None:
    """How far this person sees a type; None if they see nothing at all."""
    if not person.is_active:
        return None
    scope, me = Scope(person, kind), person.pk
    reach = scope.reach(Right.VIEW)
    found = [f"_{kind}_p{me}"]
    if reach is not None:
        found += [f"_{kind}_o{me}", f"_{kind}_c{me}"]
    if reach is Reach.OWN and scope.takes_unowned:
        found += [f"_{kind}_u{department}" for department in scope.departments]
    if reach is Reach.DEPARTMENT:
        found += [f"_{kind}_d{department}" for department in scope.departments]
    if reach is Reach.ALL:
        found.append(f"_{kind}_all")
    return Reached(
        Any(tuple(Word(mark) for mark in found)), kind, narrow=reach in {None, Reach.OWN}, wide=reach is Reach.ALL
    )


def together(scopes: Iterable[Reached]) -> Reached:
    """Several types at once, for what is named exactly."""
    return Reached(Any(tuple(scope.marks for scope in scopes)))
