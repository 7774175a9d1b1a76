"""What the directories hold on the first day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from accord.dictionaries import shipped_rows as rows
from accord.dictionaries.models import (
    ClientType,
    ClosingReason,
    DisqualificationReason,
    Entry,
    Industry,
    InquiryCategory,
    LegalForm,
    NameTitle,
    PublicDomain,
    Source,
    StopPhrase,
    TaxRate,
    Unit,
)
from accord.history.models import Actor

INDUSTRIES = [
    _("Construction"),
    _("Education"),
    _("Energy"),
    _("Engineering"),
    _("Finance"),
    _("Health"),
    _("Manufacturing"),
    _("Retail"),
    _("Technology"),
    _("Transport"),
]

CLIENT_TYPES = [_("End customer"), _("Dealer"), _("Distributor"), _("Reseller"), _("Competitor")]

SOURCES = [
    _("Web form"),
    _("Letter"),
    _("Phone call"),
    _("Google search"),
    _("Yandex search"),
    _("Link from another site"),
    _("Advertising"),
    _("Direct link"),
    _("Recommendation"),
    _("Articles and ratings"),
    _("Exhibition"),
    _("Distributor"),
    _("Other source"),
    _("Unknown source"),
]

CATEGORIES = [
    _("Price enquiry"),
    _("Consultation"),
    _("Demonstration"),
    _("Demo access"),
    _("Cloud demo access"),
    _("Community download"),
    _("Community subscription"),
    _("Partnership"),
    _("Special offer"),
    _("By phone"),
    _("By mail"),
    _("Word of mouth"),
    _("Other category"),
]

CLOSING_REASONS: list[tuple[str, bool | None]] = [
    (_("Closed successfully"), True),
    (_("Client does not respond"), False),
    (_("Specifications not suitable"), False),
    (_("Purchase postponed"), False),
    (_("Price not competitive"), False),
    (_("Not stated"), None),
]

NAME_TITLES = [
    _("Mr"),
    _("Ms"),
    _("Mrs"),
    _("Miss"),
    _("Mx"),
    _("Dr"),
    _("Prof."),
    _("Eng."),
    _("Rev."),
    _("Hon."),
    _("Judge"),
    _("Capt."),
    _("Col."),
    _("Sir"),
    _("Lady"),
]

PUBLIC_DOMAINS = Path(__file__).with_name("public_domains.txt")


def install(by: Actor) -> None:
    """Fill the directories that nobody has filled yet; what an administrator took away stays away."""
    _fill(Industry, [{"name": name} for name in INDUSTRIES], by)
    _fill(ClientType, [{"name": name} for name in CLIENT_TYPES], by)
    _fill(Source, [{"name": name} for name in SOURCES], by)
    _fill(InquiryCategory, [{"name": name} for name in CATEGORIES], by)
    _fill(ClosingReason, [{"name": name, "success": success} for name, success in CLOSING_REASONS], by)
    _fill(PublicDomain, [{"name": name} for name in PUBLIC_DOMAINS.read_text().split()], by)
    _fill(DisqualificationReason, [{"name": name} for name in rows.DISQUALIFICATION_REASONS], by)
    _fill(StopPhrase, [{"name": name} for name in rows.STOP_PHRASES], by)
    _fill(Unit, rows.units(), by)
    _fill(TaxRate, rows.tax_rates(), by)
    _fill(NameTitle, [{"name": name} for name in NAME_TITLES], by)
    _fill(LegalForm, rows.legal_forms(), by)


def _fill(model: type[Entry], entries: list[dict[str, Any]], by: Actor) -> None:
    """Entries that an administrator renamed or deleted are known by `shipped`, so nothing comes back a second time."""
    known: Any = model.objects
    if known.filter(shipped=True).exists():
        return
    taken = {name.lower() for name in known.live().filter(department=None).values_list("name", flat=True)}
    missing = [
        model(position=place * 10, shipped=True, **values)
        for place, values in enumerate(entries, start=1)
        if values["name"].lower() not in taken
    ]
    known.add_all(missing, by=by)
