"""The first steps of a new installation, each with its page; done is read from the data and never ticked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.accounts.models import Department, User
from accord.deals.models import Deal, Pipeline, Stage, StageGroup
from accord.dictionaries.models import Source
from accord.history.models import Event
from accord.preferences import switches
from accord.preferences.switches import Switches


@dataclass(frozen=True)
class FirstStep:
    title: str
    why: str
    url: str
    done: bool


@dataclass(frozen=True)
class Checklist:
    steps: Sequence[FirstStep]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @classmethod
    def read(cls, now: Switches) -> Checklist:
        """One question for all of it."""
        known = _known()
        return cls(
            (
                FirstStep(
                    _("Name the company"),
                    _("Its name, time zone and currencies."),
                    reverse("administration"),
                    now.company_name != switches.DEFAULTS["company_name"],
                ),
                FirstStep(
                    _("Make a department"),
                    _("It holds the people who sell together, and what they make."),
                    reverse("new_department"),
                    known["has_departments"],
                ),
                FirstStep(
                    _("Invite colleagues"),
                    _("Each has a role; a link lets them choose a password."),
                    reverse("new_person"),
                    known["has_colleagues"],
                ),
                FirstStep(
                    _("Look at the pipelines"),
                    _("Two come along. Arrange their stages as you sell, or make one of your own."),
                    reverse("pipelines"),
                    known["has_arranged"],
                ),
                FirstStep(
                    _("Open a form"),
                    _("Requests from your site come in by themselves."),
                    reverse("directory", args=[Source.kind]),
                    known["has_forms"],
                ),
                FirstStep(
                    _("Bring what you have"),
                    _("Companies, contacts and deals from a spreadsheet; every import can be taken back."),
                    reverse("imports"),
                    known["has_deals"],
                ),
            )
        )


def _known() -> dict[str, bool]:
    """Answered beside one row of people: whoever asks is one of them."""
    people = User.objects.live().active()
    arranged = Event.objects.filter(kind__in=[Pipeline.kind, Stage.kind, StageGroup.kind], actor__isnull=False)
    asked = {
        "has_departments": Exists(Department.objects.live()),
        "has_colleagues": Exists(people.exclude(pk=OuterRef("pk"))),
        "has_arranged": Exists(arranged),
        "has_forms": Exists(Source.objects.live().filter(form_open=True)),
        "has_deals": Exists(Deal.objects.live()),
    }
    return dict(people.order_by().annotate(**asked).values(*asked)[:1][0])
