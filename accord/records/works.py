"""Work that goes in portions, with people in between: how a package declares it; `undertakings` has it done.

A *work* looks first, writing nothing, and then writes one short portion after the other. It is declared by its class,
`@works_as("retire")`, in a module that the package's `jobs.py` imports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from accord.history.models import Actor
from accord.history.models.undo import UndoConflict
from accord.records.models import Undertaking

AT_ONCE = 200
"""More records than this, and no request waits for them, nor anybody who wants to write on SQLite meanwhile.

Measured on two busy cores: to take back 200 records costs 0.1 to 0.2 seconds, 400 cost 0.4, and the 8,800 of one import
in one transaction kept others waiting for 5 seconds and more.
"""

PORTION = 100
"""Records of one transaction: a writer beside it waits for a tenth to a quarter of a second. Fewer would not shorten
that on a busy machine, and cost the same some fifty statements.
"""


@dataclass(frozen=True)
class Looked:
    """How many records are meant, and what stands in the way of some of them."""

    total: int
    conflicts: Sequence[UndoConflict] = ()
    refused: bool = False


@dataclass(frozen=True)
class Portion:
    """What one portion did. `cursor` says where the next one begins; None: this was the last."""

    done: int = 0
    left: Sequence[UndoConflict] = ()
    cursor: Any = None


class Work:
    """One long piece of work."""

    word: ClassVar[str] = ""

    def __init__(self, undertaking: Undertaking) -> None:
        self.undertaking, self.given = undertaking, undertaking.given

    def look(self, by: Actor) -> Looked:
        """How much there is to do. Whatever forbids all of it raises `RuleBroken` or `NotAllowed`; writes nothing."""
        raise NotImplementedError

    def portion(self, by: Actor, cursor: Any) -> Portion:
        """The next few records, in the caller's transaction, with the rights that `by` has at this moment."""
        raise NotImplementedError


WORKS: dict[str, type[Work]] = {}

W = TypeVar("W", bound=type[Work])


def works_as(word: str) -> Callable[[W], W]:
    def register(work: W) -> W:
        work.word = word
        WORKS[word] = work
        return work

    return register
