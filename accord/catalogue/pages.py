"""What the product shows of the catalogue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.catalogue.forms import ProductForm
from accord.catalogue.models import Price, Product
from accord.history.models import Actor
from accord.records.declare import Column, Fields, Filter, Mark, Panel, RecordPages, Verb, panel


def _offer(product: Product, by: Actor, given: dict[str, object]) -> None:
    product.offer(by=by)


def _withdraw(product: Product, by: Actor, given: dict[str, object]) -> None:
    product.withdraw(by=by)


class ProductPages(RecordPages[Product]):
    record = Product
    path = "products"
    icon = "product"
    help = "products"
    intro = _("Products and services are what you sell, with their prices. Add the first one, or import a price list.")

    columns = (
        Column("name", show="link", sort="sort_key", indexed=True, narrow="title"),
        Column("type", show="choice", sort="type", narrow="who"),
        Column("category", sort="category__name", nulls_last=True, with_=("category",), narrow="what"),
        Column("price", show="money", sort="price", end=True, narrow="sum"),
        Column("unit", with_=("unit",)),
        Column("tax_rate", with_=("tax_rate",)),
        Column("code", sort="code", shown=False),
        Column("active", show="yes", sort="active", shown=False),
        Column("department", with_=("department",), shown=False),
        Column("owner", show="person", with_=("owner",), shown=False),
        Column("description", shown=False),
        Column("created_at", show="date", sort="created_at", shown=False),
        Column("changed_at", show="date", sort="changed_at", shown=False),
    )
    filters = (
        Filter("active", kind="yes", counted=True),
        Filter("type", counted=True),
        Filter("category", kind="link"),
        Filter("department", kind="department"),
        Filter("price", kind="money", folded=True),
        Filter("unit", kind="link", folded=True),
        Filter("tax_rate", kind="link", folded=True),
        Filter("code", kind="text", folded=True),
        Filter("created_at", kind="date", folded=True),
        Filter("changed_at", kind="date", folded=True),
    )
    marks = (Mark("stop", _("No longer on sale"), lambda product: not product.active),)
    sort = ("name",)
    find = ("name", "code", "description")
    views = (
        (_("Products"), "active=yes&type=goods"),
        (_("Services"), "active=yes&type=service"),
        (_("All products and services"), "all=1"),
    )

    header = "catalogue/_header.html"
    head_fields = ("name", "code", "price", "currency", "unit", "tax_rate", "active", "owner")
    overview = "catalogue/_description.html"
    related = ("category", "unit", "tax_rate", "owner", "department")
    properties = (
        Fields(_("Product"), ("type", "category", "code", "unit", "price", "tax_rate", "department", "active")),
        Fields(_("More"), ("currency", "description"), folded=True),
    )
    fields = (
        Fields(_("Product"), ("name", "type", "code", "category")),
        Fields(_("Price"), ("price", "currency", "unit", "tax_rate")),
        Fields(_("About"), ("description", "active", "department")),
        Fields(_("Responsible"), ("owner",), folded=True),
    )
    bulk_fields = ("category", "tax_rate", "unit", "department")
    decided_by = ("active",)
    verbs = (
        Verb(
            "offer",
            _("Sell again"),
            "product:offer",
            icon="check",
            offered=lambda product, person: not product.active,
            bulk=True,
            run=_offer,
        ),
        Verb(
            "withdraw",
            _("Sell no longer"),
            "product:withdraw",
            icon="stop",
            offered=lambda product, person: product.active,
            bulk=True,
            run=_withdraw,
        ),
    )
    told = {
        "offered": _("{who} put this on sale again"),
        "withdrawn": _("{who} took this off sale"),
    }

    form = ProductForm
    called = {
        "name": ("product", "product name", "item", "title", "товар", "услуга", "номенклатура"),
        "code": ("sku", "article", "item number", "part number", "product code", "артикул"),
        "price": ("price", "sales price", "list price", "unit price", "rate", "цена"),
        "category": ("series", "group", "family", "product family", "type", "группа"),
        "unit": ("unit of measure", "uom", "ед изм", "единица измерения"),
        "tax_rate": ("vat", "tax", "ндс"),
    }
    copies = True
    not_copied = frozenset({"code", "active"})

    def default_filters(self, person: User) -> dict[str, list[str]]:
        """What is on sale."""
        return {"active": ["yes"]}


def _prices(product: Product, person: User) -> Any:
    return Price.objects.of(product)


panel(
    Panel(
        on=Product,
        name="prices",
        title=_("Prices"),
        template="catalogue/_prices.html",
        rows=_prices,
        counts=_prices,
        order=10,
    )
)
