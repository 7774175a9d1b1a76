"""The lines of a deal: what is sold, how many, for how much, and how it is taxed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.catalogue.models import Product, ProductType, price_of
from accord.deals.models.deal import Deal
from accord.dictionaries.models import TaxRate, Unit
from accord.dictionaries.models.measures import Taxation
from accord.dictionaries.models.rates import Rates
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event, after_all
from accord.kit.fields import plain_line
from accord.kit.money import AmountField, Money, QuantityField, RateField
from accord.kit.text import sort_key

WITH_THE_DEAL = frozenset({"deleted", "restored", "undone"})
"""Verbs that move a line together with its deal, whose amount is put back by its own event."""

NOT_STATED = ""


@dataclass(frozen=True)
class TaxSum:
    """What is taxed alike: taxation and percent, and what comes together under them."""

    taxation: str
    percent: Decimal | None
    net: Money
    tax: Money

    def __str__(self) -> str:
        return taxation_label(self.taxation, self.percent)


@dataclass(frozen=True)
class Totals:
    """The lines of a deal added up; sums of what was rounded line by line."""

    net: Money
    tax: Money
    taxes: tuple[TaxSum, ...]
    discount: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @classmethod
    def of(cls, lines: Iterable[DealLine], currency: str) -> Totals:
        lines, nothing = list(lines), Money.zero(currency)
        keys = dict.fromkeys((line.taxation, line.tax_percent) for line in lines)
        return cls(
            net=sum((line.net_money for line in lines), nothing),
            tax=sum((line.tax_money for line in lines), nothing),
            taxes=tuple(_taxed_alike(lines, *key, nothing) for key in sorted(keys, key=_by_percent)),
            discount=sum((line.discount_money for line in lines), nothing),
        )


def _taxed_alike(lines: Sequence[DealLine], taxation: str, percent: Decimal | None, nothing: Money) -> TaxSum:
    alike = [line for line in lines if (line.taxation, line.tax_percent) == (taxation, percent)]
    net = sum((line.net_money for line in alike), nothing)
    return TaxSum(taxation, percent, net, sum((line.tax_money for line in alike), nothing))


def _by_percent(key: tuple[str, Decimal | None]) -> tuple[bool, Decimal, str]:
    taxation, percent = key
    return percent is None, -(percent or Decimal(0)), taxation


def taxation_label(taxation: str, percent: Decimal | None) -> str:
    """19 %, 0 %, Exempt, Reverse charge …; nothing said is none of them."""
    if percent is not None:
        return f"{percent.normalize():f} %"
    return str(Taxation(taxation).label if taxation else _("Tax not stated"))


class DealLineQuerySet(ChangeableQuerySet["DealLine"]):
    def in_order(self) -> Self:
        return self.live().order_by("position", "pk")

    def with_names(self) -> Self:
        """What a table of lines shows, fetched with them."""
        return self.select_related("unit", "tax_rate", "product")


class DealLine(Changeable):
    """A copy of a product, adjusted for this deal, or something sold only here. Who may see it follows from the deal.

    `net` and `tax` are rounded half up to the smallest coin of the deal's currency. The percent is copied when a rate
    is chosen, so that a rate that changes later changes no deal.
    """

    kind = "deal_line"

    deal = models.ForeignKey(Deal, verbose_name=_("deal"), on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"), default=0)
    product = models.ForeignKey(
        Product, verbose_name=_("from the catalogue"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="lines",
    )  # fmt: skip
    name = models.CharField(_("product or service"), max_length=250, validators=[plain_line])
    type = models.CharField(_("kind"), max_length=10, choices=ProductType, default=ProductType.GOODS)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity = QuantityField(_("quantity"), default=Decimal(1))
    price = AmountField(_("price without tax"), default=Decimal(0))
    discount = RateField(
        _("discount, %"), default=Decimal(0), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    tax_rate = models.ForeignKey(
        TaxRate, verbose_name=_("tax rate"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taxation = models.CharField(_("taxation"), max_length=2, blank=True, choices=Taxation, editable=False)
    tax_percent = RateField(_("tax, %"), null=True, blank=True, editable=False)
    net = AmountField(_("amount without tax"), default=Decimal(0), editable=False)
    tax = AmountField(_("tax"), default=Decimal(0), editable=False)

    serial_number = models.CharField(_("serial number"), max_length=120, blank=True, validators=[plain_line])
    ship_by = models.DateField(_("to be shipped by contract on"), null=True, blank=True)
    planned_ship_on = models.DateField(_("planned to be shipped on"), null=True, blank=True)
    shipped_on = models.DateField(_("shipped on"), null=True, blank=True)

    objects: ClassVar[DealLineQuerySet] = DealLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["deal", "position", "id"], name="line_in_order", condition=models.Q(deleted_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="line_quantity_positive",
                condition=models.Q(quantity__gt=0),
                violation_error_message=_("A quantity is more than nothing."),
            ),
            models.CheckConstraint(
                name="line_price_not_negative",
                condition=models.Q(price__gte=0),
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                name="line_discount_is_a_share",
                condition=models.Q(discount__gte=0, discount__lte=100),
                violation_error_message=_("A discount lies between 0 and 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    # ── asking ──

    @property
    def currency(self) -> str:
        return str(self.deal.currency)

    @property
    def net_money(self) -> Money:
        return Money(self.net, self.currency)

    @property
    def tax_money(self) -> Money:
        return Money(self.tax, self.currency)

    @property
    def gross_money(self) -> Money:
        return self.net_money + self.tax_money

    @property
    def price_money(self) -> Money:
        return Money(self.price, self.currency)

    @property
    def discounted_price(self) -> Money:
        """Of one unit."""
        share: Decimal = 1 - self.discount / 100
        return (self.price_money * share).rounded()

    @property
    def discount_money(self) -> Money:
        """What is taken off the whole line."""
        full: Money = (self.price_money * self.quantity).rounded()
        return full - self.net_money

    @property
    def amount_of(self) -> str:
        """2 pc."""
        number = f"{self.quantity.normalize():f}"
        return f"{number} {self.unit.sign}" if self.unit else number

    @property
    def discount_label(self) -> str:
        return f"{self.discount.normalize():f} %"

    @property
    def tax_label(self) -> str:
        return taxation_label(self.taxation, self.tax_percent)

    # ── verbs ──

    def adjust(self, *, by: Actor, **values: Any) -> Event | None:
        return self.change("changed", by=by, **self.with_tax(values))

    def remove(self, *, by: Actor) -> Event | None:
        """Take this one line out of the deal."""
        return self.change("removed", by=by, deleted_at=by.now())

    def with_tax(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with what a new rate brings along; the same rate again leaves the percent of that day."""
        rate = values.get("tax_rate", self.tax_rate)
        if (rate.pk if rate else None) == self.tax_rate_id:
            return dict(values)
        return {**values, **taxed_by(rate)}

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        super().begin(by=by)
        for name, value in taxed_by(self.tax_rate).items():
            setattr(self, name, value)

    def derived(self) -> dict[str, Any]:
        net = (self.price_money * self.quantity * (1 - self.discount / 100)).rounded()
        tax = (net * ((self.tax_percent or Decimal(0)) / 100)).rounded()
        return {**super().derived(), "net": net.amount, "tax": tax.amount}

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        """Whoever may write the amount of the deal may write its lines, since the amount follows from them."""
        policy.check_writable(by, self.deal, frozenset({"amount"}))

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        super().written_all(records, events, by)
        concerned = {pk for record, event in zip(records, events, strict=True) for pk in _deals_of(record, event)}
        for deal in Deal.objects.select_for_update().live().filter(pk__in=concerned).order_by("pk"):
            deal.add_up_lines(by=by)


