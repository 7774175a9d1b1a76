"""Writes what was measured as a page of Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import growth, matching

BY_HAND = Path(__file__).with_name("by_hand.md")
"""What no command measures: runs of an hour, and what came of them."""

HEAD = """# What pages cost

Made by `bin/bench`. Python {python}, {cores} cores **shared with other work that ran at the same time**: milliseconds
are pessimistic and good to a factor of two; queries (with those that open and close transactions) and bytes are exact.
A ratio compares the medians of requests that took turns in one run. With few rounds p95 is close to the slowest.
`results/` keeps the figures of each size and database; a run replaces its own.

*Beside* is a bare Django view in the same process, without sessions, rights or layout: it reads 50 rows and renders
four columns, or updates one row, or inserts one row. *manager1* is a sales manager and sees a department's records,
*director* sees everything, *assistant* only what is theirs: twelve records of each type. Bytes are those of the HTML,
gzipped, without the shared CSS and JavaScript.
PostgreSQL is a private server without fsync; SQLite writes with `synchronous=FULL`.
An export of a few rows says little about the rate.

What runs is the product as it is installed, one web process and one worker, on the same data; those who visit it come
from one program on the same machine and take their share of the cores. The bar of the mixed load holds for ten minutes
(`--load 600`), the table says how long it was held.
"""

TAIL = """
Not measured: what a browser does with the page; round trips to a server on another machine.
"""


def page(found: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    head = HEAD.format(python=platform.python_version(), cores=os.cpu_count())
    measured = "".join(section(scale, each) for scale, each in found)
    return head + measured + growth.section(found) + matching.section() + BY_HAND.read_text() + TAIL


def section(scale: str, found: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{kind} {count:,}" for kind, count in found["sizes"].items())
    made = f" The data took {found['made'] / 60:.1f} minutes to make." if found["made"] else ""
    lines = [
        f"\n## {found['server']}, size {scale}\n",
        f"Commit {found['commit']}, {found['day']}, {found.get('rounds', 15)} rounds. Records: {sizes}.{made}\n",
        "| what | who | p50 ms | p95 ms | queries | bar | | beside | bar | | bytes |",
        "|---|---|--:|--:|--:|--:|---|--:|--:|---|--:|",
        *(line(figures) for figures in found["figures"]),
        "\n| files | rows | rows/s | bar | | queries per 200 rows |",
        "|---|--:|--:|--:|---|--:|",
        *(rate(each) for each in found["rates"]),
        *running(found.get("facts", [])),
    ]
    return "\n".join(lines) + "\n"


def line(one: Mapping[str, Any]) -> str:
    if one["problem"]:
        return f"| {one['name']} | {one['person']} | {one['problem']} |" + " |" * 8
    queries = verdict(one["queries"], one["queries_bar"])
    ratio = verdict(one["ratio"], one["ratio_bar"])
    return (
        f"| {one['name']} | {one['person']} | {one['p50']:.0f} | {one['p95']:.0f} | {one['queries']} "
        f"| {one['queries_bar'] or '–'} | {queries} | {one['ratio']:.1f} × | {one['ratio_bar'] or '–'} | {ratio} "
        f"| {one['size']:,} |"
    )


def rate(one: Mapping[str, Any]) -> str:
    speed = one["rows"] / one["seconds"]
    said = "met" if speed >= one["bar"] else "missed"
    return f"| {one['name']} | {one['rows']:,} | {speed:,.0f} | {one['bar']:,} | {said} | {one['queries'] or '–'} |"


def running(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    head = ["\n| running | measured | bar | | |", "|---|--:|--:|---|---|"]
    return head + [fact(each) for each in facts] if facts else []


def fact(one: Mapping[str, Any]) -> str:
    if one["problem"]:
        return f"| {one['name']} | {one['problem']} | | **missed** | |"
    met = one["value"] >= one["bar"] if one["at_least"] else one["value"] <= one["bar"]
    sign, said = "≥" if one["at_least"] else "≤", "met" if met else "**missed**"
    places = 0 if one["value"] >= 10 or one["value"] == int(one["value"]) else 2
    value = f"{one['value']:,.{places}f}"
    return (
        f"| {one['name']} | {value} {one['unit']} | {sign} {one['bar']:,.0f} {one['unit']} | {said} | {one['more']} |"
    )


def verdict(value: float, bar: float | None) -> str:
    if bar is None:
        return ""
    return "met" if value <= bar else "**missed**"
