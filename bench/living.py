"""What only a running product shows: how it starts, what it weighs, how fast it tells, what many people do to it."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client

from accord.accounts.models import User
from accord.deals.models import Deal
from accord.exchange.models import FileImport
from bench.serving import Served, served
from bench.visiting import Answer, Visitor

TABS = 500
PEOPLE = 50
TEN = 10
PAUSE = 0.5
"""Seconds that somebody of the mixed load looks at a page, on average: faster than anybody reads."""

IMPORTED = 10_000
WRITES = 0.2
PAGES = ("/", "/deals/", "/companies/", "/contacts/", "/payments/", "/requests/", "/deals/board/", "/find/?q=steel")


@dataclass
class Fact:
    """One thing measured; `bar` is the most that it may be, or the least where `at_least`."""

    name: str
    value: float
    unit: str
    bar: float
    at_least: bool = False
    more: str = ""
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def facts(seconds: float, director: Client) -> Iterator[Fact]:
    """Everything, in one start of the product after one that warms the files up."""
    _allow_many_connections()
    people = sessions(PEOPLE)
    with served():
        pass
    with served() as running:
        yield Fact("start to the first answer, warm", running.seconds, "s", 3)
        wanted: dict[str, Callable[[], Sequence[Fact]]] = {
            "memory": lambda: weighed(running, people[:TEN]),
            "telling open tabs": lambda: told(running, people),
            "mixed load": lambda: loaded(running, people, seconds),
            "pages beside an import": lambda: beside_an_import(running, people[0], director),
        }
        for name, what in wanted.items():
            yield from tried(name, what)


def _allow_many_connections() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))


def tried(name: str, what: Callable[[], Sequence[Fact]]) -> Sequence[Fact]:
    """A measurement that breaks is a line of the table and takes no other along."""
    try:
        return what()
    except (OSError, AssertionError, EOFError, DatabaseError) as error:
        return [Fact(name, 0, "", 0, problem=f"could not be measured ({type(error).__name__}: {error})")]


def sessions(count: int) -> list[str]:
    """Signed-in browsers of the ten managers in turn."""
    managers = list(User.objects.live().active().filter(username__startswith="manager").order_by("pk"))
    found = []
    for number in range(count):
        client = Client()
        client.force_login(managers[number % len(managers)])
        found.append(client.cookies["session"].value)
    return found


# ── memory ──


def weighed(running: Served, people: Sequence[str]) -> list[Fact]:
    """After ten people have looked at every kind of page at once, each with a tab that listens."""

    async def visit() -> float:
        tabs = [Visitor(running.port, session) for session in people]
        await asyncio.gather(*(tab.listen("/live/") for tab in tabs))
        visitors = [Visitor(running.port, session) for session in people]
        await asyncio.gather(*(_look_around(visitor) for visitor in visitors))
        weight = running.memory()
        for visitor in (*tabs, *visitors):
            visitor.leave()
        return sum(weight.values())

    return [Fact("memory of web and worker, ten people", asyncio.run(visit()), "MB", 220)]


async def _look_around(visitor: Visitor) -> None:
    for path in PAGES:
        answer = await visitor.get(path)
        assert answer.status == 200, (path, answer.status)


# ── telling ──


def told(running: Served, people: Sequence[str]) -> list[Fact]:
    """From the request that changes a deal to its arrival in every one of the open tabs that may see it."""
    seconds = asyncio.run(_told(running, people))
    return [Fact(f"a change reaches {TABS} open tabs", seconds, "s", 1, more=f"{TABS} streams of {len(people)} people")]


async def _told(running: Served, people: Sequence[str]) -> float:
    """Those of the owner's department listen: all see the deal."""
    deal = await asyncio.to_thread(_own_deal, 0)
    assert deal is not None
    seeing = await asyncio.to_thread(_of_the_department, people)
    tabs = [Visitor(running.port, seeing[number % len(seeing)]) for number in range(TABS)]
    streams = []
    for start in range(0, TABS, 25):  # as browsers come: not all in one moment
        streams += await asyncio.gather(*(tab.listen("/live/") for tab in tabs[start : start + 25]))
    await asyncio.gather(*(_until(stream, b"event: notice") for stream in streams))
    begun = perf_counter()
    arrived = [asyncio.create_task(_until(stream, b"changed")) for stream in streams]
    writer = Visitor(running.port, people[0], headers={"HX-Request": "true"})
    values = {"version": deal.version, "product": f"Told gear {deal.version}"}
    answer = await writer.post(f"/deals/{deal.pk}/field/product/", values)
    assert answer.status == 200, answer.status
    times = await asyncio.wait_for(asyncio.gather(*arrived), 30)
    for visitor in (*tabs, writer):
        visitor.leave()
    return max(times) - begun


async def _until(stream: asyncio.StreamReader, word: bytes) -> float:
    """When a line with this word comes."""
    while True:
        line = await stream.readline()
        assert line, "the stream ended"
        if word in line:
            return perf_counter()


def _of_the_department(people: Sequence[str]) -> list[str]:
    """The browsers of manager2 … manager6, colleagues of the first, who writes and is told nothing of it; `people` come
    in the order of the managers.
    """
    return [session for number, session in enumerate(people) if 0 < number % 10 < 6]


