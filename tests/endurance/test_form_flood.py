"""Somebody floods the public form: told so in words, and nobody else notices; what was accepted is a request."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from accord.dictionaries.models import Source
from accord.inquiries.models import FormPost, Inquiry
from accord.inquiries.models.form_post import MOST_OF_A_FORM, MOST_OF_AN_ADDRESS
from tests.endurance import THOROUGH
from tests.endurance.visitor import Visitor

NETWORKS = 40 if THOROUGH else 5
POSTS = MOST_OF_AN_ADDRESS + 4
FREE = MOST_OF_A_FORM if THOROUGH else 30


@dataclass
class Flood:
    accepted: Counter[str] = field(default_factory=Counter)
    subjects: set[str] = field(default_factory=set)
    refusals: set[tuple[int, str, str]] = field(default_factory=set)
    pages: Counter[int] = field(default_factory=Counter)
    is_over: bool = False

    async def send(self, visitor: Visitor, key: str, number: int) -> None:
        subject = f"Flood {number} from {visitor.address}"
        form = {"name": "Rudi Hakimi", "email": f"{number}@acme.example", "subject": subject}
        answer = await visitor.post(f"/form/{key}/", form)
        if answer.status == 302:
            self.accepted[visitor.address] += 1
            self.subjects.add(subject)
        else:
            self.refusals.add((answer.status, answer.headers.get("retry-after", ""), answer.text))

    async def work_on(self, visitor: Visitor) -> None:
        """What people do in the meantime."""
        while not self.is_over:
            for page in ("/requests/", "/deals/"):
                self.pages[(await visitor.get(page)).status] += 1


def test_a_flood_is_refused_in_words_and_hurts_neither_people_nor_what_was_accepted(office, crowd):
    flooded, other = (
        Source.objects.add(by=office.house, name=name, department=office.north, form_open=True)
        for name in ("Flooded", "Quiet")
    )
    sent_before(flooded, MOST_OF_A_FORM - FREE)
    robots = [crowd.visit(address=f"127.0.{network}.1") for network in range(1, NETWORKS + 1) for _post in range(POSTS)]
    boris, stranger = crowd.visit(office.boris), crowd.visit(address="127.0.1.9")
    flood = Flood()

    async def everything() -> None:
        working = asyncio.create_task(flood.work_on(boris))
        await asyncio.gather(*(flood.send(robot, flooded.form_key, number) for number, robot in enumerate(robots)))
        await flood.send(stranger, other.form_key, -1)
        flood.is_over = True
        await working

    crowd.wait_for(everything())

    assert flood.subjects == set(Inquiry.objects.values_list("subject", flat=True))
    assert "Flood -1 from 127.0.1.9" in flood.subjects
    assert max((flood.accepted - Counter(["127.0.1.9"])).values()) <= MOST_OF_AN_ADDRESS
    assert FormPost.objects.filter(source=flooded).count() == MOST_OF_A_FORM
    assert flood.refusals == {(429, "600", "Too many requests at once. Please try again in ten minutes.")}
    assert set(flood.pages) == {200}


def sent_before(source: Source, count: int) -> None:
    """So many came within the last minutes, each from a network of its own."""
    FormPost.objects.bulk_create(
        FormPost(source=source, received_at=timezone.now(), address=f"10.0.{number}.0/24", body=b"", fate="made")
        for number in range(count)
    )
