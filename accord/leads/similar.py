"""Leads, contacts and companies like the one being typed: shown while typing, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts import similar
from accord.leads.models import Lead
from accord.records.declare import Hint

MOST = 6


def hints(values: dict[str, Any], person: User) -> list[Any]:
    """Leads and contacts by mail, phone or whole name; companies by the name typed for theirs."""
    others = {name: value for name, value in values.items() if name not in ("id", "pk")}
    company = {
        "name": values.get("company_name"),
        "website": values.get("website"),
        "email": values.get("company_email"),
    }
    return [
        *similar.people(Lead, values, person),
        *_said(similar.contacts(others, person), _("A contact already")),
        *_said(similar.companies(company, person), _("A company already")),
    ][:MOST]


def _said(found: Iterable[Any], why: Any) -> list[Hint]:
    return [hint if isinstance(hint, Hint) else Hint(hint, why) for hint in found]
