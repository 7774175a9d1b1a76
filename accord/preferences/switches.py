"""Every switch of the product, and how to read and set them.

    switches.load(request).company_name      # one query a request, asked for or not again
    switches.load().own_deals_only           # outside of a request: one query
    switches.put("own_deals_only", True, by=request.actor)

A field of `Switches` is a switch. A new one is one line here and nothing else: the administrators' page, its form and
its checks follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.kit import dates
from accord.kit.errors import RuleBroken
from accord.kit.money import known_currencies
from accord.kit.text import clean_line
from accord.preferences.models import Preference

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accord.history.models import Actor

Check = Callable[[Any], Any]


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


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except (TypeError, ValueError):
        raise ValidationError(_("Enter a date."), code="invalid") from None


def _megabytes(value: Any) -> int:
    if isinstance(value, bool) or not str(value).isdigit() or not 1 <= int(value) <= 1000:
        raise ValidationError(_("Enter a whole number from 1 to 1000."))
    return int(value)


def _switch(
    default: Any, check: Check, group: Promise, label: Promise, help_text: Promise, *, hidden: bool = False
) -> Any:
    metadata = {"check": check, "group": group, "label": label, "help_text": help_text, "hidden": hidden}
    return field(default=default, metadata=metadata)


COMPANY, SEEING, MONEY, FILES, DEMO = _("The company"), _("Who sees what"), _("Money"), _("Files"), _("Demo")


@dataclass(frozen=True)
class Switches:
    """All switches with their values of now."""

    company_name: str = _switch(
        "Accord", _line, COMPANY, _("Company name"), _("Stands in the corner of every page and on the sign-in page.")
    )
    company_time_zone: str = _switch(
        "UTC", _zone, COMPANY, _("Company time zone"), _("In which the clocks run: “weekdays at 8:30” is meant there.")
    )
    company_country: str = _switch(
        "",
        _country,
        COMPANY,
        _("Company country"),
        _("Telephone numbers without a country code are taken to be from there."),
    )
    default_language: str = _switch(
        "en", _language, COMPANY, _("Default language"), _("For people who have not chosen one, and for letters.")
    )
    own_deals_only: bool = _switch(
        False,
        _yes_or_no,
        SEEING,
        _("Sales managers see only their own deals"),
        _("Off: they see all deals of their departments. On: those they own, co-own or watch."),
    )
    hint_other_departments: bool = _switch(
        False,
        _yes_or_no,
        SEEING,
        _("Say “exists in another department”"),
        _("Whoever enters a company or person that another department has is told so, without a name or a link."),
    )
    reporting_currency: str = _switch(
        "EUR", _currency, MONEY, _("Reporting currency"), _("Into which reports convert all amounts.")
    )
    state_currency: str = _switch(
        "EUR", _currency, MONEY, _("State currency"), _("In which taxes and official papers are counted.")
    )
    largest_file: int = _switch(
        25, _megabytes, FILES, _("Largest file in MB"), _("What one file attached to a record may hold.")
    )
    demo: bool = _switch(
        False, _yes_or_no, DEMO, _("Demo data"), _("The people and records here are made up."), hidden=True
    )
    demo_today: str = _switch("", _day, DEMO, _("Day of the demo"), _("On which the story was told."), hidden=True)

    @property
    def zone(self) -> ZoneInfo:
        return dates.zone(self.company_time_zone)

    def today(self) -> date:
        """Today where the company is."""
        return dates.today(self.zone, now=timezone.now())


@dataclass(frozen=True)
class Declared:
    """A switch as the administrators' page shows it."""

    key: str
    default: Any
    label: Promise
    help_text: Promise
    group: Promise
    hidden: bool
    check: Check

    @property
    def is_yes_or_no(self) -> bool:
        return isinstance(self.default, bool)


DECLARED: Mapping[str, Declared] = {
    each.name: Declared(key=each.name, default=each.default, **each.metadata) for each in fields(Switches)
}


def load(request: HttpRequest | None = None) -> Switches:
    """The switches of now; read once for a request, which then sees one state of them from beginning to end."""
    if request is None:
        return _read()
    if not hasattr(request, "_switches"):
        request._switches = _read()  # type: ignore[attr-defined]
    return request._switches  # type: ignore[attr-defined,no-any-return]


def _read() -> Switches:
    """What no switch is called any more, or does not pass its check any more, counts as not set."""
    changed = {}
    for key, value in Preference.objects.live().values_list("key", "value"):
        if key in DECLARED and _passes(key, value):
            changed[key] = value
    return Switches(**changed)


def _passes(key: str, value: Any) -> bool:
    try:
        DECLARED[key].check(value)
    except ValidationError:
        return False
    return True


def values() -> dict[str, Any]:
    """All switches by name."""
    now = load()
    return {key: getattr(now, key) for key in DECLARED}


def is_on(key: str, request: HttpRequest | None = None) -> bool:
    """Whether a yes-or-no switch is on."""
    return bool(getattr(load(request), key))


def put(key: str, value: Any, *, by: Actor) -> None:
    """Set one switch. Whether the person may is asked by the page of the administrators, which lies above."""
    if key not in DECLARED:
        raise RuleBroken(_("There is no such switch."))
    try:
        Preference.objects.put(key, DECLARED[key].check(value), by=by)
    except ValidationError as error:
        raise RuleBroken(error.messages[0], fields={key: error.messages[0]}) from None
