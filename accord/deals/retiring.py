"""Retiring a stage that very many deals stand in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.deals.models import Stage
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.records.works import AT_ONCE, PORTION, Looked, Portion, Work, works_as


@works_as("retire")
class RetiringStage(Work):
    """Portion by portion its deals go on in another stage; who comes into it meanwhile goes too, and then it goes."""

    def look(self, by: Actor) -> Looked:
        stage, to = self._stages()
        stage.check_retirable(to)
        stage.check_deletable(by)
        stage.pipeline.check_whole(without=stage)
        return Looked(stage.deals.count())

    def portion(self, by: Actor, cursor: Any) -> Portion:
        stage, to = self._stages()
        stage.check_retirable(to)
        if stage.deals.exists():
            return Portion(len(stage.move_deals(to, by=by, most=PORTION).changed), cursor=stage.pk)
        stage.discard(by=by)
        return Portion()

    def _stages(self) -> tuple[Stage, Stage]:
        """As they are now, in a pipeline that may have been arranged anew."""
        found = Stage.objects.live().select_related("pipeline").in_bulk([self.given["stage"], self.given["to"]])
        if len(found) < 2:
            raise RuleBroken(_("One of the two stages is no longer there."))
        return found[self.given["stage"]], found[self.given["to"]]


def is_long(stage: Stage) -> bool:
    return stage.deals.order_by()[: AT_ONCE + 1].count() > AT_ONCE
