from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from accord.contacts.models import Company
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.kit.money import AmountField, CurrencyField
from accord.records.models import Record, RecordQuerySet


class Vehicle(Record):
    kind = "vehicle"

    name = models.CharField("name", max_length=80, validators=[plain_line])
    plate = models.CharField("plate", max_length=20, blank=True, validators=[plain_line])
    company = models.ForeignKey(
        Company, verbose_name="client", null=True, blank=True, on_delete=models.SET_NULL, related_name="vehicles"
    )
    worth = AmountField("worth", default=Decimal(0))
    currency = CurrencyField("currency", default="EUR")
    retired = models.BooleanField("retired", default=False, editable=False)

    objects: ClassVar[RecordQuerySet[Vehicle]] = RecordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = "vehicle"
        verbose_name_plural = "vehicles"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> str:
        return self.plate

    def retire(self, *, by: Actor) -> None:
        if self.retired:
            raise RuleBroken("This vehicle has been retired already.")
        self.change("retired", by=by, retired=True)
