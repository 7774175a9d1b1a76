"""Links from row to row of one file: a group and its daughters, in whatever order they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accord.exchange.models import ImportRow
from accord.kit.text import normalise

BATCH = 200


@dataclass
class Within:
    """`links` leads from a row to the one that it names; `levels` says how many rows have to be made before it."""

    named: Mapping[str, list[int]] = field(default_factory=dict)
    links: dict[int, int] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    circling: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, names: Mapping[int, str], wanted: Mapping[int, str]) -> Within:
        """`names` is what each row is called, `wanted` what it says it belongs to, where nothing else is called so."""
        named: dict[str, list[int]] = defaultdict(list)
        for number, name in names.items():
            named[normalise(name)].append(number)
        rows = {number: named.get(normalise(text), []) for number, text in wanted.items()}
        made = cls(named, {number: found[0] for number, found in rows.items() if len(found) == 1})
        for number in made.links:
            made._climb(number)
        return made

    def in_order(self, rows: Any) -> Iterator[list[ImportRow]]:
        """These rows of the file, at most 200 at once, what others belong to before them."""
        cursor = 0
        while found := list(rows.filter(number__gt=cursor)[:BATCH]):
            cursor = found[-1].number
            if free := [row for row in found if row.number not in self.levels]:
                yield free
        for level in sorted(set(self.levels.values())):
            numbers = sorted(number for number, at in self.levels.items() if at == level)
            for start in range(0, len(numbers), BATCH):
                if found := list(rows.filter(number__in=numbers[start : start + BATCH])):
                    yield found

    def _climb(self, start: int) -> None:
        """From the row up to one that belongs to none, or that was reached before."""
        path: dict[int, None] = {}
        at = start
        while at in self.links and at not in self.levels and at not in path:
            path[at] = None
            at = self.links[at]
        if at in path:
            way = list(path)
            self.circling |= set(way[way.index(at) :])
        level = self.levels.get(at, 0)
        for number in reversed(path):
            level += 1
            self.levels[number] = level
