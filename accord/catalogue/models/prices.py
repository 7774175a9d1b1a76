"""Further prices of a product, each in a currency of its own; the first stands in the product itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.catalogue.models.product import Product
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event
from accord.kit.errors import RuleBroken
from accord.kit.money import AmountField, CurrencyField, Money

ONCE = _("The product has a price in this currency already.")


class PriceQuerySet(ChangeableQuerySet["Price"]):
    def of(self, product: Product) -> Self:
        return self.live().filter(product=product).order_by("currency")


class Price(Changeable):
    """What is asked for in another currency. Whoever may change the price of the product may change this one."""

    kind = "price"

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="prices", editable=False
    )
    price = AmountField(_("price without tax"))
    currency = CurrencyField(_("currency"))

    objects: ClassVar[PriceQuerySet] = PriceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency"],
                condition=Q(deleted_at=None),
                name="price_once_a_currency",
                violation_error_message=ONCE,
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="price_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.money)

    @property
    def money(self) -> Money:
        return Money(self.price, self.currency)

    # ── rights and rules ──

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        policy.check_writable(by, self.product, frozenset({"price"}))

    @classmethod
    def written_all(cls, records: Any, events: Any, by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            record._refuse_its_own(event)
        super().written_all(records, events, by)

    def _refuse_its_own(self, event: Event) -> None:
        if self.is_live and event.verb != "undone" and self.currency == self.product.currency:
            raise RuleBroken(ONCE, fields={"currency": ONCE})


def price_of(product: Product, currency: str) -> Decimal | None:
    """What the catalogue itself says in this currency; None where it says nothing. Prices read with it ask nothing."""
    if product.currency == currency:
        return Decimal(product.price)
    found = [price for price in product.prices.all() if price.is_live and price.currency == currency]
    return Decimal(found[0].price) if found else None
