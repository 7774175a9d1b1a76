"""What Nordlift sold in the two years before the story: closed deals, their payments, and what currencies were worth.

Reports need a past. The same seed and day give the same years.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from accord.deals.models import Deal, Pipeline, Stage, State
from accord.dictionaries.models import ClosingReason, Rate, RateSource
from accord.kit.dates import add_months
from accord.payments.models import Payment

if TYPE_CHECKING:
    from accord.config.demo.story import Story

MONTHS = 24

RATES = {
    "USD": ("0.9240", "0.9310"),
    "GBP": ("1.1730", "1.1890"),
    "PLN": ("0.2310", "0.2340"),
    "AED": ("0.2520", "0.2540"),
    "BRL": ("0.1700", "0.1640"),
    "DKK": ("0.1340", "0.1341"),
    "CZK": ("0.0396", "0.0401"),
    "SEK": ("0.0871", "0.0889"),
    "NOK": ("0.0858", "0.0851"),
    "CHF": ("1.0420", "1.0610"),
    "INR": ("0.0110", "0.0107"),
    "JPY": ("0.0061", "0.0059"),
    "TRY": ("0.0271", "0.0228"),
    "NGN": ("0.0006", "0.0006"),
}
"""Euros for one unit, two years ago and today; invented, and therefore kept as approximate."""

SOLD = ("Spare parts", "Annual inspection", "Hoist overhaul", "Wire ropes", "Operator training", "Modernised drive")
LOST = ("Second crane", "Rental of a mobile crane", "Maintenance contract", "Gantry for the new hall")
ENDED = ("first-contact", "needs", "needs", "presentation", "offer", "offer", "offer", "prototype", "decision")


def keep_rates(story: Story) -> None:
    """A rate for each quarter, on its way from the old value to the new one."""
    quarters = MONTHS // 3
    for currency, (old, new) in RATES.items():
        for quarter in range(quarters + 1):
            worth = Decimal(old) + (Decimal(new) - Decimal(old)) * quarter / quarters
            Rate.objects.add(
                by=story.house(),
                currency=currency,
                on=add_months(story.today, 3 * (quarter - quarters)),
                rate=worth.quantize(Decimal("0.00000001")),
                source=RateSource.APPROXIMATE,
            )


def remember(story: Story) -> None:
    """Two to five sales a month, more each year, and one to three that were lost."""
    Years(story, Random(24)).tell()


class Years:
    def __init__(self, story: Story, random: Random) -> None:
        self.story, self.random = story, random
        self.pipeline = Pipeline.objects.live().order_by("position", "pk")[0]
        self.stages = {stage.code: stage for stage in self.pipeline.in_order}
        reasons = list(ClosingReason.objects.live().order_by("pk"))
        self.reasons = {success: [r for r in reasons if r.fits(success=success)] for success in (True, False)}
        self.clients = [company for company in story.companies.values() if company.owner_id]

    def tell(self) -> None:
        for ago in range(MONTHS, 0, -1):
            first = add_months(self.story.today.replace(day=1), -ago)
            for _sale in range(self.random.randint(1, 2) + (MONTHS - ago) // 8):
                self.sell(first + timedelta(days=self.random.randint(0, 26)))
            for _loss in range(self.random.randint(1, 3)):
                self.lose(first + timedelta(days=self.random.randint(0, 26)))

    def sell(self, day: date) -> None:
        deal = self.open(self.random.choice(SOLD), day - timedelta(days=self.random.randint(20, 60)))
        self.close(deal, self.stages["decision"], State.WON, day)
        payment = Payment.objects.add(
            by=self.story.by(self.owner(deal), self.age(day)),
            deal=deal,
            purpose="Final invoice",
            amount=deal.amount,
            currency=deal.currency,
            status="planned",
            planned_on=day,
            order_number=f"{day:%y}-{deal.pk:04}",
        )
        payment.pay(by=self.story.by("alba", self.age(day)), on=day)

    def lose(self, day: date) -> None:
        deal = self.open(self.random.choice(LOST), day - timedelta(days=self.random.randint(20, 60)))
        self.close(deal, self.stages[self.random.choice(ENDED)], State.LOST, day)

    def open(self, name: str, day: date) -> Deal:
        company = self.random.choice(self.clients)
        department = company.department
        local = self.random.random() < 0.3 and department is not None and department.default_currency
        return Deal.objects.add(
            by=self.story.by(self.story.name_of(company.owner_id), self.age(day)),
            name=f"{name} for {company.name}",
            company=company,
            stage=self.stages["new"],
            product=name,
            amount=Decimal(self.random.randint(40, 900) * 100),
            currency=local or "EUR",
            started_on=day,
            department=department,
        )

    def close(self, deal: Deal, last: Stage, state: State, day: date) -> None:
        """Through the last stage, then won or lost there."""
        by = self.story.by(self.owner(deal), self.age(day))
        deal.move_to(last, by=by)
        end = deal.win if state is State.WON else deal.lose
        end(by=by, reason=self.random.choice(self.reasons[state is State.WON]), on=day)

    def owner(self, deal: Deal) -> str:
        return self.story.name_of(deal.owner_id)

    def age(self, day: date) -> int:
        return (self.story.today - day).days
