"""The pipeline that comes with Accord: Consultative, twelve stages in six groups."""

from django.utils.translation import gettext_noop as _

from accord.deals.models import Pipeline, Stage, StageGroup, State
from accord.history.models import Actor

GROUPS = {
    "processing": (_("Processing"), 0),
    "qualification": (_("Qualification"), 20),
    "development": (_("Development"), 40),
    "confirmation": (_("Confirmation"), 60),
    "victory": (_("Victory"), 100),
    "beside": (_("Refusal/Pause"), None),
}

STAGES = (
    ("new", _("New"), "processing", State.OPEN, 0),
    ("first-contact", _("First contact"), "qualification", State.OPEN, 20),
    ("needs", _("Identify needs"), "qualification", State.OPEN, 20),
    ("presentation", _("Presentation"), "development", State.OPEN, 40),
    ("offer", _("Offer preparation"), "development", State.OPEN, 40),
    ("prototype", _("Prototype"), "development", State.OPEN, 40),
    ("decision", _("Decision"), "confirmation", State.OPEN, 60),
    ("completed", _("Completed"), "victory", State.WON, 100),
    ("pause", _("Pause"), "beside", State.PAUSED, 0),
    ("refusal", _("Refusal"), "beside", State.LOST, 0),
    ("dropout", _("Dropout"), None, State.LOST, 0),
    ("old", _("Old requests"), None, State.ARCHIVED, 0),
)


def install(by: Actor) -> Pipeline:
    """Make the shipped pipeline where it is missing; what an administrator changed since stays."""
    existing = Pipeline.objects.filter(code="consultative").first()
    if existing:
        return existing
    pipeline = Pipeline.objects.add(by=by, code="consultative", name=_("Consultative"), shipped=True, position=1)
    groups = {
        code: StageGroup.objects.add(
            by=by, pipeline=pipeline, name=name, percent=percent, position=position, shipped=True
        )
        for position, (code, (name, percent)) in enumerate(GROUPS.items(), start=1)
    }
    for position, (code, name, group, state, probability) in enumerate(STAGES, start=1):
        Stage.objects.add(
            by=by,
            pipeline=pipeline,
            group=groups.get(group) if group else None,
            code=code,
            name=name,
            state=state,
            probability=probability,
            position=position,
            is_default=position == 1,
            shipped=True,
        )
    return pipeline
