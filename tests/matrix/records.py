"""One record of each type in each situation, each with a word of its own that must not leak."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from accord.deals.models import Deal
from accord.history.models import Actor
from accord.records.models import Record
from tests.office import Office

SITUATIONS = ("own", "colleague", "foreign", "unowned", "private", "watched", "shared", "trash")


def owner_in(office: Office, situation: str) -> Any:
    return {
        "colleague": office.boris,
        "foreign": office.zoe,
        "watched": office.zoe,
        "shared": office.zoe,
        "unowned": None,
    }.get(situation, office.anna)


def canary(kind: str, situation: str) -> str:
    """A word that occurs nowhere else: `Qdealown`."""
    return f"Q{kind}{situation}"


def record_in(office: Office, kind: str, situation: str) -> Record:
    """Make the record and put it into its situation. A payment's situation is that of its deal."""
    word = canary(kind, situation)
    record = MAKERS[kind](office, word, situation)
    changed = record.deal if kind == "payment" else record
    settle(office, changed, situation)
    record.refresh_from_db()
    if situation == "trash":
        record.discard(by=Actor.house())
    made: Record = record
    return made


def settle(office: Office, record: Any, situation: str) -> None:
    values: dict[str, Any] = {
        "owner": owner_in(office, situation),
        "department": office.south if owner_in(office, situation) == office.zoe else office.north,
        "private": situation == "private",
        "co_owner": office.anna if situation == "shared" else None,
        "watchers": [office.boris, office.sven] if situation == "watched" else [],
    }
    record.refresh_from_db()
    record.change("settled", by=Actor.house(), **values)


def _deal(office: Office, word: str, situation: str) -> Deal:
    return office.deal(word, amount=Decimal("1234"))


def _payment(office: Office, word: str, situation: str) -> Any:
    deal = office.deal(f"Deal of {situation}", amount=Decimal("5678"))
    return office.payment(deal, "777", purpose=word)


MAKERS: dict[str, Callable[[Office, str, str], Any]] = {
    "deal": _deal,
    "company": lambda office, word, situation: office.company(word),
    "contact": lambda office, word, situation: office.contact("Con", word),
    "inquiry": lambda office, word, situation: office.inquiry(word, email=f"{word.lower()}@nowhere.example"),
    "lead": lambda office, word, situation: office.lead(word),
    "payment": _payment,
    "product": lambda office, word, situation: office.product(word),
}
