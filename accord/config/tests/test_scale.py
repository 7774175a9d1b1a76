"""Data of a size: the same for the same seed and day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accord.config.demo.scale import make
from accord.contacts.models import Company, Contact
from accord.deals.models import Deal
from accord.inquiries.models import Inquiry
from accord.payments.models import Payment

pytestmark = pytest.mark.django_db


def test_the_same_seed_and_day_make_the_same_data():
    first, second = made(seed=42), made(seed=42)

    assert first == second
    assert len(first["companies"]) == 40
    assert len(first["deals"]) == 20


def made(seed: int) -> dict[str, list[Any]]:
    with transaction.atomic():
        make("tiny", today=date(2026, 11, 23), seed=seed, progress=lambda *_: None)
        rows: dict[str, list[Any]] = {
            "companies": list(Company.objects.order_by("pk").values_list("name", "owner__username", "created_at")),
            "contacts": list(Contact.objects.order_by("pk").values_list("email", "company__name", "created_at")),
            "requests": list(Inquiry.objects.order_by("pk").values_list("ticket", "status", "received_on")),
            "deals": list(Deal.objects.order_by("pk").values_list("name", "amount", "state", "closed_on")),
            "payments": list(Payment.objects.order_by("pk").values_list("deal__name", "amount", "paid_on")),
        }
        transaction.set_rollback(True)
    return rows
