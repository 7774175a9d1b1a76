from accord.deals.models.deal import Deal, DealQuerySet
from accord.deals.models.pipelines import Pipeline, Stage, StageGroup, State

__all__ = ["Deal", "DealQuerySet", "Pipeline", "Stage", "StageGroup", "State"]
