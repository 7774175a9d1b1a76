"""The switches, declared in code with type, default and the sentence an administrator reads; the database holds what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accord.history.models import Actor
from accord.preferences.models import Preference

MEMO = "_accord_switches"


def switch(default: Any, label: Any, about: Any = "") -> Any:
    return field(default=default, metadata={"label": label, "about": about})


@dataclass(frozen=True)
class Switches:
    """All switches as they are now. A field's name is its key in the database."""

    company_name: str = switch("Accord", _("Name of the company"), _("Stands beside the mark, on sign-in and in mails."))
    time_zone: str = switch("UTC", _("Time zone of the company"), _("The clocks of background work run in it."))
    state_currency: str = switch("EUR", _("State currency"), _("The currency one keeps the books in."))
    reporting_currency: str = switch("EUR", _("Reporting currency"), _("The currency that reports are shown in."))
    own_deals_only: bool = switch(
        False,
        _("Sales managers see only their own deals"),
        _("Off: the whole department may view them."),
    )
    say_exists_elsewhere: bool = switch(
        False,
        _("Say “exists in another department”"),
        _("Duplicate hints may say so, without naming the record."),
    )
    largest_file: int = switch(25, _("Largest file in MB"), _("Files attached to records."))
    demo: bool = switch(False, _("This is the demo company"), _("Set by the demo data; removing the demo clears it."))


def values() -> dict[str, Any]:
    """Every switch by its name, as it is now. One query."""
    kept = dict(Preference.objects.values_list("name", "value"))
    return {each.name: kept.get(each.name, each.default) for each in fields(Switches)}


def load(request: HttpRequest | None = None) -> Switches:
    """The switches; with a request, asked once for the whole request."""
    if request is None:
        return Switches(**values())
    if not hasattr(request, MEMO):
        setattr(request, MEMO, Switches(**values()))
    found: Switches = getattr(request, MEMO)
    return found


def change(new: Mapping[str, Any], *, by: Actor) -> None:
    """Set some switches; each is an event that can be taken back. Unknown names raise KeyError."""
    known = {each.name: each.default for each in fields(Switches)}
    for name, value in new.items():
        if not isinstance(value, type(known[name])):
            raise TypeError(name)
        row = Preference.objects.filter(name=name).first()
        if row is not None:
            row.change("switched", by=by, value=value)
        elif value != known[name]:
            Preference.objects.add(by=by, name=name, value=value)
