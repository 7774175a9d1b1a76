"""Fifty people write at once: nobody is told that the database is locked, nothing that was accepted is missing."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from accord.contacts.models import Company
from accord.deals.models import Deal
from tests.endurance import THOROUGH
from tests.endurance.forms import filled_in
from tests.endurance.house import WEB, WORKER, healthy_database
from tests.endurance.visitor import Visitor

WRITERS, READERS = 50, 5
SECONDS = 300 if THOROUGH else 10
PAGES = ("/", "/deals/", "/deals/board/", "/companies/", "/find/?q=crane")


@dataclass
class Ledger:
    """What the product promised, and how it answered everything else."""

    companies: dict[str, int] = field(default_factory=dict)
    steps: dict[int, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    until: float = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.until


async def write(visitor: Visitor, number: int, deal: int, ledger: Ledger) -> None:
    """A company, then the next step of one's own deal, and again; at least once, however busy the machine is."""
    turn = 0
    while ledger.is_open or not turn:
        turn += 1
        name = f"Company {turn} of writer {number}"
        form = await visitor.get("/companies/new/")
        answer = await visitor.post("/companies/new/", filled_in(form.text, name=name, country="DE"))
        ledger.answers[answer.status] += 1
        if answer.status == 302:
            ledger.companies[name] = int(answer.location.strip("/").split("/")[-1])
        form = await visitor.get(f"/deals/{deal}/field/next_step/")
        saved = await visitor.post(f"/deals/{deal}/field/next_step/", filled_in(form.text, next_step=f"Step {turn}"))
        ledger.answers[saved.status] += 1
        if saved.status == 302:
            ledger.steps[deal] = f"Step {turn}"


async def read(visitor: Visitor, number: int, ledger: Ledger) -> None:
    turn = number
    while ledger.is_open or turn == number:
        answer = await visitor.get(PAGES[turn % len(PAGES)])
        ledger.read[answer.status] += 1
        turn += 1


def test_fifty_writers_are_all_answered_and_nothing_accepted_is_missing(office, house, crowd_at_house):
    people = [office.anna, office.boris, office.hanna, office.zoe, office.dora]
    writers = [crowd_at_house.visit(people[number % 5]) for number in range(WRITERS)]
    deals = [office.deal(f"Deal of writer {number}", owner=people[number % 5]).pk for number in range(WRITERS)]
    readers = [crowd_at_house.visit(office.boris) for _number in range(READERS)]
    ledger = Ledger()

    async def everybody() -> None:
        ledger.until = time.monotonic() + SECONDS
        writing = [write(each, number, deals[number], ledger) for number, each in enumerate(writers)]
        await asyncio.gather(*writing, *(read(each, number, ledger) for number, each in enumerate(readers)))

    crowd_at_house.wait_for(everybody())

    assert set(ledger.answers) == {302}
    assert set(ledger.read) == {200}
    assert dict(Company.objects.filter(name__in=ledger.companies).values_list("name", "pk")) == ledger.companies
    assert dict(Deal.objects.filter(pk__in=deals).values_list("pk", "next_step")) == ledger.steps
    assert Company.objects.filter(name__contains="of writer").count() == len(ledger.companies)
    assert healthy_database() == []
    assert house.is_up(WEB)
    assert house.is_up(WORKER)
