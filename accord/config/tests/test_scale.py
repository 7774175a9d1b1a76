"""Data of a size: the same for the same seed and day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accord.catalogue.models import Product
from accord.config.demo.scale import OPEN_STAGES, SIZES, _Maker, make
from accord.contacts.models import Company, Contact
from accord.deals.models import Deal, Stage
from accord.dictionaries.models import ClosingReason
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.payments.models import Payment

pytestmark = pytest.mark.django_db


@pytest.mark.broad
def test_the_same_seed_and_day_make_the_same_data():
    first, second = made(seed=42), made(seed=42)

    assert first == second
    assert len(first["companies"]) == 40
    assert len(first["deals"]) == 20
    assert len(first["leads"]) == 10
    assert len(first["products"]) == 200


def test_of_the_old_deals_a_tenth_is_open_and_of_the_young_ones_most():
    maker = _Maker(SIZES["tiny"], date(2026, 11, 23), 42, lambda *_: None)
    maker.stages = {code: Stage(code=code) for code in (*OPEN_STAGES, "completed", "old", "refusal")}
    maker.reasons = {True: [ClosingReason()], False: [ClosingReason()]}

    shares = {age: sum(maker.fate(age)[0] == "moved" for _deal in range(1000)) for age in (30, 120, 500)}

    assert 860 < shares[30] < 940
    assert 450 < shares[120] < 550
    assert 60 < shares[500] < 140


def made(seed: int) -> dict[str, list[Any]]:
    with transaction.atomic():
        make("tiny", today=date(2026, 11, 23), seed=seed, progress=lambda *_: None)
        rows: dict[str, list[Any]] = {
            "companies": list(Company.objects.order_by("pk").values_list("name", "owner__username", "created_at")),
            "contacts": list(Contact.objects.order_by("pk").values_list("email", "company__name", "created_at")),
            "leads": list(
                Lead.objects.order_by("pk").values_list("subject", "status", "owner__username", "received_at")
            ),
            "products": list(Product.objects.order_by("pk").values_list("name", "price", "department__name")),
            "requests": list(Inquiry.objects.order_by("pk").values_list("ticket", "status", "received_on")),
            "deals": list(Deal.objects.order_by("pk").values_list("name", "amount", "state", "closed_on")),
            "payments": list(Payment.objects.order_by("pk").values_list("deal__name", "amount", "paid_on")),
        }
        transaction.set_rollback(True)
    return rows
