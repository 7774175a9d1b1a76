from accord.deals.models.deal import Deal, DealQuerySet
from accord.deals.models.following import deal_goes_along
from accord.deals.models.from_lead import deal_is_opened, deals_follow
from accord.deals.models.lines import DealLine, Totals, copied
from accord.deals.models.pipelines import Pipeline, Stage, StageGroup
from accord.deals.models.quality import QualityEvent, QualitySignal
from accord.deals.models.states import State

__all__ = [
    "Deal",
    "DealLine",
    "DealQuerySet",
    "Pipeline",
    "QualityEvent",
    "QualitySignal",
    "Stage",
    "StageGroup",
    "State",
    "Totals",
    "copied",
    "deal_goes_along",
    "deal_is_opened",
    "deals_follow",
]
