"""What each role may do with a lead, a deal and a payment in each status: the matrix of the reference, row by row.

W: open, edit and delete; C: open and edit; R: open; -: it does not exist. Anna owns the record, Boris sells in the same
department, Sven has no role and watches it (a payment through its deal), Alba keeps the accounts, Zoe sells elsewhere.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accord.deals.models import Stage
from accord.leads.models.status import Status as LeadStatus
from accord.payments.models.paying import Status as PaymentStatus
from tests.matrix.drawing import undrawn

pytestmark = pytest.mark.broad

AT_ALL_TIMES = {"anna": "W", "boris": "R", "sven": "R", "zoe": "-", "dora": "W", "carla": "W", "ada": "W"}
SETTLED = AT_ALL_TIMES | {"anna": "R", "alba": "C"}
WANTED = {"W": (200, 200, 200), "C": (200, 200, 403), "R": (200, 403, 403), "-": (404, 404, 404)}


def rights(record: Any, office: Any) -> dict[str, str]:
    """The letter of each person, read off the page, its form and the page that asks before deleting."""
    return {name: letter_of(name, record, office) for name in SETTLED}


def letter_of(name: str, record: Any, office: Any) -> str:
    """The pages are drawn in every status for its owner and for Dora, who sees everything."""
    with nullcontext() if name in {"anna", "dora"} else undrawn():
        return letter(record, getattr(office, name))


def letter(record: Any, person: Any) -> str:
    client = Client()
    client.force_login(person)
    url = record.get_absolute_url()
    found = tuple(client.get(f"{url}{door}").status_code for door in ("", "edit/", "delete/"))
    return next((word for word, wanted in WANTED.items() if wanted == found), str(found))


@pytest.mark.covers("CK-014")
@pytest.mark.parametrize("status", LeadStatus)
def test_rights_on_a_lead_are_the_same_in_every_status(office, status):
    lead = office.mira
    values = {"disqualification_reason": office.no_answer} if status == LeadStatus.DISQUALIFIED else {}
    values |= {"company": office.acme} if status == LeadStatus.CONVERTED else {}
    lead.change("placed", by=office.house, status=status, watchers=[office.sven.pk], **values)

    assert rights(lead, office) == AT_ALL_TIMES | {"alba": "-"}


@pytest.mark.covers("CK-014")
def test_rights_on_a_deal_are_the_same_on_every_stage_and_after_closing(office):
    deal, wanted = office.crane, AT_ALL_TIMES | {"alba": "R"}
    deal.change("watched", by=office.house, watchers=[office.sven.pk])
    found = {}

    for stage in Stage.objects.live().filter(pipeline=office.pipeline, state="open"):
        deal.enter(stage, by=office.house)
        found[stage.name] = rights(deal, office)
    deal.win(by=office.house, reason=office.signed)
    found["won"] = rights(deal, office)

    assert len(found) == 8
    assert {name: letters for name, letters in found.items() if letters != wanted} == {}


@pytest.mark.covers("CK-014")
@pytest.mark.parametrize("status", PaymentStatus)
def test_rights_on_a_payment_end_for_its_owner_when_it_is_paid_or_cancelled(office, status):
    settled = status in (PaymentStatus.PAID, PaymentStatus.CANCELLED)
    payment = office.payment(office.crane, "1000")
    office.crane.change("watched", by=office.house, watchers=[office.sven.pk])
    payment.change("placed", by=office.house, status=status, paid_on=date(2026, 11, 2), comment="As agreed")

    assert rights(payment, office) == (SETTLED if settled else AT_ALL_TIMES | {"alba": "C"})
