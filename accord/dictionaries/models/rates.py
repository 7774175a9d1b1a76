"""What a currency was worth on a day, in the state currency. Amounts of two currencies meet only through these rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import RuleBroken
from accord.kit.money import EXACT, CurrencyField, Money, RateField
from accord.preferences import switches
from accord.records.currencies import worked_with


class RateSource(models.TextChoices):
    APPROXIMATE = "approximate", _("Approximate")
    OFFICIAL = "official", _("Official")


class RateQuerySet(ChangeableQuerySet["Rate"]):
    def known(self, base: str, currencies: Iterable[str]) -> Self:
        return self.live().filter(base=base, currency__in=list(currencies))

    def of_day(self, currency: str, on: date) -> Rate | None:
        """The row of exactly this day."""
        return self.known(switches.load().state_currency, [currency]).filter(on=on).first()

    def keep(self, currency: str, on: date, *, by: Actor) -> Rate | None:
        """See that the day has a rate of its own: the newest one known, marked as approximate, where it has none."""
        base = switches.load().state_currency
        if currency == base:
            return None
        rows = self.known(base, [currency])
        found = rows.filter(on=on).first()
        newest = found or rows.filter(on__lt=on).order_by("-on").first() or rows.order_by("on").first()
        if found or newest is None:
            return found
        try:
            with transaction.atomic():
                return self.add(by=by.consequence(), currency=currency, on=on, rate=newest.rate)
        except RuleBroken:  # somebody else kept it a moment before
            return rows.filter(on=on).first()


class Rate(Changeable):
    """`rate` units of the state currency are one unit of `currency`. `base` is the state currency of that time."""

    kind = "rate"
    intro = _("What one unit of a currency was worth in the state currency, by day. Reports convert by these.")

    currency = CurrencyField(_("currency"))
    on = models.DateField(_("day"))
    rate = RateField(_("rate"), help_text=_("Units of the state currency for one unit of this currency."))
    source = models.CharField(_("source"), max_length=12, choices=RateSource, default=RateSource.APPROXIMATE)
    base = CurrencyField(_("state currency"), editable=False)

    objects: ClassVar[RateQuerySet] = RateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-on", "currency", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "currency", "on"],
                name="rate_once_a_day",
                condition=Q(deleted_at=None),
                violation_error_message=_("This currency has a rate of this day already."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="rate_above_nothing",
                violation_error_message=_("A rate is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on:%Y-%m-%d}"

    def begin(self, *, by: Actor) -> None:
        self.base = switches.load().state_currency
        self._check_other()
        super().begin(by=by)

    def make_official(self, rate: Decimal, *, by: Actor) -> None:
        """Replace a guess by what the bank says."""
        self.change("made official", by=by, rate=rate, source=RateSource.OFFICIAL)

    def check_addable(self, by: Actor) -> None:
        policy.require(by, Special.RATES)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        policy.require(by, Special.RATES)
        self._check_other()

    def check_deletable(self, by: Actor) -> None:
        policy.require(by, Special.RATES)

    def _check_other(self) -> None:
        if self.currency == self.base:
            raise RuleBroken(_("The state currency is always worth itself."))


@dataclass(frozen=True)
class Converted:
    """What an amount is worth elsewhere, and whether every rate on the way was official."""

    money: Money
    official: bool = True


class Rates:
    """The rates of some currencies, read once: `Rates({"USD"}).convert(money, to="EUR", on=day)`.

    The rate of a day is that of the newest row up to it; before the first row it is the first, and approximate.
    """

    def __init__(self, currencies: Iterable[str], base: str = "") -> None:
        self.base = base or switches.load().state_currency
        self.days: dict[str, list[date]] = defaultdict(list)
        self.rows: dict[str, list[tuple[Decimal, bool]]] = defaultdict(list)
        found = Rate.objects.known(self.base, {*currencies}).order_by("on")
        for currency, on, rate, source in found.values_list("currency", "on", "rate", "source"):
            self.days[currency].append(on)
            self.rows[currency].append((Decimal(rate), source == RateSource.OFFICIAL))

    def worth(self, currency: str, on: date) -> tuple[Decimal, bool] | None:
        """One unit in the state currency, and whether that is the official rate of this very day."""
        if currency == self.base:
            return Decimal(1), True
        days = self.days.get(currency)
        if not days:
            return None
        place = max(bisect_right(days, on) - 1, 0)
        rate, official = self.rows[currency][place]
        return rate, official and days[place] == on

    def convert(self, money: Money, *, to: str, on: date) -> Converted | None:
        """Nothing where a rate is missing: an amount is never guessed."""
        if money.currency == to:
            return Converted(money)
        source, target = self.worth(money.currency, on), self.worth(to, on)
        if source is None or target is None:
            return None
        factor = EXACT.divide(source[0], target[0])
        return Converted(money.converted(factor, to), source[1] and target[1])


@worked_with
def with_a_rate() -> models.QuerySet[Rate, tuple[str]]:
    """Whoever keeps rates of a currency deals in it."""
    return Rate.objects.live().order_by().values_list("currency").distinct()
