"""What one can do with a lead beside editing it, when it is offered, and how the timeline tells of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.history.models import Actor
from accord.leads.models import Lead, Status
from accord.records.declare import Verb

FORMS = "accord.leads.forms"


def _may_move(lead: Lead, person: User) -> bool:
    allowed = policy.writable_fields(person, lead)
    return allowed is None or "status" in allowed


def _may_hand_over(lead: Lead, person: User) -> bool:
    return lead.owner_id == person.pk or policy.holds(person, Special.CHANGE_OWNER)


def _given(method: str) -> Any:
    """Run a verb of the lead with the answers of its form, by their names."""
    return lambda lead, by, given: getattr(lead, method)(by=by, **given)


def _enter(lead: Lead, by: Actor, given: dict[str, Any]) -> None:
    values = dict(given)
    lead.enter(Status(values.pop("status")), by=by, **values)


VERBS = (
    Verb(
        "take",
        _("Take to work"),
        "lead:take",
        icon="person-plus",
        offered=lambda lead, person: (
            lead.owner_id is None and lead.is_open and policy.holds(person, Special.TAKES_UNOWNED)
        ),
        depends=("owner",),
        run=_given("take"),
        primary=True,
    ),
    Verb(
        "to_deal",
        _("Make a deal of it"),
        "lead:to_deal",
        icon="deal",
        offered=lambda lead, person: (
            not lead.is_converted and _may_move(lead, person) and policy.may_add(person, "deal")
        ),
        depends=("status", "company", "contact"),
        asks=f"{FORMS}.ToDealForm",
        run=_given("to_deal"),
        opens="deal",
        primary=True,
    ),
    Verb(
        "move",
        _("Change status"),
        "lead:move",
        icon="move",
        offered=_may_move,
        asks=f"{FORMS}.MoveForm",
        bulk=True,
        run=_enter,
        opens="deal",
        primary=True,
    ),
    Verb(
        "make_company",
        _("Create company"),
        "lead:make_company",
        icon="company",
        offered=lambda lead, person: lead.company_id is None and policy.may_add(person, "company"),
        asks=f"{FORMS}.MakeCompanyForm",
        run=_given("make_company"),
        depends=("company",),
    ),
    Verb(
        "choose_company",
        _("Choose company"),
        "lead:choose_company",
        icon="link",
        offered=lambda lead, person: not lead.is_converted,
        asks=f"{FORMS}.ChooseCompanyForm",
        run=_given("choose_company"),
        depends=("company",),
    ),
    Verb(
        "convert",
        _("Convert without a deal"),
        "lead:convert",
        icon="contact",
        offered=lambda lead, person: not lead.is_converted and _may_move(lead, person),
        asks=f"{FORMS}.ConvertForm",
        run=_given("convert"),
        depends=("status", "company", "contact"),
    ),
    Verb(
        "reopen",
        _("Reopen"),
        "lead:reopen",
        icon="undo",
        offered=lambda lead, person: lead.is_disqualified and _may_move(lead, person),
        run=_given("reopen"),
        primary=True,
    ),
    Verb(
        "hand_over",
        _("Hand over"),
        "lead:hand_over",
        icon="person-plus",
        offered=_may_hand_over,
        asks=f"{FORMS}.HandOverForm",
        run=lambda lead, by, given: lead.hand_over(given["owner"], by=by),
        depends=("owner",),
    ),
    Verb(
        "disqualify",
        _("Disqualify"),
        "lead:disqualify",
        icon="stop",
        offered=lambda lead, person: lead.is_open and _may_move(lead, person),
        asks=f"{FORMS}.DisqualifyForm",
        run=_given("disqualify"),
        tone="negative",
        bulk=True,
    ),
)

TOLD = {
    "went along": _("Went along with its request to whoever has that now"),
    "moved": _("{who} moved the lead"),
    "taken": _("{who} took the lead to work"),
    "disqualified": _("{who} disqualified the lead"),
    "reopened": _("{who} reopened the lead"),
    "company made": _("{who} made the company of this lead"),
    "company chosen": _("{who} chose the company of this lead"),
    "moved to deal": _("{who} made a deal of this lead"),
    "converted": _("{who} converted this lead"),
}
