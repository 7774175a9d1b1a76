"""How well a deal was done: events with weights, and the score they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.deals.models.deal import Deal
from accord.dictionaries.models import Entry, EntryQuerySet
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event
from accord.kit.fields import plain_text

WITH_THE_DEAL = frozenset({"deleted", "restored", "undone"})
"""Verbs that move an event together with its deal, whose score is put back by its own event."""

WITHIN = [MinValueValidator(-100), MaxValueValidator(100)]


class QualitySignal(Entry):
    """What can go well or badly, and how much of the score that is."""

    kind = "quality_signal"
    intro = _("What makes a deal better or worse done, in percent of its score: late answer −10, early delivery +5.")

    weight = models.SmallIntegerField(_("weight, %"), default=0, validators=WITHIN)
    notes = models.TextField(_("notes"), max_length=500, blank=True, validators=[plain_text])

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("quality signal")
        verbose_name_plural = _("quality signals")


class QualityEventQuerySet(ChangeableQuerySet["QualityEvent"]):
    def note(
        self,
        deal: Deal,
        signal: QualitySignal,
        *,
        by: Actor,
        weight: int | None = None,
        happened_on: date | None = None,
        details: str = "",
    ) -> QualityEvent:
        """Something happened; it weighs what its signal says unless somebody says otherwise."""
        weight = signal.weight if weight is None else weight
        on = happened_on or by.today()
        return self.add(by=by, deal=deal, signal=signal, weight=weight, happened_on=on, details=details)


class QualityEvent(Changeable):
    """Something that happened in a deal, and how much of its score that is."""

    kind = "quality_event"

    deal = models.ForeignKey(Deal, verbose_name=_("deal"), on_delete=models.CASCADE, related_name="quality_events")
    signal = models.ForeignKey(QualitySignal, verbose_name=_("what happened"), on_delete=models.PROTECT)
    weight = models.SmallIntegerField(_("weight, %"), validators=WITHIN)
    details = models.TextField(_("details"), max_length=1000, blank=True, validators=[plain_text])
    happened_on = models.DateField(_("on"))

    objects: ClassVar[QualityEventQuerySet] = QualityEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("quality event")
        verbose_name_plural = _("quality events")
        ordering = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return f"{self.signal} ({self.signed_weight})"

    @property
    def signed_weight(self) -> str:
        return f"{self.weight:+d} %".replace("-", "−")

    def remove(self, *, by: Actor) -> Event | None:
        """It did not happen after all."""
        return self.change("removed", by=by, deleted_at=by.now())

    # ── hooks ──

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        policy.check_writable(by, self.deal, frozenset({"description"}))

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        super().written_all(records, events, by)
        concerned = {
            record.deal_id for record, event in zip(records, events, strict=True) if event.verb not in WITH_THE_DEAL
        }
        for deal in Deal.objects.select_for_update().live().filter(pk__in=concerned).order_by("pk"):
            deal.score(by=by)