def _own_deal(place: int) -> Deal | None:
    """An open deal of the manager in this place that nobody else gets; in a tiny house there are not enough."""
    manager = User.objects.get(username=f"manager{place % 10 + 1}")
    deals = Deal.objects.live().open().filter(owner=manager).order_by("-pk")
    return deals[place // 10 : place // 10 + 1].first()


# ── load ──


@dataclass
class Load:
    """What the people of the mixed load have met."""

    times: list[float]
    errors: int = 0


def loaded(running: Served, people: Sequence[str], seconds: float) -> list[Fact]:
    """Fifty people, four looks to one change, each on a deal of their own."""
    deals = [_own_deal(place) for place in range(len(people))]
    load = Load([])

    async def work() -> float:
        begun = perf_counter()
        until = begun + seconds
        pairs = enumerate(zip(people, deals, strict=True))
        await asyncio.gather(*(_work(running, place, *pair, load, until) for place, pair in pairs))
        return perf_counter() - begun

    took = asyncio.run(work())
    p50, p99 = median(load.times), quantiles(load.times, n=100, method="inclusive")[98]
    more = f"{len(load.times):,} requests in {took:.0f} s, half within {p50 * 1000:.0f} ms"
    name = f"{PEOPLE} people, 80 % reads"
    return [
        Fact(f"{name}: requests a second", len(load.times) / took, "/s", 60, at_least=True, more=more),
        Fact(f"{name}: 99 of 100 within", p99 * 1000, "ms", 600),
        Fact(f"{name}: errors", load.errors, "", 0),
    ]


async def _work(running: Served, place: int, session: str, deal: Deal | None, load: Load, until: float) -> None:
    """One of the fifty: looks and writes until time is up. A connection that breaks is an error, and is opened anew."""
    random, person = Random(place), Worker(Visitor(running.port, session, headers={"HX-Request": "true"}), deal)
    await asyncio.sleep(random.uniform(0, PAUSE))
    while perf_counter() < until:
        try:
            answer = await (person.write() if deal and random.random() < WRITES else person.look(random))
            load.errors += answer.status >= 400
            load.times.append(answer.seconds)
        except (OSError, EOFError):
            load.errors += 1
            person.visitor.leave()
        await asyncio.sleep(random.expovariate(1 / PAUSE))
    person.visitor.leave()


class Worker:
    """Somebody with a browser and a deal."""

    def __init__(self, visitor: Visitor, deal: Deal | None) -> None:
        self.visitor, self.deal = visitor, deal
        self.version = deal.version if deal else 0

    async def look(self, random: Random) -> Answer:
        return await self.visitor.get(random.choice((*PAGES, self.deal.get_absolute_url() if self.deal else "/")))

    async def write(self) -> Answer:
        assert self.deal is not None
        values = {"version": self.version, "product": f"Gear {self.version}"}
        answer = await self.visitor.post(f"/deals/{self.deal.pk}/field/product/", values)
        self.version += answer.status == 200
        return answer


# ── beside a robot ──


def beside_an_import(running: Served, session: str, director: Client) -> list[Fact]:
    """One page again and again, first alone, then while the worker imports."""

    async def look(going: Callable[[], bool], most: int) -> list[float]:
        visitor = Visitor(running.port, session)
        times: list[float] = []
        while len(times) < most and (len(times) < 20 or await asyncio.to_thread(going)):
            answer = await visitor.get("/companies/")
            assert answer.status == 200, answer.status
            times.append(answer.seconds)
            await asyncio.sleep(0.02)
        visitor.leave()
        return times

    alone = asyncio.run(look(lambda: True, 60))
    number = _start_import(director)
    beside = asyncio.run(look(lambda: FileImport.objects.get(pk=number).is_busy, 2_000))
    ratio = _p95(beside) / _p95(alone)
    more = f"{_p95(beside) * 1000:.0f} ms beside {_p95(alone) * 1000:.0f} ms; {IMPORTED:,} companies"
    return [Fact("a page while an import runs, p95 beside p95 alone", ratio, "×", 3, more=more)]


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[18]


def _start_import(client: Client) -> int:
    """Read, rehearsed and run by the worker of the server; the measuring begins when it runs."""
    turn = FileImport.objects.count()
    lines = "".join(f"Busy {turn} Works {n},Germany,office@busy{turn}-{n}.example\n" for n in range(IMPORTED))
    file = SimpleUploadedFile("busy.csv", f"name,country,email\n{lines}".encode())
    place = client.post("/import/", {"kind": "company", "file": file})["Location"]
    number, columns = (
        int(place.strip("/").split("/")[-1]),
        {"column-name": "0", "column-country": "1", "column-email": "2"},
    )
    _wait_until_idle(number)
    client.post(f"{place}decide/", {"rehearse": "1", **columns})
    _wait_until_idle(number)
    client.post(f"{place}decide/", {"run": "1", **columns})
    return number


def _wait_until_idle(number: int) -> None:
    until = perf_counter() + 300
    while FileImport.objects.get(pk=number).is_busy:
        if perf_counter() > until:
            raise TimeoutError("The worker did not come to the import.")
        sleep(0.1)
