"""What adds up: the reports, the totals of payments, the lines of a deal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.test import Client

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.catalogue.models import Product
from accord.deals.models import Deal, DealLine
from accord.payments.models import Payment
from bench.measuring import Asked, Case

LINES = 3


def cases(person: User, client: Client, bare: Client) -> Iterator[Case]:
    """Of everybody whom the person may see: the widest that they can ask for."""
    name = person.username

    def case(what: str, path: str, kind: str, queries: int, ratio: float) -> Case:
        return Case(what, name, lambda: Asked(client, path), lambda: Asked(bare, f"/list/{kind}/"), queries, ratio)

    if policy.holds(person, Special.ANALYTICS):
        yield case("income summary", "/analytics/income/?owner=everybody", Payment.kind, 15, 6)
        yield case("sales funnel", "/analytics/funnel/?owner=everybody", Deal.kind, 15, 6)
    yield case("payment: totals of all", "/payments/totals/?all=1", Payment.kind, 15, 6)
    deal = _with_lines(person)
    if deal is not None:
        yield case("deal: page with its lines", f"{deal.get_absolute_url()}?tab=lines", Deal.kind, 20, 4)
        yield case("deal: form of its lines", f"{deal.get_absolute_url()}lines/", Deal.kind, 20, 4)


def _with_lines(person: User) -> Deal | None:
    """An open deal that the person may change, with products of the catalogue on it."""
    deals: Any = Deal.objects.editable_by(person).open()
    deal: Deal | None = deals.filter(lines__deleted_at=None, lines__isnull=False).order_by("-pk").first()
    if deal is not None:
        return deal
    deal = deals.order_by("-pk").first()
    if deal is not None:
        DealLine.objects.add_all(_lines(deal), by=person.acting())
    return deal


def _lines(deal: Deal) -> list[DealLine]:
    products = Product.objects.offered().order_by("pk")[:LINES]
    price: Any = Decimal(100)
    return [
        DealLine(deal=deal, position=place, product=product, name=product.name, price=price)
        for place, product in enumerate(products, start=1)
    ]
