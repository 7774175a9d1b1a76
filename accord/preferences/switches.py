"""Every switch of the product, and how to read and set them.

    switches.load(request).company_name      # one query a request, asked for or not again
    switches.load().own_deals_only           # outside of a request: one query
    switches.change({"own_deals_only": True}, by=request.actor)

A field of `Switches` is a switch. A new one is one line here and nothing else: the administrators' page, its form and
its checks follow from the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.kit import dates, day_formats
from accord.kit.errors import RuleBroken
from accord.kit.money import known_currencies
from accord.kit.prepared import Prepared
from accord.kit.text import clean_line
from accord.preferences.models import Preference

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accord.history.models import Actor

Check = Callable[[Any], Any]

CONVERTIBLE = (
    "first_name", "last_name", "email", "phone", "country", "city", "company_name", "company_email", "website", "type",
)  # fmt: skip
"""The fields of a lead that may be asked for before it is converted."""


def _line(value: Any) -> str:
    text = clean_line(str(value))
    if len(text) > 200:
        raise ValidationError(_("Please keep this to 200 characters."), code="max_length")
    return text


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("This is either on or off."), code="invalid")
    return value


def _zone(value: Any) -> str:
    if value not in available_timezones():
        raise ValidationError(_("There is no time zone of this name."), code="invalid")
    return str(value)


def _currency(value: Any) -> str:
    if value not in known_currencies():
        raise ValidationError(_("There is no currency with this code."), code="invalid")
    return str(value)


def _country(value: Any) -> str:
    text = str(value).upper()
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ValidationError(_("A country is written with two letters."), code="invalid")
    return text


def _language(value: Any) -> str:
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("Accord does not speak this language yet."), code="invalid")
    return str(value)


def _date_format(value: Any) -> str:
    if value and value not in day_formats.FORMATS:
        raise ValidationError(_("There is no such way to write a date."), code="invalid")
    return str(value)


def _megabytes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValidationError(_("Enter a whole number from 1 to 1000."), code="invalid")
    return value


def _conversion_needs(value: Any) -> str:
    names = [name.strip() for name in str(value).split(",") if name.strip()]
    if unknown := [name for name in names if name not in CONVERTIBLE]:
        raise ValidationError(_("A lead has no such field: %(name)s."), code="invalid", params={"name": unknown[0]})
    return ", ".join(names)


NAMES_BY_TYPE = re.compile(r"([a-z_]+=[a-z_0-9]+(,[a-z_0-9]+)*(&|$))*")


def _names_by_type(value: Any) -> str:
    """deal=name,amount&company=name. Which types and columns there are is known above."""
    text = str(value)
    if len(text) > 10_000 or not NAMES_BY_TYPE.fullmatch(text):
        raise ValidationError(_("These are no columns."), code="invalid")
    return text


def _percent(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ValidationError(_("Enter a whole number from 0 to 100."), code="invalid")
    return value


PARTS = {"company": _("Company"), "money": _("Money"), "sale": _("Sale"), "files": _("Files")}
"""The headings under which switches stand, in their order."""


def switch(default: Any, check: Check, label: Any, about: Any, part: str = "sale") -> Any:
    """A switch: its default, what a value must pass, its name, the sentence an administrator reads, and its heading."""
    return field(default=default, metadata={"check": check, "label": label, "about": about, "part": part})


@dataclass(frozen=True)
class Switches:
    """All switches as they are now. A field's name is its name in the database."""

    company_name: str = switch(
        "Accord",
        _line,
        _("Name of the company"),
        _("Stands beside the mark, on sign-in and in mails."),
        "company",
    )
    time_zone: str = switch(
        "UTC", _zone, _("Time zone of the company"), _("The clocks of background work run in it."), "company"
    )
    country: str = switch(
        "",
        _country,
        _("Country of the company"),
        _("Telephone numbers without a country code are taken to be from there."),
        "company",
    )
    language: str = switch(
        "en",
        _language,
        _("Language of the company"),
        _("For people who have not chosen one, and for letters."),
        "company",
    )
    date_format: str = switch(
        "",
        _date_format,
        _("Dates are written like"),
        _("For people who have not chosen otherwise in their settings."),
        "company",
    )
    state_currency: str = switch(
        "EUR", _currency, _("State currency"), _("The currency one keeps the books in."), "money"
    )
    reporting_currency: str = switch(
        "EUR",
        _currency,
        _("Reporting currency"),
        _("The currency that reports are shown in."),
        "money",
    )
    tax_percent: int = switch(
        0,
        _percent,
        _("Tax in totals, %"),
        _("Totals of payments are also shown with this tax. 0: without tax only."),
        "money",
    )
    through_representation: bool = switch(
        False,
        _yes_or_no,
        _("Payments may come through a representative office"),
        _("On: payments have a box for it, with a column, a filter and a mark. Off: nobody sees anything of it."),
        "money",
    )
    own_deals_only: bool = switch(
        False,
        _yes_or_no,
        _("Sales managers see only their own deals"),
        _("Off: the whole department may view them."),
    )
    hint_other_departments: bool = switch(
        False,
        _yes_or_no,
        _("Say “exists in another department”"),
        _("Duplicate hints may say so, without naming the record."),
    )
    refuse_wrong_numbers: bool = switch(
        False,
        _yes_or_no,
        _("Refuse tax and account numbers that cannot be right"),
        _("Off: the page of the company warns of them."),
    )
    conversion_needs: str = switch(
        "first_name, email, company_name",
        _conversion_needs,
        _("What a lead needs to be converted"),
        _("Fields, separated by commas, of a lead that is linked to nobody. The manual of leads lists them."),
    )
    first_step: str = switch(
        "",
        _line,
        _("First step of a new deal"),
        _("For deals that come from requests and leads. Empty: “Establish the first contact with the client.”"),
    )
    whole_stage_bar: bool = switch(
        True,
        _yes_or_no,
        _("Stage bars show all stages"),
        _("Off: only the stage where a record is now."),
    )
    largest_file: int = switch(25, _megabytes, _("Largest file in MB"), _("Files attached to records."), "files")
    export_columns: str = switch(
        "", _names_by_type, _("Columns of files"), _("Of lists for which nobody chose columns, by type."), "files"
    )
    first_steps: bool = switch(
        True, _yes_or_no, _("Show the first steps"), _("The list on the start page of administrators.")
    )
    demo: bool = switch(
        False, _yes_or_no, _("This is the demo company"), _("Set by the demo data; removing the demo clears it.")
    )

    @property
    def zone(self) -> ZoneInfo:
        return dates.zone(self.time_zone)

    @property
    def needed_to_convert(self) -> list[str]:
        return [name for name in self.conversion_needs.split(", ") if name]

    def today(self) -> date:
        """Today where the company is."""
        return dates.today(self.zone, now=timezone.now())


