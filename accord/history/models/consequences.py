"""What follows from a verb in an upper package, in the same transaction and change set.

`@after(Deal, "lost")` is how a lower package moves an upper record without knowing it. A consequence never talks to
the outside world, writes through `change`, and is undone with its cause. `bin/explain` lists them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.history.models.actor import Actor
    from accord.history.models.changeable import Changeable
    from accord.history.models.events import Event

Consequence = Callable[["Changeable", "Event", "Actor"], None]

REGISTRY: dict[tuple[str, str], list[Consequence]] = defaultdict(list)


def after(model: type[Changeable], *verbs: str) -> Callable[[Consequence], Consequence]:
    """Run the decorated function `(record, event, by)` after each of the verbs; "*" means after every one."""

    def register(consequence: Consequence) -> Consequence:
        for verb in verbs:
            REGISTRY[model.kind, verb].append(consequence)
        return consequence

    return register


def of(kind: str, verb: str) -> list[Consequence]:
    return REGISTRY.get((kind, verb), []) + REGISTRY.get((kind, "*"), [])
