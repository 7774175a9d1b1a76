"""The sales funnel: of the deals closed in a year, how many got how far, and where the others were lost (DC-319).

Django-CRM counted every deal; irrelevant ones stay out here (product.md §4). A pipeline has a funnel of its own,
because the stages of two pipelines have no common order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.analytics.scope import Scope
from accord.deals.models import Deal, Pipeline, Stage, State
from accord.kit.dates import DateRange, add_months
from accord.web import charts
from accord.web.display import number, percent


def last_year(today: date) -> DateRange:
    """The twelve months that end today, for who reads. Nothing is closed in the future, so what was closed later
    was closed today by a colleague for whom it is tomorrow already: it counts, and reports ask for the first day alone.
    """
    return DateRange(add_months(today, -12) + timedelta(days=1), today)


@dataclass(frozen=True)
class Passed:
    """One line of the funnel: how many came to this stage, how many ended in it, and their share."""

    name: str
    count: int
    ended: int
    whole: int
    url: str = ""

    @property
    def remaining(self) -> int:
        return self.count - self.ended

    @property
    def lost_share(self) -> str:
        """Of those who came here; nothing where all or none of them ended here."""
        return percent(self.ended, self.count) if 0 < self.ended < self.count else ""

    @property
    def share(self) -> str:
        """Of all closed deals."""
        return percent(self.count, self.whole)


class SalesFunnel:
    """One reader's funnel of one pipeline over the year that ends today."""

    def __init__(self, scope: Scope, today: date) -> None:
        self.scope, self.year = scope, last_year(today)

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        return Pipeline.offered_to(self.scope.reader)

    @property
    def pipeline(self) -> Pipeline | None:
        asked = self.scope.params.get("pipeline", "")
        return next((each for each in self.pipelines if str(each.pk) == asked), None) or next(
            iter(self.pipelines), None
        )

    @cached_property
    def _counts(self) -> Counter[tuple[str, int | None]]:
        """Closed deals by how they ended and where: one question to one index."""
        deals = self.scope.of(Deal.objects.relevant()).filter(pipeline=self.pipeline, closed_on__gte=self.year.first)
        rows = deals.order_by().values_list("state", "closed_from").annotate(n=Count("pk"))
        return Counter({(state, stage): n for state, stage, n in rows})

    @property
    def total(self) -> int:
        return self._counts.total()

    @property
    def won(self) -> int:
        return sum(n for (state, _stage), n in self._counts.items() if state == State.WON)

    @cached_property
    def lines(self) -> list[Passed]:
        """All closed deals, then each stage in which some were lost, then those that were won."""
        if not self.total:
            return []
        lost = Counter({stage: n for (state, stage), n in self._counts.items() if state == State.LOST})
        found = [Passed(_("Total closed deals"), self.total, lost[None], self.total, self._url())]
        left = self.total - lost[None]
        for stage in self._stages:
            if lost[stage.pk]:
                found.append(Passed(str(stage), left, lost[stage.pk], self.total, self._url(stage)))
                left -= lost[stage.pk]
        return [*found, Passed(_("Won"), left, 0, self.total, self._url(state=State.WON))]

    @property
    def chart(self) -> charts.Funnel:
        steps = [
            charts.Step(
                label=line.name,
                count=line.count,
                shown=number(line.count),
                lost=f"−{line.lost_share}" if line.lost_share else "",
                url=line.url,
            )
            for line in self.lines
        ]
        return charts.Funnel(_("From the first stage to the sale"), steps)

    @property
    def unknown(self) -> int:
        """Lost deals of which nobody knows the stage; they came closed, from a file."""
        return self._counts[(State.LOST, None)]

    @property
    def _stages(self) -> list[Stage]:
        return self.pipeline.in_order if self.pipeline else []

    def _url(self, stage: Stage | None = None, *, state: str = "") -> str:
        """The deals behind a bar."""
        filters = {
            **self.scope.list_filters(),
            "state": [state] if state else [State.LOST] if stage else [State.WON, State.LOST],
            "closed_on.from": self.year.first,
            "pipeline": self.pipeline.pk if self.pipeline else "",
            "closed_from": stage.pk if stage else "",
        }
        query = urlencode({name: value for name, value in filters.items() if value}, doseq=True)
        return f"{reverse('deal:list')}?{query}"
