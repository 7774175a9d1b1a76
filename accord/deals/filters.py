"""The filters of the list of deals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.access.policy import Scope
from accord.access.words import Reach, Right
from accord.accounts.models import Department, User
from accord.deals.models import Deal, Pipeline, State
from accord.deals.models.states import RUNNING
from accord.deals.models.stepping import STALE_AFTER
from accord.records.declare import Filter, Text


def _today(person: User) -> Any:
    return timezone.now().astimezone(person.zone).date()


States = dict[str, tuple[Text, Callable[[User], Q]]]

STATES: States = {
    "open": (_("Open"), lambda person: Q(state__in=RUNNING)),
    "won": (_("Won"), lambda person: Q(state=State.WON)),
    "lost": (_("Lost"), lambda person: Q(state=State.LOST)),
    "paused": (_("Paused"), lambda person: Q(state=State.PAUSED)),
    "archived": (_("Archived"), lambda person: Q(state=State.ARCHIVED)),
}

STEPS: States = {
    "overdue": (_("Overdue"), lambda person: Q(state__in=RUNNING, next_step_on__lt=_today(person))),
    "today": (_("Today"), lambda person: Q(state__in=RUNNING, next_step_on=_today(person))),
    "week": (
        _("Next 7 days"),
        lambda person: Q(state__in=RUNNING, next_step_on__range=(_today(person), _today(person) + timedelta(days=6))),
    ),
    "none": (_("No next step"), lambda person: Q(state__in=RUNNING, next_step="")),
}

CHIEFS: States = {"yes": (_("A chief was the last to change it"), lambda person: _changed_by_chiefs())}


def _changed_by_chiefs() -> Q:
    """Heads of departments, and those who see every deal."""
    seeing_all = [person.pk for person in User.objects.all() if Scope(person, Deal.kind).reach(Right.VIEW) is Reach.ALL]
    heads = Department.objects.live().exclude(head=None)
    return Q(changed_by__in=seeing_all) | Q(changed_by__in=heads.values("head"))


STALE: States = {"yes": (_("Nothing changed for a month"), lambda person: _is_stale())}


def _is_stale() -> Q:
    return Q(state__in=RUNNING, changed_at__lt=timezone.now() - STALE_AFTER)


def _stages(person: User) -> list[tuple[str, str]]:
    """Stages of the person's pipelines; named with their pipeline where there are several."""
    pipelines = Pipeline.offered_to(person)
    several = len(pipelines) > 1
    return [
        (str(stage.pk), f"{pipeline}: {stage}" if several else str(stage))
        for pipeline in pipelines
        for stage in pipeline.in_order
    ]


def pipelines(person: User) -> list[tuple[str, str]]:
    return [(str(pipeline.pk), str(pipeline)) for pipeline in Pipeline.offered_to(person)]


FILTERS = (
    Filter("state", _("State"), kind="states", states=STATES, counted=True),
    Filter("owner", kind="person", counted=True),
    Filter("stage", options=_stages, counted=True),
    Filter("step", _("Next step"), kind="states", states=STEPS),
    Filter("stale", _("Stale"), kind="states", states=STALE, folded=True),
    Filter("amount", kind="money", folded=True),
    Filter("expected_on", kind="date", folded=True),
    Filter("closed_on", kind="date", folded=True),
    Filter("started_on", kind="date", folded=True),
    Filter("created_at", kind="date", folded=True),
    Filter("changed_at", kind="date", folded=True),
    Filter("quality", kind="number", folded=True),
    Filter("chiefs", _("Changed by chiefs"), kind="states", states=CHIEFS, folded=True),
    Filter("next_step_on", _("Next step on"), kind="date", folded=True),
    Filter("important", kind="yes", folded=True),
    Filter("company", kind="link", folded=True),
    Filter("contact", kind="link", folded=True),
    Filter("partner", kind="link", folded=True),
    Filter("sold", _("Product or service"), kind="link", path="lines__product", folded=True),
    Filter("product", _("Product, in words"), kind="text", folded=True),
    Filter("country", _("Country"), kind="text", path="company__country", folded=True),
    Filter("city", _("City"), kind="text", path="company__city", folded=True),
    Filter("industry", _("Industry"), kind="link", path="company__industries", folded=True),
    Filter("tags", kind="link", folded=True),
    Filter("source", kind="link", folded=True),
    Filter("category", kind="link", folded=True),
    Filter("lead", kind="link", folded=True),
    Filter("closing_reason", kind="link", folded=True),
    Filter("closed_from", options=_stages, folded=True),
    Filter("pipeline", options=pipelines, folded=True),
    Filter("department", kind="department", folded=True),
    Filter("co_owner", kind="person", folded=True),
)
