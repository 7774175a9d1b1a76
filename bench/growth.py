"""What a page costs on the data of xl beside those of m: the bar of growth, from the results of two sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SMALL, LARGE = "m", "xl"
BAR = 2.5
REPORTS = ("income summary", "sales funnel", "payment: totals of all", "home: its totals")
"""They read a whole table and are asked for as such: 300 ms is their orientation, growth no bar."""

PLACE = re.compile(r"from row [\d,]+, beside its first page")

Results = Iterable[tuple[str, Mapping[str, Any]]]


def section(found: Results) -> str:
    """A table for each database that was measured at both sizes; nothing where there is none."""
    by_server: dict[str, dict[str, Mapping[str, Any]]] = {}
    for scale, each in found:
        by_server.setdefault(each["server"].split()[0], {})[scale] = each
    return "".join(
        _table(sizes[SMALL], sizes[LARGE])
        for _server, sizes in sorted(by_server.items())
        if SMALL in sizes and LARGE in sizes
    )


def _table(small: Mapping[str, Any], large: Mapping[str, Any]) -> str:
    lines = [
        f"\n## From {SMALL} to {LARGE}, {large['server']}\n",
        f"The quickest round of each, ms; commits {small['commit']} and {large['commit']}. The bar is {BAR} ×, for all",
        "but what reads a whole table on demand.\n",
        f"| what | who | {SMALL} | {LARGE} | growth | |",
        "|---|---|--:|--:|--:|---|",
        *_rows(small, large),
    ]
    return "\n".join(lines) + "\n"


def _rows(small: Mapping[str, Any], large: Mapping[str, Any]) -> Iterator[str]:
    before = {_key(one): one for one in small["figures"]}
    for one in large["figures"]:
        other = before.get(_key(one))
        if other and not one["problem"] and not other["problem"]:
            yield _row(one, _best(other), _best(one))


def _row(one: Mapping[str, Any], small: float, large: float) -> str:
    growth = large / small
    name, person = _key(one)
    said = "a report" if name in REPORTS else "met" if growth <= BAR else "**missed**"
    return f"| {name} | {person} | {small:.0f} | {large:.0f} | {growth:.1f} × | {said} |"


def _key(one: Mapping[str, Any]) -> tuple[str, str]:
    """The same page at both sizes, however far down it is."""
    return PLACE.sub("far down", one["name"]), one["person"]


def _best(one: Mapping[str, Any]) -> float:
    """The results of older runs know the median alone."""
    return float(one.get("best") or one["p50"])
