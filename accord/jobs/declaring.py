"""How a package declares a job and asks for it. Imports no model, so that every `jobs.py` may import it at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, overload

from django.apps import apps

if TYPE_CHECKING:
    from accord.jobs.models import Job

P = ParamSpec("P")

DECLARED: dict[str, DeclaredJob[...]] = {}
"""All jobs by name; the worker imports every package's `jobs.py` first."""

URGENT, ORDINARY, PATIENT = 10, 50, 90


class Run(Protocol):
    """What a job with `steps=True` gets as its first argument: where it stands, and how to say so."""

    actor_id: int | None
    cursor: Any
    done: int
    total: int

    def step(self) -> AbstractContextManager[None]:
        """One short transaction: what is written inside and the new `cursor` commit together, or not at all."""

    def report(self, done: int, total: int | None = None) -> None:
        """Say how far it is, outside of a step."""

    def batches(self, items: Any, size: int = 200) -> Iterator[list[Any]]:
        """The items in lists, with a breath for others between them (`kit.batches`)."""


@dataclass(frozen=True)
class DeclaredJob(Generic[P]):
    """A function that the worker runs. Calling it runs it here and now, as tests and other jobs do."""

    work: Callable[P, Any]
    name: str
    priority: int = ORDINARY
    steps: bool = False
    tries: int = 5

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        return self.work(*args, **kwargs)

    def enqueue(
        self, *args: Any, key: str = "", after: datetime | timedelta | None = None, actor_id: int | None = None
    ) -> Job:
        """Ask for it, in the caller's transaction. With a `key` there is one open job of that key at a time: asking
        again while it waits changes nothing, asking while it runs lets it run once more afterwards.
        """
        queue = apps.get_model("jobs", "Job").objects
        found: Job = queue.put(self, list(args), key=key, after=after, actor_id=actor_id)
        return found


@overload
def job(work: Callable[P, Any], /) -> DeclaredJob[P]: ...
@overload
def job(
    *, priority: int = ..., steps: bool = ..., tries: int = ...
) -> Callable[[Callable[P, Any]], DeclaredJob[P]]: ...
def job(work: Callable[P, Any] | None = None, /, **options: Any) -> Any:
    """Declare a function of `accord/<package>/jobs.py` as a job named `<package>.<function>`.

    `steps=True`: it manages its own transactions through `run`, its first argument; needed for whatever takes more than
    a second or talks to the outside. `tries`: failures without progress until it is given up and shown to
    administrators.
    """
    if work is None:
        return lambda function: job_of(function, **options)
    return job_of(work)


def job_of(work: Callable[P, Any], **options: Any) -> DeclaredJob[P]:
    package = work.__module__.removeprefix("accord.").removesuffix(".jobs")
    declared = DeclaredJob(work, f"{package}.{work.__name__}", **options)
    DECLARED[declared.name] = declared
    return declared
