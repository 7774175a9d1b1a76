"""One case: a request of the product and a bare one in turn, so that a busy machine slows down both."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Asked:
    """A request; with data it is a post."""

    client: Client
    address: str
    data: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def send(self) -> Any:
        if self.data is None:
            return self.client.get(self.address, **self.extra)
        return self.client.post(self.address, self.data, **self.extra)


@dataclass(frozen=True)
class Case:
    """What is measured, for whom, and the bars for it. Requests are made anew for each round, outside of the time."""

    name: str
    person: str
    ask: Callable[[], Asked]
    beside: Callable[[], Asked]
    queries: int | None = None
    ratio: float | None = None


@dataclass
class Figures:
    """What one case cost; goes from the measuring process to the table as JSON."""

    name: str
    person: str
    p50: float
    p95: float
    ratio: float
    ratio_bar: float | None
    queries: int
    queries_bar: int | None
    size: int
    problem: str = ""
    best: float | None = None
    """The quickest round: what others did on the machine at the same time is least in it."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Rate:
    """How many rows a second, and the bar."""

    name: str
    rows: int
    seconds: float
    bar: int
    queries: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(case: Case, rounds: int) -> Figures:
    """Warm up once, count once, then time the rounds."""
    case.beside().send()
    case.ask().send()
    asked = case.ask()
    with CaptureQueriesContext(connection) as captured:
        answer = asked.send()
    queries = len(captured)  # now: the next request clears the log
    times, bare = [], []
    for _round in range(rounds):
        bare.append(timed(case.beside()))
        times.append(timed(case.ask()))
    cuts = quantiles(times, n=20, method="inclusive")
    problem = "" if answer.status_code < 400 else f"answered {answer.status_code}"
    return Figures(
        case.name,
        case.person,
        p50=cuts[9],
        p95=cuts[18],
        ratio=median(times) / median(bare),
        ratio_bar=case.ratio,
        queries=queries,
        queries_bar=case.queries,
        size=len(gzip.compress(answer.content)),
        problem=problem,
        best=min(times),
    )


def timed(asked: Asked) -> float:
    begun = perf_counter()
    asked.send()
    return (perf_counter() - begun) * 1000