CHECKS: Mapping[str, Check] = {each.name: each.metadata["check"] for each in fields(Switches)}
DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(Switches)}
MEMO = "_accord_switches"

WITH_PEOPLE = ("state_currency", "reporting_currency", "date_format", "through_representation", "export_columns")
"""Switches that are wanted wherever a person is: `access` compiles them into each, so that they cost no question."""


def load(request: HttpRequest | None = None) -> Switches:
    """The switches of now; with a request, read once, so that it sees one state of them from beginning to end."""
    if request is None:
        return Switches(**values())
    if not hasattr(request, MEMO):
        setattr(request, MEMO, Switches(**values()))
    found: Switches = getattr(request, MEMO)
    return found


def values() -> dict[str, Any]:
    """Every switch by its name, with one query. A row that no switch or check knows any more counts as none."""
    kept = [(row.name, row.value) for row in _kept().ask()]
    return {**DEFAULTS, **{name: value for name, value in kept if name in CHECKS and not _fault(name, value)}}


@cache
def _kept() -> Prepared:
    return Prepared(Preference.objects.live().only("name", "value"))


def for_people(current: Mapping[str, Any]) -> dict[str, Any]:
    """Those that every person carries, where they are not at their default."""
    return {name: current[name] for name in WITH_PEOPLE if current[name] != DEFAULTS[name]}


def is_on(name: str, request: HttpRequest | None = None) -> bool:
    """Whether a yes-or-no switch is on."""
    return bool(getattr(load(request), name))


def change(new: Mapping[str, Any], *, by: Actor) -> None:
    """Set some switches, all or none; each is an event that can be taken back."""
    faults = {name: fault for name, value in new.items() if (fault := _fault(name, value))}
    if faults:
        raise RuleBroken(next(iter(faults.values())), fields=faults)
    rows = {row.name: row for row in Preference.objects.filter(name__in=new)}
    with transaction.atomic():
        for name, value in new.items():
            clean = CHECKS[name](value)
            if name in rows:
                rows[name].change("switched", by=by, value=clean, deleted_at=None)
            elif clean != DEFAULTS[name]:
                Preference.objects.add(by=by, verb="switched", name=name, value=clean)


def _fault(name: str, value: Any) -> str:
    """What is wrong with this value, in words, or nothing."""
    if name not in CHECKS:
        return str(_("There is no such switch."))
    try:
        CHECKS[name](value)
    except ValidationError as error:
        return str(error.messages[0])
    return ""
