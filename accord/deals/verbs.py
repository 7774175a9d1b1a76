"""What one can do with a deal beside editing it, when it is offered, and how the timeline tells of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.contacts.models import Company
from accord.deals.models import Deal, QualityEvent
from accord.history.models import Actor
from accord.records.declare import Verb

FORMS = "accord.deals.forms"


def _may_write(person: User, deal: Deal, *fields: str) -> bool:
    allowed = policy.writable_fields(person, deal)
    return allowed is None or allowed.issuperset(fields)


def _may_close(deal: Deal, person: User) -> bool:
    return not deal.is_closed and _may_write(person, deal, "stage")


def _may_step(deal: Deal, person: User) -> bool:
    return not deal.is_closed and _may_write(person, deal, "next_step", "next_step_on")


def _may_hand_over(deal: Deal, person: User) -> bool:
    if not _may_write(person, deal, "owner"):
        return False
    return deal.owner_id == person.pk or policy.holds(person, Special.CHANGE_OWNER)


def _may_make_company(deal: Deal, person: User) -> bool:
    return deal.company_id is None and policy.may_add(person, Company.kind) and _may_write(person, deal, "company")


def _given(method: str) -> Any:
    """Run a verb of the deal with the answers of its form, by their names."""
    return lambda deal, by, given: getattr(deal, method)(by=by, **given)


def _closing(method: str) -> Any:
    """The same for a closing, whose day the form calls closed_on."""

    def run(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
        values = dict(given)
        getattr(deal, method)(by=by, on=values.pop("closed_on"), **values)

    return run


def _enter(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
    values = dict(given)
    deal.enter(values.pop("stage"), by=by, **values)


def _plan(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
    deal.plan_step(given["next_step"], given["next_step_on"], by=by)


def _may_take(deal: Deal, person: User) -> bool:
    return deal.owner_id is None and policy.holds(person, Special.TAKES_UNOWNED)


VERBS = (
    Verb(
        "advance",
        _("Move to the next stage"),
        "deal:advance",
        icon="move",
        offered=lambda deal, person: _may_write(person, deal, "stage") and deal.next_stage() is not None,
        primary=True,
    ),
    Verb(
        "win",
        _("Won"),
        "deal:win",
        icon="win",
        offered=_may_close,
        asks=f"{FORMS}.WinForm",
        run=_closing("win"),
        primary=True,
    ),
    Verb(
        "lose",
        _("Lost"),
        "deal:lose",
        icon="stop",
        offered=_may_close,
        asks=f"{FORMS}.LoseForm",
        run=_closing("lose"),
        primary=True,
    ),
    Verb(
        "reopen",
        _("Reopen"),
        "deal:reopen",
        icon="undo",
        offered=lambda deal, person: deal.is_closed and _may_write(person, deal, "stage"),
        run=_given("reopen"),
        primary=True,
    ),
    Verb(
        "take",
        _("Take to work"),
        "deal:take",
        icon="person-plus",
        offered=_may_take,
        run=_given("take"),
        primary=True,
        depends=("owner",),
    ),
    Verb(
        "move",
        _("Change stage"),
        "deal:move",
        icon="move",
        offered=lambda deal, person: _may_write(person, deal, "stage"),
        asks=f"{FORMS}.MoveForm",
        bulk=True,
        run=_enter,
    ),
    Verb(
        "change_pipeline",
        _("Change pipeline"),
        "deal:change_pipeline",
        icon="board",
        offered=_may_close,
        asks=f"{FORMS}.PipelineForm",
        run=lambda deal, by, given: deal.change_pipeline(given["stage"], by=by),
    ),
    Verb(
        "finish_step",
        _("Step done"),
        "deal:finish_step",
        icon="check",
        offered=lambda deal, person: bool(deal.next_step) and _may_step(deal, person),
        asks=f"{FORMS}.StepDoneForm",
        run=_given("finish_step"),
        depends=("next_step", "next_step_on"),
    ),
    Verb(
        "plan_step",
        _("Change the next step"),
        "deal:plan_step",
        icon="clock",
        offered=_may_step,
        asks=f"{FORMS}.StepForm",
        bulk=True,
        run=_plan,
        depends=("next_step", "next_step_on"),
    ),
    Verb(
        "mark_important",
        _("Mark as important"),
        "deal:mark_important",
        icon="flag",
        offered=lambda deal, person: not deal.important and _may_write(person, deal, "important"),
        bulk=True,
        run=lambda deal, by, given: deal.mark_important(True, by=by),
        depends=("important",),
    ),
    Verb(
        "mark_ordinary",
        _("Mark as ordinary"),
        "deal:mark_ordinary",
        icon="flag",
        offered=lambda deal, person: deal.important and _may_write(person, deal, "important"),
        run=lambda deal, by, given: deal.mark_important(False, by=by),
        depends=("important",),
    ),
    Verb(
        "make_company",
        _("Create company"),
        "deal:make_company",
        icon="company",
        offered=_may_make_company,
        asks=f"{FORMS}.MakeCompanyForm",
        run=_given("make_company"),
        depends=("company",),
    ),
    Verb(
        "note_quality",
        _("Note a quality event"),
        "deal:note_quality",
        icon="star",
        offered=lambda deal, person: _may_write(person, deal, "description"),
        asks=f"{FORMS}.QualityForm",
        run=lambda deal, by, given: QualityEvent.objects.note(deal, by=by, **given),
        depends=(),
    ),
    Verb(
        "hand_over",
        _("Hand over"),
        "deal:hand_over",
        icon="person-plus",
        offered=_may_hand_over,
        asks=f"{FORMS}.HandOverForm",
        run=lambda deal, by, given: deal.hand_over(given["owner"], by=by),
        depends=("owner",),
    ),
    Verb(
        "archive",
        _("Close as irrelevant"),
        "deal:archive",
        icon="stop",
        offered=_may_close,
        asks=f"{FORMS}.ArchiveForm",
        run=_closing("archive"),
        tone="negative",
    ),
)

TOLD = {
    "went along": _("Went along with its request to whoever has that now"),
    "opened": _("{who} opened this deal from a request"),
    "opened from lead": _("{who} opened this deal from a lead"),
    "followed its lead": _("Followed its lead to the client that it became"),
    "moved": _("{who} moved the deal"),
    "company made": _("{who} made the company of this deal"),
    "scored": _("{who} changed the quality of the deal"),
    "lines changed": _("{who} changed the products and services"),
    "pipeline changed": _("{who} took the deal over to another pipeline"),
    "won": _("{who} won the deal"),
    "lost": _("{who} marked the deal as lost"),
    "archived": _("{who} closed the deal as irrelevant"),
    "reopened": _("{who} reopened the deal"),
    "step planned": _("{who} changed the next step"),
    "step done": _("{who} did the step and said what comes next"),
    "marked important": _("{who} marked the deal as important"),
    "marked ordinary": _("{who} no longer marks the deal as important"),
    "taken": _("{who} took the deal to work"),
}
