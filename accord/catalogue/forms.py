"""The form of a product."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accord.catalogue.models import Price, Product
from accord.history.models import Actor
from accord.preferences import switches
from accord.records.forms import RecordForm


class ProductForm(RecordForm[Product]):
    """Where there are departments, one of them sells the product: one of nobody's would be hidden from all sellers."""

    class Meta:
        model = Product
        fields = (
            "name", "type", "code", "category", "unit", "price", "currency", "tax_rate", "description", "active",
            "department", "owner",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        home = self.person.department
        if "price" in self.fields:
            self.fields["price"].required = False
        if "department" in self.fields:
            self.fields["department"].required = self.fields["department"].queryset.exists()  # type: ignore[attr-defined]
        if self.is_new:
            self.initial.setdefault("department", home.pk if home else None)
            own = home.default_currency if home else ""
            self.initial.setdefault("currency", own or switches.load().state_currency)
            self.initial["price"] = self.initial.get("price") or None

    def clean_price(self) -> Decimal:
        return self.cleaned_data["price"] or Decimal(0)


class PriceForm(RecordForm[Price]):
    """A further price."""

    class Meta:
        model = Price
        fields = ("price", "currency")

    def add(self, *, by: Actor) -> Price:
        price: Price = Price.objects.add(by=by, product=self.instance.product, **self.values())
        return price
