"""The board of leads: all six statuses as columns."""

from __future__ import annotations

from typing import Any

from accord.accounts.models import User
from accord.history.models import Actor
from accord.leads.models import Lead, Status
from accord.leads.models.status import OPEN
from accord.records.declare import Board, BoardColumn

FORMS = "accord.leads.forms"


def _columns(person: User, params: dict[str, str]) -> list[BoardColumn]:
    return [BoardColumn(status.value, status.label, folded=status not in OPEN) for status in Status]


def _move(lead: Lead, value: str, by: Actor, **given: Any) -> None:
    lead.enter(Status(value), by=by, **given)


BOARD = Board(
    field="status",
    columns=_columns,
    move=_move,
    card="leads/_card.html",
    with_=("company", "owner", "category"),
    order=("-received_at", "-id"),
    asks=lambda lead, value: lead.asked_by(Status(value)),
    forms={"disqualify": f"{FORMS}.DisqualifyForm", "to_deal": f"{FORMS}.ToDealForm"},
)
