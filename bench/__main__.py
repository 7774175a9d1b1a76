"""`bin/bench`: makes data of a size in a new SQLite database, asks for the pages in this process, writes the table."""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from statistics import quantiles
from time import perf_counter

TABLE = Path(__file__).parent / "README.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=("tiny", "s", "m", "l", "xl"), default="m")
    parser.add_argument("--quick", action="store_true", help="the smallest of the sizes, s")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    scale = "s" if options.quick and options.scale == "m" else options.scale
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        os.environ |= {"ACCORD_DATA": folder, "DJANGO_SETTINGS_MODULE": "accord.config.settings"}
        os.environ.pop("ACCORD_DATABASE_URL", None)
        TABLE.write_text(measured(scale, options.rounds))
    print(TABLE.read_text())


def measured(scale: str, rounds: int) -> str:
    import django

    django.setup()
    from django.core.management import call_command

    from accord.config.demo.scale import make

    call_command("migrate", verbosity=0)
    begun = perf_counter()
    make(scale, today=date.today(), seed=42, progress=lambda *_: None)
    made = perf_counter() - begun
    lines = [line(*row, rounds) for row in pages()]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    head = (
        "# What pages cost\n\n"
        f"Size {scale}, SQLite, made in {made:.0f} s, in process, {rounds} rounds each; a sales manager. "
        f"Commit {commit}, {date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores shared with "
        "other work: times are pessimistic, queries and bytes are exact.\n\n"
        "| page | p50 ms | p95 ms | queries | bar | | gzipped bytes |\n|---|--:|--:|--:|--:|---|--:|\n"
    )
    return head + "\n".join(lines) + "\n\nNot measured yet: PostgreSQL, depth, writes, export, import, the bare view.\n"


def pages() -> list[tuple[str, str, int]]:
    """What is asked for, where, and the bar for its queries."""
    from accord.accounts.models import User
    from accord.contacts.models import Company
    from accord.deals.models import Deal

    manager = User.objects.get(username="manager1")
    deal = Deal.objects.filter(owner=manager).order_by("-pk")[0]
    company = Company.objects.filter(owner=manager).order_by("-pk")[0]
    word = company.name.split()[0]
    return [
        ("home", "/", 12),
        ("deal list", "/deals/", 12),
        ("company list", "/companies/", 12),
        ("contact list", "/contacts/", 12),
        ("board", "/deals/board/", 15),
        ("deal page", deal.get_absolute_url(), 20),
        ("company page, the largest", company.get_absolute_url(), 20),
        ("search with a typo", f"/find/?q={word[:-2] + word[-1] + word[-2]}", 6),
    ]


def line(name: str, address: str, bar: int, rounds: int) -> str:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accord.accounts.models import User

    client = Client(headers={"Host": "localhost"})
    client.force_login(User.objects.get(username="manager1"))
    answer = client.get(address)
    if answer.status_code != 200:
        return f"| {name} | – | – | – | {bar} | answered {answer.status_code} | – |"
    times = []
    for _round in range(rounds):
        begun = perf_counter()
        client.get(address)
        times.append((perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    cuts, count = quantiles(times, n=20), len(captured)
    said = "met" if count <= bar else "missed"
    size = len(gzip.compress(answer.content))
    return f"| {name} | {cuts[9]:.0f} | {cuts[18]:.0f} | {count} | {bar} | {said} | {size:,} |"


if __name__ == "__main__":
    main()
