"""The web process and the worker are killed outright, at random, while an import runs and people write.

The work goes on without a person; each row is imported once or reported; what was answered with a promise is there.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from accord.contacts.models import Company
from accord.exchange.models import FileImport
from accord.exchange.models.file_import import ImportRow, Outcome, State
from accord.history.models import ChangeSet, Event
from accord.jobs.models import Job
from accord.search.models import Entry
from tests.endurance import THOROUGH
from tests.endurance.forms import filled_in
from tests.endurance.house import WEB, WORKER, House, healthy_database
from tests.endurance.visitor import Answer, Broken, Crowd, Visitor

KILLS = 200 if THOROUGH else 3
ROWS = 5000 if THOROUGH else 700
WRITERS = 3
GOES_ON_WITHIN = 180.0
MOST_KILLS_IN_A_ROW = 2
COLUMNS = {"column-name": "0", "column-country": "1"}


class Killer:
    """Kills whoever has done something since the last time: a worker that never comes to work proves nothing."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.chance = house, random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.seen: dict[str, Any] = {}
        self.in_a_row: Counter[str] = Counter()

    def perhaps(self, name: str, done: Any) -> None:
        """`done` is how far the victim has come."""
        if self.is_finished or self.chance.random() > 0.3:
            return
        if self.seen.get(name) == done and self.in_a_row[name] >= MOST_KILLS_IN_A_ROW:
            return
        self.in_a_row[name] = self.in_a_row[name] + 1 if self.seen.get(name) == done else 1
        self.seen[name] = done
        self.house.kill(name)
        self.kills[name] += 1

    @property
    def is_finished(self) -> bool:
        return self.kills.total() >= KILLS

    def pause(self) -> None:
        time.sleep(self.chance.uniform(0.01, 0.3))


@dataclass
class Town:
    """People who write in the meantime, in a thread of their own, and what they were promised."""

    crowd: Crowd
    person: Any
    promised: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    is_closed: bool = False

    def __enter__(self) -> Town:
        self.visitors = [self.crowd.visit(self.person) for _number in range(WRITERS)]
        self.thread = threading.Thread(target=lambda: self.crowd.wait_for(self.live()))
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_closed = True
        self.thread.join()
        self.crowd.go_home()

    async def live(self) -> None:
        await asyncio.gather(*(self.write(visitor, number) for number, visitor in enumerate(self.visitors)))

    async def write(self, visitor: Visitor, number: int) -> None:
        for turn in count():
            if self.is_closed:
                return
            await self.add(visitor, f"Written {turn} by {number}")

    async def add(self, visitor: Visitor, name: str) -> None:
        try:
            page = await visitor.get("/companies/new/")
            form = filled_in(page.text, name=name, country="DE")
        except Broken:
            await asyncio.sleep(0.05)
            return
        try:
            answer = await visitor.post("/companies/new/", form)
        except Broken:
            self.unknown.add(name)
            return
        self.answers[answer.status] += 1
        if answer.status == 302:
            self.promised[name] = int(answer.location.strip("/").split("/")[-1])


class Clerk:
    """Imports one file after another, and asks again when the house was just killed."""

    def __init__(self, crowd: Crowd, person: Any) -> None:
        self.crowd, self.visitor, self.person = crowd, crowd.visit(person), person
        self.files = 0

    def file(self) -> FileImport | None:
        return FileImport.objects.of(self.person).first()

    def step(self, *, go_on: bool) -> None:
        """Press whatever button is there. Pressing again what was pressed already does nothing."""
        file = self.file()
        if file is None or (file.state == State.DONE and go_on):
            self.send_next()
        elif file.state == State.READ:
            self.decide(file, "rehearse")
        elif file.state == State.REHEARSED:
            self.decide(file, "run")

    def send_next(self) -> None:
        content = "\n".join(["name,country", *lines(self.files)]).encode()
        answer = self.ask(self.visitor.send_file("/import/", {"kind": "company"}, f"{self.files}.csv", content))
        if answer is not None:
            assert answer.status == 302, answer.text
            self.files += 1

    def decide(self, file: FileImport, press: str) -> None:
        self.ask(self.visitor.post(f"/import/{file.pk}/decide/", {press: "1", **COLUMNS}))

    def ask(self, asked: Coroutine[Any, Any, Answer]) -> Answer | None:
        try:
            return self.crowd.wait_for(asked)
        except Broken:
            return None


def lines(number: int) -> list[str]:
    """Rows of all fates: of ten one comes twice, one has no name, one lies in a country that is none."""
    return [line(number, row) for row in range(ROWS)]


def line(number: int, row: int) -> str:
    return {
        7: f"Imported {number}-{row - 1},Germany",
        8: ",Germany",
        9: f"Imported {number}-{row},Atlantis",
    }.get(row % 10, f"Imported {number}-{row},Germany")


def test_an_import_survives_every_kill_and_nothing_promised_is_missing(office, house, crowd_at_house):
    killer = Killer(house, seed=20261126)
    clerk = Clerk(crowd_at_house, office.ada)

    with Town(Crowd(house.url), office.anna) as town:
        while not killer.is_finished:
            clerk.step(go_on=True)
            killer.pause()
            if Job.objects.running().filter(name__startswith="exchange.").exists():
                killer.perhaps(WORKER, progress(clerk))
            killer.perhaps(WEB, len(town.promised))
        deadline = time.monotonic() + GOES_ON_WITHIN
        while not is_done(clerk):
            assert time.monotonic() < deadline, ("The import did not go on by itself.", clerk.file())
            clerk.step(go_on=False)
            killer.pause()

    assert set(town.answers) <= {302}
    check_rows(office)
    check_writes(town)
    assert not Job.objects.failed().exists()
    assert healthy_database() == []


def progress(clerk: Clerk) -> Any:
    file = clerk.file()
    return file and (file.pk, file.state, file.done, file.rows.count())


def is_done(clerk: Clerk) -> bool:
    file = clerk.file()
    return file is not None and file.state == State.DONE


def check_rows(office: Any) -> None:
    """Once or reported; the report is right; each import is one change set."""
    files = FileImport.objects.of(office.ada).order_by("pk")
    assert files
    for file in files:
        made = ROWS * 7 // 10
        assert file.state == State.DONE
        assert file.counts() == {"waiting": 0, "problem": 0, "made": made, "refused": ROWS - made}
        assert list(file.rows.values_list("number", flat=True)) == list(range(1, ROWS + 1))
        assert not file.rows.filter(outcome=Outcome.REFUSED, message="").exists()
        ids = [row.record_id for row in file.rows.filter(outcome=Outcome.MADE) if row.record_id]
        assert Company.objects.filter(pk__in=ids, name__startswith="Imported").count() == len(ids) == made
        assert file.change_set is not None
        assert file.change_set.events.filter(kind="company", version=1).count() == made
    assert (
        Company.objects.filter(name__startswith="Imported").count()
        == ImportRow.objects.filter(outcome=Outcome.MADE).count()
    )
    assert ChangeSet.objects.filter(key__startswith="import-").count() == len(files)


def check_writes(town: Town) -> None:
    """What was promised is there; what nobody knows of is there whole or not at all."""
    assert town.promised
    written = dict(Company.objects.filter(name__startswith="Written").values_list("name", "pk"))
    assert town.promised.items() <= written.items()
    assert written.keys() - town.promised.keys() <= town.unknown
    assert Company.objects.filter(name__startswith="Written").count() == len(written)
    for rows in (Event.objects.filter(kind="company", version=1), Entry.objects.filter(kind="company")):
        assert set(rows.values_list("record_id", flat=True)) == set(Company.objects.values_list("pk", flat=True))
