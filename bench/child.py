"""The measuring process: one database, one size. Everything it finds out goes to a file as JSON."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accord.access import shipped  # noqa: E402
from accord.accounts.models import User  # noqa: E402
from accord.config.demo.scale import make  # noqa: E402
from accord.config.first_run import migrate  # noqa: E402
from accord.history.models import Actor, Door, kinds  # noqa: E402
from bench import bare, living, reading, reports, writing  # noqa: E402
from bench.measuring import Case, measure  # noqa: E402
from bench.narrow import narrow  # noqa: E402

SIZED = ("company", "contact", "lead", "inquiry", "deal", "payment")


def main(scale: str, rounds: int, load: float, target: Path) -> None:
    """`load` is how many seconds the mixed load is held; 0 leaves out what needs a running product."""
    seconds = filled(scale)
    sizes = {kind: kinds()[kind]._default_manager.count() for kind in SIZED}
    beside, figures, clients = bare.client(), [], people()
    gc.freeze()  # as the web process does once it is loaded
    for person, client in clients.items():
        figures += [measure(case, rounds) for case in read(person, client, beside)]
    manager, director, _assistant = clients
    figures += [measure(case, rounds) for case in writing.cases(manager, clients[manager], beside)]
    rates = list(writing.rates(clients[director]))
    facts = list(living.facts(load, clients[director])) if load else []
    found: dict[str, Any] = {"made": seconds, "sizes": sizes, "server": server()}
    for name, measured in (("figures", figures), ("rates", rates), ("facts", facts)):
        found[name] = [one.as_json() for one in measured]
    target.write_text(json.dumps(found))


def read(person: User, client: Client, beside: Client) -> Iterator[Case]:
    """Every page; for the person of narrow reach without the forms, which cost others the same, and what others own."""
    for case in chain(reading.cases(person, client, beside), reports.cases(person, client, beside)):
        if person.username != "assistant" or not case.name.endswith((": form", "of the largest")):
            yield case


def filled(scale: str) -> float:
    """Make the data, unless this database has them already; PostgreSQL's limit on a statement is for pages."""
    migrate()
    if User.objects.filter(username="manager1").exists():
        return 0
    begun = perf_counter()
    if connection.vendor == "postgresql":
        run("SET statement_timeout = 0")
    make(scale, today=date.today(), seed=42, progress=lambda *_: None)
    if connection.vendor == "postgresql":
        run("RESET statement_timeout")
    return perf_counter() - begun


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def server() -> str:
    version = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(str(part) for part in version)}"


def people() -> dict[User, Client]:
    """The sales manager of the measurements, who sees a department, a director, who sees everything, and an assistant,
    who sees twelve of each.
    """
    by = Actor(door=Door.CONSOLE, trusted=True)
    manager = User.objects.get(username="manager1")
    director = User.objects.filter(username="director").first()
    if director is None:
        director = User.objects.add(by=by, username="director", first_name="Di", last_name="Rector")
        shipped.give(director.pk, "commercial_director", by=by)
        director.refresh_from_db()
    return {person: signed_in(person) for person in (manager, director, narrow(by=by))}


def signed_in(person: User) -> Client:
    client = Client(headers={"Host": "localhost"})
    client.force_login(person)
    return client


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