def _deals_of(line: DealLine, event: Event) -> set[int]:
    """The deal of the line, and the one it came from."""
    if event.verb in WITH_THE_DEAL:
        return set()
    came_from = event.before.get("deal")
    return {line.deal_id, came_from["id"]} if came_from else {line.deal_id}


@after_all(Deal, "opened")
def wanted_products_become_lines(deals: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
    """One of each product of the catalogue that the request names, in its words; other wishes stay words."""
    wanted = [{name.casefold() for name in deal.inquiry.wants} for deal in deals]
    sold = _sold_as({name for names in wanted for name in names}, {deal.department_id for deal in deals})
    lines = [
        DealLine(deal=deal, position=place, **copied(product, deal.currency, on=by.today()))
        for deal, names in zip(deals, wanted, strict=True)
        for place, product in enumerate(
            (product for product in sold[deal.department_id] if product.name.casefold() in names), start=1
        )
    ]
    DealLine.objects.add_all(lines, by=by)


def _sold_as(names: Set[str], departments: Set[int | None]) -> dict[int | None, list[Product]]:
    """What these departments offer under these names."""
    sold: dict[int | None, list[Product]] = {department: [] for department in departments}
    named = Product.objects.offered().filter(sort_key__in=[sort_key(name) for name in names])
    for product in named.select_related("unit", "tax_rate").prefetch_related("prices") if names else ():
        if product.department_id in sold and product.name.casefold() in names:
            sold[product.department_id].append(product)
    return sold


def taxed_by(rate: TaxRate | None) -> dict[str, Any]:
    """Taxation and percent as they are on the day the rate is chosen."""
    return {"taxation": rate.category if rate else NOT_STATED, "tax_percent": rate.percent if rate else None}


def copied(product: Product, currency: str, *, on: date) -> dict[str, Any]:
    """What a line of a deal in this currency takes from its product."""
    return {
        "product": product,
        "name": product.name,
        "type": product.type,
        "unit": product.unit,
        "price": price_in(product, currency, on=on),
        "tax_rate": product.tax_rate,
    }


def price_in(product: Product, currency: str, *, on: date) -> Decimal:
    """The price of the catalogue in this currency; from another by the rate of the day, nothing where none is known."""
    said = price_of(product, currency)
    if said is not None:
        return said
    found = Rates({product.currency, currency}).convert(product.money, to=currency, on=on)
    return found.money.amount if found else Decimal(0)
