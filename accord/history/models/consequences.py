"""What follows from a verb in an upper package, in the same transaction and change set.

`@after(Deal, "lost")` is how a lower package moves an upper record without knowing it; `@after_all` takes all records
of one write at once, where one by one would ask the database for each. A consequence never talks to the outside world,
writes through `change`, and is undone with its cause. `bin/explain` lists them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from accord.history.models.actor import Actor
    from accord.history.models.changeable import Changeable
    from accord.history.models.events import Event

Consequence = Callable[["Changeable", "Event", "Actor"], None]
JointConsequence = Callable[[Sequence["Changeable"], Sequence["Event"], "Actor"], None]

C = TypeVar("C", bound=Callable[..., None])

REGISTRY: dict[tuple[str, str], list[JointConsequence]] = defaultdict(list)


def after(model: type[Changeable], *verbs: str) -> Callable[[Consequence], Consequence]:
    """Run the decorated function `(record, event, by)` after each of the verbs; "*" means after every one."""

    def register(consequence: Consequence) -> Consequence:
        @wraps(consequence)
        def one_by_one(records: Sequence[Changeable], events: Sequence[Event], by: Actor) -> None:
            for record, event in zip(records, events, strict=True):
                consequence(record, event, by)

        after_all(model, *verbs)(one_by_one)
        return consequence

    return register


def after_all(model: type[Changeable], *verbs: str) -> Callable[[C], C]:
    """Run the decorated function `(records, events, by)` once after each write of one or many, with all of them."""

    def register(consequence: C) -> C:
        for verb in verbs:
            REGISTRY[model.kind, verb].append(consequence)
        return consequence

    return register


def of(kind: str, verb: str) -> list[JointConsequence]:
    return REGISTRY.get((kind, verb), []) + REGISTRY.get((kind, "*"), [])
