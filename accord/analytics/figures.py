"""The figures of an income summary, as plain values: what the page shows, the file carries and a snapshot keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.urls import reverse
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.deals.models import Deal
from accord.kit.dates import DateRange, add_months
from accord.kit.money import Money, half_up
from accord.payments.models import Certainty
from accord.payments.pages import VIA_OFFICE
from accord.records.declare import Mark
from accord.records.sight import unseen
from accord.web import charts, display

MONTHS = 12
AHEAD = 3


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_range(first: date) -> DateRange:
    return DateRange(first, add_months(first, 1) - date.resolution)


@dataclass(frozen=True)
class Line:
    """One row of a table: a deal, what it brings, and what people know it by. Amounts are in the report's currency;
    `via_office` says for each whether it came or comes through a representative office.
    """

    deal: int
    name: str
    company: str
    product: str
    orders: str
    owner: str
    day: date | None
    amounts: tuple[Decimal | None, ...]
    via_office: tuple[bool, ...] = ()

    @property
    def marks(self) -> list[Mark]:
        return [VIA_OFFICE] if any(self.via_office) else []

    @property
    def url(self) -> str:
        return reverse("deal:show", args=[self.deal]) if self.deal else ""


@dataclass(frozen=True)
class Promise:
    """What is expected with one certainty: rows by deal, and totals that count the rows that are not shown too."""

    certainty: str
    lines: tuple[Line, ...]
    totals: tuple[Decimal, ...]
    url: str = ""

    @property
    def label(self) -> str:
        return str(Certainty(self.certainty).label)

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))


@dataclass(frozen=True)
class Figures:
    """`received` are the sums of the last 24 months, the running one last. Missing rates are named, never guessed."""

    day: date
    currency: str
    received: tuple[Decimal, ...]
    lines: tuple[Line, ...]
    promises: tuple[Promise, ...]
    overdue: Decimal
    won: int
    without_rate: tuple[str, ...] = ()
    month_urls: tuple[str, ...] = field(default=())
    tells_offices: bool = False
    """Whether payments may come through a representative office; where they may not, nobody sees anything of it."""

    # ── asking ──

    @property
    def months(self) -> list[date]:
        """The first days of the 24 months."""
        return [month_of(add_months(month_of(self.day), back - 2 * MONTHS + 1)) for back in range(2 * MONTHS)]

    @property
    def coming(self) -> list[date]:
        """This month, with everything overdue, and the two after it."""
        return [add_months(month_of(self.day), ahead) for ahead in range(AHEAD)]

    @property
    def this_month(self) -> Decimal:
        return self.received[-1]

    @property
    def total(self) -> Decimal:
        """Of the last twelve months."""
        return sum(self.received[MONTHS:], Decimal(0))

    @property
    def total_before(self) -> Decimal:
        return sum(self.received[:MONTHS], Decimal(0))

    @property
    def difference(self) -> Decimal:
        return self.total - self.total_before

    @property
    def difference_share(self) -> str:
        return display.percent(abs(self.difference), self.total_before) if self.total_before else ""

    @property
    def a_month(self) -> Decimal:
        return self.total / MONTHS

    @property
    def running(self) -> list[Decimal]:
        """For each of the last twelve months the sum of the twelve that end with it."""
        ends = range(MONTHS, 2 * MONTHS)
        return [sum(self.received[end - MONTHS + 1 : end + 1], Decimal(0)) for end in ends]

    @property
    def expected(self) -> Decimal:
        return sum((promise.total for promise in self.promises), Decimal(0))

    @property
    def promised(self) -> list[str]:
        """388 guaranteed, 169 high, 55 low: the expected sum by its certainty, in words."""
        amounts = (display.amount(promise.total, self.currency, whole=True) for promise in self.promises)
        return [f"{amount} {promise.label.lower()}" for amount, promise in zip(amounts, self.promises, strict=True)]

    @property
    def won_a_month(self) -> str:
        return display.number(half_up(Decimal(self.won) / MONTHS, 1))

    def by_month(self) -> list[tuple[date, Money, Money, Money]]:
        """(month, received, the year before, the twelve months that end here): the table behind the charts."""
        rows = zip(self.months[MONTHS:], self.received[MONTHS:], self.received[:MONTHS], self.running, strict=True)
        return [(month, *(Money(each, self.currency) for each in sums)) for month, *sums in rows]  # type: ignore[misc]

    # ── charts ──

    @property
    def chart(self) -> charts.Lines:
        return charts.Lines(
            _("Income by month"),
            self._points(self.months[MONTHS:], self.received[MONTHS:], self.month_urls),
            self._points(self.months[:MONTHS], self.received[:MONTHS]),
            now_name=_("Last 12 months"),
            before_name=_("The 12 months before"),
        )

    @property
    def running_chart(self) -> charts.Lines:
        return charts.Lines(_("The year that ends with each month"), self._points(self.months[MONTHS:], self.running))

    def _points(self, months: Iterable[date], sums: Sequence[Decimal], urls: Sequence[str] = ()) -> list[charts.Point]:
        return [
            charts.Point(
                display.month(month),
                amount,
                display.amount(amount, self.currency, whole=True),
                urls[place] if urls else "",
            )
            for place, (month, amount) in enumerate(zip(months, sums, strict=True))
        ]

    # ── keeping ──

    def as_json(self) -> dict[str, Any]:
        """As a snapshot keeps it; addresses of lists are left out, because a list shows today and not that day."""
        kept = asdict(self) | {"month_urls": ()}
        kept["promises"] = [promise | {"url": ""} for promise in kept["promises"]]
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], *, reader: User) -> Self:
        """What was kept, with the names of those deals alone that the reader may see today."""
        lines = [*kept["lines"], *(line for promise in kept["promises"] for line in promise["lines"])]
        seen = Deal.objects.visible_to(reader).filter(pk__in={line["deal"] for line in lines})
        known = frozenset(seen.values_list("pk", flat=True))
        return cls(
            day=date.fromisoformat(kept["day"]),
            currency=kept["currency"],
            received=_decimals(kept["received"]),
            lines=_lines(kept["lines"], known),
            promises=tuple(
                Promise(each["certainty"], _lines(each["lines"], known), _decimals(each["totals"]))
                for each in kept["promises"]
            ),
            overdue=Decimal(kept["overdue"]),
            won=kept["won"],
            without_rate=tuple(kept["without_rate"]),
            tells_offices=reader.switch("through_representation"),
        )


def _decimals(kept: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in kept)


def _lines(kept: Iterable[Mapping[str, Any]], known: frozenset[int]) -> tuple[Line, ...]:
    return tuple(_line(each) if each["deal"] in known else _hidden(each) for each in kept)


def _line(kept: Mapping[str, Any]) -> Line:
    names = ("deal", "name", "company", "product", "orders", "owner")
    own = {name: kept[name] for name in names}
    return Line(**own, day=_day(kept), amounts=_amounts(kept), via_office=tuple(kept.get("via_office", ())))


def _hidden(kept: Mapping[str, Any]) -> Line:
    return Line(0, unseen(Deal.kind), "", "", "", kept["owner"], _day(kept), _amounts(kept))


def _day(kept: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(kept["day"]) if kept["day"] else None


def _amounts(kept: Mapping[str, Any]) -> tuple[Decimal | None, ...]:
    return tuple(None if each is None else Decimal(each) for each in kept["amounts"])
