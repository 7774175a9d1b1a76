"""The further companies of a contact in one cell of a file: “Acme GmbH (Buyer); Solar Ltd (Adviser | Energy)”."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.accounts.models import User
from accord.contacts.models import Company, Contact, Employment
from accord.history.models import Actor
from accord.kit.text import clean_text
from accord.records.declare import Part

PARTED = re.compile(r";(?![^()]*\))")
"""A semicolon within brackets belongs to the position."""


class Place(NamedTuple):
    company: Company
    at: dict[str, str]


class FurtherCompanies(Part):
    """Names, each with the position there in brackets and, behind a bar, the department."""

    name = "employments"
    label = gettext_lazy("Further companies")
    through = "company"

    def read(self, text: str, called: Callable[[str], Sequence[Any]]) -> list[Place]:
        names = [text] if called(text) else [name.strip() for name in PARTED.split(text) if name.strip()]
        return [_place(name, called) for name in names]

    def add(self, record: Contact, said: Sequence[Place], *, by: Actor) -> None:
        for place in said:
            Employment.objects.employ(record, place.company, by=by, **place.at)

    def seen_by(self, person: User) -> Prefetch[Any]:
        return Prefetch("employments", Employment.objects.live().visible_to(person).order_by("pk"))

    def told(self, record: Contact) -> str:
        return "; ".join(map(_told, record.employments.all()))


def _place(text: str, called: Callable[[str], Sequence[Any]]) -> Place:
    """Brackets may belong to the name of the company; if both could be meant, nobody guesses."""
    found = [Place(company, {}) for company in called(text)]
    if apart := _taken_apart(text):
        name, at = apart
        found += [Place(company, at) for company in called(name)]
    if not found:
        raise ValidationError(_("“%(text)s” is not known here.") % {"text": apart[0] if apart else text})
    if len(found) > 1:
        raise ValidationError(_("“%(text)s” names several records.") % {"text": text})
    return found[0]


def _taken_apart(text: str) -> tuple[str, dict[str, str]] | None:
    """The name, and what the last brackets say; None without brackets at the end."""
    start = _last_bracket(text)
    if not start:
        return None
    position, _bar, division = text[start + 1 : -1].partition("|")
    said = {"position": position, "division": division}
    return text[:start].strip(), {name: _clean(name, word) for name, word in said.items()}


def _clean(name: str, word: str) -> str:
    column: Any = Employment._meta.get_field(name)
    return str(column.clean(clean_text(word.strip()), None))


def _last_bracket(text: str) -> int:
    """Where the bracket begins that the text ends with; 0 where there is none, or no name before it."""
    depth = 0
    for place in range(len(text) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return place if text[place] == "(" else 0
    return 0


def _told(employment: Employment) -> str:
    at = " | ".join(filter(None, (employment.position, employment.division)))
    if employment.division and not employment.position:
        at = f"| {at}"
    return f"{employment.company} ({at})" if at else str(employment.company)
