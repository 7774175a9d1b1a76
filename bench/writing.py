"""What is written: one field, the public form, a file out, a file in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from time import perf_counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.accounts.models import User
from accord.contacts.models import Contact
from accord.deals.models import Deal
from accord.dictionaries.models import Source
from accord.exchange.models import FileImport
from accord.history.models import Actor, Door
from accord.inquiries.models import FormPost
from accord.jobs.models import Job
from accord.jobs.running import run_due
from accord.jobs.worker import leave_garbage_alone
from bench.measuring import Asked, Case, Rate

IMPORTED = 2_000
HTMX = {"headers": {"HX-Request": "true"}}


def cases(person: User, client: Client, bare: Client) -> Iterator[Case]:
    yield Case("save one field", person.username, *saving(person, client, bare), 15, 4)
    source = opened_form()
    known = Contact.objects.live().exclude(email="").order_by("pk")[0]
    for what, name, email in (("known", str(known.name), known.email), ("unknown", "", "")):
        yield Case(f"web form, {what} person", "a stranger", *posting(source, name, email, bare), 25, 6)


def saving(person: User, client: Client, bare: Client) -> tuple[Callable[[], Asked], Callable[[], Asked]]:
    numbers = count(1)
    deal = Deal.objects.live().open().filter(owner=person).order_by("-pk")[0]

    def ask() -> Asked:
        deal.refresh_from_db(fields=["version"])
        values = {"version": deal.version, "product": f"Gear {next(numbers)}"}
        return Asked(client, f"/deals/{deal.pk}/field/product/", values, HTMX)

    return ask, lambda: Asked(bare, f"/update/{deal.pk}/", {"product": f"Gear {next(numbers)}"})


def opened_form() -> Source:
    by = Actor(door=Door.CONSOLE, trusted=True)
    known: Source | None = Source.objects.filter(name="Measured form").first()
    if known is not None:
        return known
    source: Source = Source.objects.add(
        by=by, name="Measured form", department=User.objects.get(username="manager1").department, form_open=True
    )
    return source


def posting(source: Source, name: str, email: str, bare: Client) -> tuple[Callable[[], Asked], Callable[[], Asked]]:
    """Each post from an address of its own: a flood would be refused. Who is known by name and mail gets linked."""
    numbers = count(1)
    stranger = Client(headers={"Host": "localhost"})

    def values(number: int) -> dict[str, Any]:
        who = {"name": name or f"Rudi Hakimi {number}", "email": email or f"somebody{number}@nowhere{number}.example"}
        return {**who, "subject": "Brakes", "message": f"Slips, {number}."}

    def ask() -> Asked:
        FormPost.objects.filter(source=source).delete()
        number = next(numbers)
        return Asked(stranger, f"/form/{source.form_key}/", values(number), {"REMOTE_ADDR": f"10.1.0.{number % 250}"})

    return ask, lambda: Asked(bare, f"/insert/{source.pk}/", values(next(numbers)))


def rates(client: Client) -> Iterator[Rate]:
    """Files out and in, for the director."""
    yield exported(client, "csv", 8_000)
    yield exported(client, "xlsx", 4_000)
    yield imported(client)


def exported(client: Client, form: str, bar: int) -> Rate:
    from accord.contacts.models import Company

    rows = Company.objects.live().count()
    begun = perf_counter()
    answer: Any = client.get(f"/companies/export/?all=1&format={form}")
    size = sum(len(part) for part in answer.streaming_content)
    seconds = perf_counter() - begun
    assert size, form
    return Rate(f"export of companies, {form}", rows, seconds, bar, 0)


def imported(client: Client) -> Rate:
    """The run alone: the reading and the rehearsal before it write no records. Queries are counted in an import of
    their own: keeping each one would be timed as well.
    """
    ready(client)
    with CaptureQueriesContext(connection) as captured:
        run_due()
    file = ready(client)
    leave_garbage_alone()  # as the worker does
    begun = perf_counter()
    run_due()
    seconds = perf_counter() - begun
    return Rate("import of companies", file.counts()["made"], seconds, 2_000, len(captured) * 200 // IMPORTED)


def ready(client: Client) -> FileImport:
    """A file of companies, read and rehearsed, whose run waits."""
    Job.objects.all().delete()
    turn = FileImport.objects.count()
    lines = "".join(f"Imported {turn} Works {n},Germany,office@import{turn}-{n}.example\n" for n in range(IMPORTED))
    file = SimpleUploadedFile("list.csv", f"name,country,email\n{lines}".encode())
    place = client.post("/import/", {"kind": "company", "file": file})["Location"]
    run_due()
    columns = {"column-name": "0", "column-country": "1", "column-email": "2"}
    client.post(f"{place}decide/", {"rehearse": "1", **columns})
    run_due()
    client.post(f"{place}decide/", {"run": "1", **columns})
    return FileImport.objects.get(pk=int(place.strip("/").split("/")[-1]))
