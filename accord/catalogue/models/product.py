"""The product or service: what lines of deals are copied from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.catalogue import rights
from accord.catalogue.models.categories import Category
from accord.dictionaries.models import TaxRate, Unit
from accord.history.models import Actor, Event
from accord.kit.fields import RichTextField, SortKeyField, plain_line, plain_text
from accord.kit.money import AmountField, CurrencyField, Money
from accord.kit.text import sort_key
from accord.preferences import switches
from accord.records.models import Record, RecordQuerySet


class ProductType(models.TextChoices):
    GOODS = "goods", _("Product")
    SERVICE = "service", _("Service")


class ProductQuerySet(RecordQuerySet["Product"]):
    def offered(self) -> Self:
        """What can be put into a deal."""
        return self.live().filter(active=True)


class Product(Record):
    """The price is without tax. A product that is sold no longer stays in the lines it was copied to."""

    kind = "product"
    limits = rights.LIMITS

    name = models.CharField(_("name"), max_length=250, validators=[plain_line])
    code = models.CharField(_("article number"), max_length=40, blank=True, validators=[plain_line])
    type = models.CharField(_("kind"), max_length=10, choices=ProductType, default=ProductType.GOODS)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    price = AmountField(_("price without tax"), default=Decimal(0))
    currency = CurrencyField(_("currency"), blank=True)
    tax_rate = models.ForeignKey(
        TaxRate, verbose_name=_("tax rate"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    description = RichTextField(_("description"), blank=True, validators=[plain_text])
    active = models.BooleanField(_("on sale"), default=True)
    sort_key = SortKeyField()

    objects: ClassVar[ProductQuerySet] = ProductQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("product or service")
        verbose_name_plural = _("products and services")
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                name="product_price_not_negative",
                condition=models.Q(price__gte=0),
                violation_error_message=_("A price is not negative."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code="") & models.Q(deleted_at=None),
                name="product_code_once",
                violation_error_message=_("There is a product with this article number."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["sort_key", "id"], name="product_name"),
        ]

    def __str__(self) -> str:
        return self.name

    # ── asking ──

    @property
    def money(self) -> Money:
        return Money(self.price, self.currency)

    def search_text(self) -> str:
        return " ".join(filter(None, [self.code, self.description[:500]]))

    def search_detail(self) -> str:
        return self.code

    # ── verbs ──

    def offer(self, *, by: Actor) -> Event | None:
        """Sell it again."""
        return self.change("offered", by=by, active=True)

    def withdraw(self, *, by: Actor) -> Event | None:
        """Sell it no longer; lines that have it keep it."""
        return self.change("withdrawn", by=by, active=False)

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        super().begin(by=by)
        if not self.currency:
            home = self.department
            self.currency = (home.default_currency if home else "") or switches.load().state_currency

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(self.name)}
