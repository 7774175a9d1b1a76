"""Charts as SVG from the server: geometry here, colours in `30-chart.css`, no script.

Each chart is drawn twice, wide and narrow, and the style sheet shows the one that fits. Numbers are written into the
drawing as text with a point, whatever the reader's language. Every chart stands beside a table with the same figures;
the drawing says its own title to a screen reader, and a bar that has an address leads to the list behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from babel.numbers import format_decimal
from django.utils.translation import get_language

from accord.kit.money import babel_locale

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
LINES = 3


@dataclass(frozen=True)
class Point:
    """One figure: its name on the axis, its value, and how people write the value."""

    label: str
    value: Decimal
    shown: str = ""
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """A place in a drawing. All are text already, so that no language puts a comma into a coordinate."""

    x: str
    y: str
    width: str = ""
    height: str = ""
    text: str = ""
    url: str = ""
    points: str = ""
    label: str = ""


def at(number: float | Decimal) -> str:
    return f"{number:.1f}"


def nice_step(top: Decimal) -> Decimal:
    """The step of the grid: 1, 2, 2.5 or 5 times a power of ten, so that about three lines reach the top."""
    if top <= 0:
        return Decimal(1)
    raw = top / LINES
    magnitude = Decimal(1).scaleb(raw.adjusted())
    return next(step * magnitude for step in STEPS if step * magnitude >= raw)


def axis_text(value: Decimal) -> str:
    """Short, as people of this language write it: 1,500 or 1 500 or 2.5."""
    return format_decimal(value.normalize(), locale=babel_locale(get_language() or "en"))


class Grid:
    """The ground of a chart with a value axis: where a value stands, and the lines behind."""

    def __init__(self, top: Decimal, width: int, height: int) -> None:
        self.step = nice_step(top)
        self.lines = max(math.ceil(top / self.step), 1)
        self.top = self.step * self.lines
        self.width, self.height = width, height
        self.left, self.ceiling, self.floor = 44.0, 16.0, height - 22.0
        self.right = width - 12.0

    def y(self, value: Decimal) -> float:
        return self.floor - (self.floor - self.ceiling) * float(value / self.top)

    def x(self, place: int, of: int) -> float:
        """Places evenly spread from edge to edge."""
        return self.left + (self.right - self.left) * place / max(of - 1, 1)

    @property
    def ticks(self) -> list[Mark]:
        values = [self.step * number for number in range(self.lines + 1)]
        return [
            Mark(at(self.left), at(self.y(value)), at(self.right), at(self.y(value) + 4), axis_text(value))
            for value in values
        ]


@dataclass(frozen=True)
class Lines:
    """A line over time, its area, and the line of the time before, dotted, on the same scale.

    The last point is drawn as *so far* where `running` says that its month has not ended.
    """

    title: str
    now: Sequence[Point]
    before: Sequence[Point] = ()
    now_name: str = ""
    before_name: str = ""
    running: bool = True

    sizes: ClassVar[tuple[tuple[str, int, int], ...]] = (("wide", 720, 230), ("narrow", 350, 220))

    @property
    def top(self) -> Decimal:
        return max((point.value for point in (*self.now, *self.before)), default=Decimal(0))

    @cached_property
    def drawings(self) -> list[LineDrawing]:
        return [LineDrawing(self, name, Grid(self.top, width, height)) for name, width, height in self.sizes]


@dataclass(frozen=True)
class LineDrawing:
    chart: Lines
    size: str
    grid: Grid

    @property
    def box(self) -> str:
        return f"0 0 {self.grid.width} {self.grid.height}"

    @property
    def labels(self) -> list[Mark]:
        count = len(self.chart.now)
        every = 1 if self.size == "wide" else 3
        return [
            Mark(at(self.grid.x(place, count)), at(self.grid.floor + 18), text=point.label)
            for place, point in enumerate(self.chart.now)
            if (count - 1 - place) % every == 0
        ]

    @property
    def past(self) -> str:
        return self._path(self.chart.before)

    @property
    def line(self) -> str:
        return self._path(self.chart.now[:-1] if self.chart.running else self.chart.now)

    @property
    def partial(self) -> str:
        """From the last whole month to the one that is running."""
        if not self.chart.running or len(self.chart.now) < 2:
            return ""
        return self._path(self.chart.now[-2:], first=len(self.chart.now) - 2)

    @property
    def area(self) -> str:
        count = len(self.chart.now)
        ends = (f"{at(self.grid.x(place, count))},{at(self.grid.floor)}" for place in (0, count - 1))
        first, last = ends
        return f"{first} {self._path(self.chart.now)} {last}"

    @property
    def dots(self) -> list[Mark]:
        """Every figure can be met; the highest and the last one say theirs."""
        values = [point.value for point in self.chart.now]
        telling = {values.index(max(values)), len(values) - 1} if any(values) else set()
        return [
            Mark(
                at(self.grid.x(place, len(values))),
                at(self.grid.y(point.value)),
                text=point.shown if place in telling else "",
                height=at(self.grid.y(point.value) - 9),
                url=point.url,
                label=f"{point.label}: {point.shown}",
            )
            for place, point in enumerate(self.chart.now)
        ]

    def _path(self, points: Sequence[Point], *, first: int = 0) -> str:
        count = len(self.chart.now)
        return " ".join(
            f"{at(self.grid.x(first + place, count))},{at(self.grid.y(point.value))}"
            for place, point in enumerate(points)
        )


@dataclass(frozen=True)
class Step:
    """One bar of a funnel: how many came so far, and what was lost on the way to the next."""

    label: str
    count: int
    shown: str
    lost: str = ""
    url: str = ""


@dataclass(frozen=True)
class Funnel:
    """Bars one under the other, each joined to the next by what is left."""

    title: str
    steps: Sequence[Step]

    sizes: ClassVar[tuple[tuple[str, int, int], ...]] = (("wide", 720, 150), ("narrow", 350, 0))
    bar, gap = 26, 16

    @cached_property
    def drawings(self) -> list[FunnelDrawing]:
        return [FunnelDrawing(self, name, width, left) for name, width, left in self.sizes]


@dataclass(frozen=True)
class FunnelDrawing:
    """On a narrow page the names stand above the bars instead of beside them."""

    chart: Funnel
    size: str
    width: int
    left: int

    @property
    def pitch(self) -> int:
        return self.chart.bar + self.chart.gap + (0 if self.left else 18)

    @property
    def box(self) -> str:
        return f"0 0 {self.width} {self.pitch * len(self.chart.steps)}"

    @property
    def bars(self) -> list[Mark]:
        head = 0 if self.left else 18
        return [
            Mark(
                x=at(self.left),
                y=at(row * self.pitch + head),
                width=at(self._wide(step.count)),
                height=at(self.chart.bar),
                text=step.shown,
                url=step.url,
                label=step.label,
                points=at(self.left + self._wide(step.count) + 8),
            )
            for row, step in enumerate(self.chart.steps)
        ]

    @property
    def names(self) -> list[Mark]:
        down = 17 if self.left else 12
        return [Mark("0.0", at(row * self.pitch + down), text=step.label) for row, step in enumerate(self.chart.steps)]

    @property
    def joins(self) -> list[Mark]:
        if not self.left:
            return []
        pairs = zip(self.chart.steps, self.chart.steps[1:], strict=False)
        return [self._join(row, step, following) for row, (step, following) in enumerate(pairs)]

    def _join(self, row: int, step: Step, following: Step) -> Mark:
        top, bottom = row * self.pitch + self.chart.bar, (row + 1) * self.pitch
        upper, lower = self.left + self._wide(step.count), self.left + self._wide(following.count)
        corners = ((self.left, top), (upper, top), (lower, bottom), (self.left, bottom))
        points = " ".join(f"{at(x)},{at(y)}" for x, y in corners)
        return Mark(at(self.left + 8), at(bottom - 4), text=step.lost, points=points)

    def _wide(self, count: int) -> float:
        most = max((step.count for step in self.chart.steps), default=0)
        return (self.width - self.left - 56) * count / most if most else 0.0
