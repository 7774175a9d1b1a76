"""What Nordlift sells, and what some of its deals consist of. The lines of a deal come to its amount."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accord.catalogue.models import Category, Product
from accord.deals.models import Deal, DealLine, copied
from accord.dictionaries.models import TaxRate, Unit
from accord.history.models import Actor

if TYPE_CHECKING:
    from accord.config.demo.story import Story

# Category, the one it lies in
CATEGORIES = (("Cranes and hoists", ""), ("Spare parts", "Cranes and hoists"), ("Services", ""))

# Seller, article number, name, category, unit, price, currency, tax rate, what it is
PRODUCTS = (
    ("hanna", "HD-90", "Hoist drive 90 kW", "Cranes and hoists", "Piece", "98500", "EUR", "19 %",
     "Drive with gearbox and brake, for cranes up to 40 t."),
    ("hanna", "CC-12", "Control cabinet", "Cranes and hoists", "Piece", "58500", "EUR", "19 %", ""),
    ("hanna", "CB-3", "Crane cabin", "Cranes and hoists", "Piece", "72500", "EUR", "19 %",
     "Heated and glazed, with an operator's seat."),
    ("hanna", "WI-8", "Slipway winch 8 t", "Cranes and hoists", "Piece", "92000", "EUR", "19 %", ""),
    ("anna", "SR-2400", "Slewing ring 2400 mm", "Spare parts", "Piece", "64000", "EUR", "19 %", ""),
    ("anna", "SR-600", "Slewing ring 600 mm", "Spare parts", "Piece", "2210", "EUR", "19 %", ""),
    ("anna", "RC-4", "Remote control, 4 axes", "Spare parts", "Piece", "3950", "EUR", "19 %", ""),
    ("anna", "HK-1", "Hydraulic hose kit", "Spare parts", "Set", "1080", "EUR", "19 %", ""),
    ("hanna", "S-INST", "Installation", "Services", "Hour", "145", "EUR", "19 %", "By our own fitters, with travel."),
    ("hanna", "S-TRAIN", "Operator training", "Services", "Service", "3075", "EUR", "Exempt from tax", ""),
    ("anna", "S-CAL", "Load cell calibration", "Services", "Piece", "275", "EUR", "19 %", ""),
    ("anna", "S-FRT", "Freight", "Services", "Service", "1000", "EUR", "19 %", ""),
    ("zoe", "CH-2", "Chain hoist 2 t", "Cranes and hoists", "Piece", "1400", "USD", "", ""),
    ("zoe", "S-INSP", "Inspection of a mobile crane", "Services", "Day", "2100", "USD", "", ""),
)  # fmt: skip

PRODUCT_NAMES = {code: name for _seller, code, name, *_rest in PRODUCTS}

# How the name of the deal begins → article number, quantity, price, discount, tax rate where it is another one
LINES = {
    "Harbour crane retrofit, phase 2": (
        ("HD-90", 2, "98500", 0, None),
        ("SR-2400", 1, "64000", 0, None),
        ("CB-3", 1, "72500", 0, None),
        ("CC-12", 1, "58500", 0, None),
        ("S-INST", 480, "145", 0, None),
        ("S-TRAIN", 8, "3050", 0, None),
    ),
    "Spare slewing rings": (("SR-600", 24, "2400", 0, "Export"), ("S-FRT", 1, "3800", 0, "Export")),
    "Emergency hydraulic hose kit": (("HK-1", 8, "1080", 0, None), ("S-FRT", 1, "1000", 0, None)),
    "Load cell calibration": (("S-CAL", 61, "300", 0, "Export"),),
    "Slipway winch": (("WI-8", 1, "92000", 10, None), ("S-INST", 40, "130", 0, None)),
    "Operator training": (("S-TRAIN", 8, "3075", 0, None),),
    "Overhead crane remote controls": (
        ("RC-4", 12, "3950", 0, "Reverse charge"),
        ("S-INST", 35, "140", 0, "Reverse charge"),
    ),
    "Chain hoists": (("CH-2", 12, "1400", 0, None), ("", 1, "1000", 0, None)),
}


def offer(story: Story) -> None:
    """The catalogue of both departments."""
    known: Any = Category.objects
    for name, outer in CATEGORIES:
        known.add(by=story.house(), name=name, parent=known.filter(name=outer).first())
    categories = {category.name: category for category in known.live()}
    units: Any = {unit.name: unit for unit in Unit.objects.live()}
    for seller, code, name, category, unit, price, currency, rate, about in PRODUCTS:
        Product.objects.add(
            by=story.by(seller, 370),
            code=code,
            name=name,
            type="service" if category == "Services" else "goods",
            category=categories[category],
            unit=units[unit],
            price=Decimal(price),
            currency=currency,
            tax_rate=_rate(rate),
            description=about,
        )


def itemise(deal: Deal, *, by: Actor) -> None:
    """Put the lines into a deal that has some; its amount follows from them and is the one it was told with."""
    made = _lines_of(deal.name)
    if not made:
        return
    products = {product.code: product for product in Product.objects.live().select_related("unit", "tax_rate")}
    lines = []
    for position, (code, quantity, price, discount, rate) in enumerate(made, start=1):
        taken: dict[str, Any] = {"name": "Freight", "type": "service"}
        if code:
            taken = copied(products[code], deal.currency, on=by.today())
        if rate:
            taken["tax_rate"] = _rate(rate)
        if taken["type"] == "goods":
            taken["ship_by"] = by.today() + timedelta(days=90)
        taken |= {"price": Decimal(price), "quantity": Decimal(quantity), "discount": Decimal(discount)}
        lines.append(DealLine(deal=deal, position=position, **taken))
    DealLine.objects.add_all(lines, by=by)
    deal.refresh_from_db()


def product_of(deal_name: str) -> str:
    """The name of what the deal is mainly about, empty where it has no lines."""
    return next((PRODUCT_NAMES[code] for code, *_rest in _lines_of(deal_name)), "")


def _lines_of(deal_name: str) -> tuple[tuple[Any, ...], ...]:
    return next((lines for name, lines in LINES.items() if deal_name.startswith(name)), ())


def _rate(name: str) -> TaxRate | None:
    found: TaxRate | None = TaxRate.objects.live().filter(name=name, country__in=["", "DE"]).first() if name else None
    return found
