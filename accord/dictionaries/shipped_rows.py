"""The rows of the larger directories that come filled: units, taxes, legal forms, reasons of disqualification."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from accord.dictionaries.models import Taxation

DISQUALIFICATION_REASONS = [
    _("No contact at all"),
    _("Not interested, refused to talk"),
    _("Suspected of being on the black list"),
    _("Not a target client"),
    _("Interested in education"),
    _("Duplicate"),
    _("Incorrect data"),
    _("Interested in partnership"),
    _("Service cannot be provided"),
    _("Chose a competitor"),
    _("Chose a substitute of the product"),
    _("Too expensive"),
    _("Spam"),
    _("Webinar participant from a company department"),
    _("Existing client"),
]

# What robots write to every form, in the languages in which they do. These are looked for as they stand.
STOP_PHRASES = [
    "buy backlinks",
    "guest post",
    "seo services",
    "first page of google",
    "buy followers",
    "increase your website traffic",
    "crypto investment",
    "binary options",
    "payday loan",
    "online casino",
    "viagra",
    "adult dating",
    "раскрутка сайтов",
    "вывод сайта в топ",
    "прогон хрумером",
    "онлайн казино",
    "заработок в интернете",
]

# Name, short name, UN/ECE Recommendation 20, OKEI.
UNITS = [
    (_("Piece"), _("pc."), "H87", "796"),
    (_("Item"), _("item"), "EA", "657"),
    (_("Set"), _("set"), "SET", "839"),
    (_("Package"), _("pkg."), "PK", "778"),
    (_("Pair"), _("pair"), "PR", "715"),
    (_("Kilogram"), _("kg"), "KGM", "166"),
    (_("Gram"), _("g"), "GRM", "163"),
    (_("Tonne"), _("t"), "TNE", "168"),
    (_("Metre"), _("m"), "MTR", "006"),
    (_("Square metre"), _("m²"), "MTK", "055"),
    (_("Cubic metre"), _("m³"), "MTQ", "113"),
    (_("Kilometre"), _("km"), "KMT", "008"),
    (_("Litre"), _("l"), "LTR", "112"),
    (_("Hour"), _("h"), "HUR", "356"),
    (_("Day"), _("d"), "DAY", "359"),
    (_("Month"), _("mo."), "MON", "362"),
    (_("Year"), _("yr."), "ANN", "366"),
    (_("Service"), _("service"), "E48", ""),
]

# Name, taxation, percent, country, first day, last day.
TAX_RATES: list[tuple[str, str, str | None, str, date | None, date | None]] = [
    (_("Zero rate"), Taxation.ZERO, "0", "", None, None),
    (_("Exempt from tax"), Taxation.EXEMPT, None, "", None, None),
    (_("Reverse charge"), Taxation.REVERSE, None, "", None, None),
    (_("Export"), Taxation.EXPORT, None, "", None, None),
    ("19 %", Taxation.STANDARD, "19", "DE", None, None),
    ("7 %", Taxation.STANDARD, "7", "DE", None, None),
    ("20 %", Taxation.STANDARD, "20", "FR", None, None),
    ("10 %", Taxation.STANDARD, "10", "FR", None, None),
    ("5.5 %", Taxation.STANDARD, "5.5", "FR", None, None),
    ("20 %", Taxation.STANDARD, "20", "GB", None, None),
    ("5 %", Taxation.STANDARD, "5", "GB", None, None),
    ("22 %", Taxation.STANDARD, "22", "RU", date(2026, 1, 1), None),
    ("20 %", Taxation.STANDARD, "20", "RU", None, date(2025, 12, 31)),
    ("10 %", Taxation.STANDARD, "10", "RU", None, None),
    ("7 %", Taxation.STANDARD, "7", "RU", date(2025, 1, 1), None),
    ("5 %", Taxation.STANDARD, "5", "RU", date(2025, 1, 1), None),
]

# Short form, in full, country. These are proper names: they are the same in every language of the reader.
LEGAL_FORMS = [
    ("GmbH", "Gesellschaft mit beschränkter Haftung", "DE"),
    ("AG", "Aktiengesellschaft", "DE"),
    ("KG", "Kommanditgesellschaft", "DE"),
    ("UG", "Unternehmergesellschaft (haftungsbeschränkt)", "DE"),
    ("e. K.", "eingetragener Kaufmann", "DE"),
    ("GmbH", "Gesellschaft mit beschränkter Haftung", "AT"),
    ("AG", "Aktiengesellschaft", "CH"),
    ("Ltd", "Private company limited by shares", "GB"),
    ("PLC", "Public limited company", "GB"),
    ("LLP", "Limited liability partnership", "GB"),
    ("LLC", "Limited liability company", "US"),
    ("Inc.", "Incorporated", "US"),
    ("SAS", "Société par actions simplifiée", "FR"),
    ("SARL", "Société à responsabilité limitée", "FR"),
    ("SA", "Société anonyme", "FR"),
    ("S.p.A.", "Società per azioni", "IT"),
    ("S.r.l.", "Società a responsabilità limitata", "IT"),
    ("S.L.", "Sociedad limitada", "ES"),
    ("B.V.", "Besloten vennootschap", "NL"),
    ("AB", "Aktiebolag", "SE"),
    ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością", "PL"),
    ("ООО", "Общество с ограниченной ответственностью", "RU"),
    ("АО", "Акционерное общество", "RU"),
    ("ПАО", "Публичное акционерное общество", "RU"),
    ("ИП", "Индивидуальный предприниматель", "RU"),
    ("АНО", "Автономная некоммерческая организация", "RU"),
    ("ТОВ", "Товариство з обмеженою відповідальністю", "UA"),
    ("ТОО", "Товарищество с ограниченной ответственностью", "KZ"),
]


def units() -> list[dict[str, Any]]:
    return [
        {"name": name, "short_name": short, "code": code, "national_code": national}
        for name, short, code, national in UNITS
    ]


def tax_rates() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "category": category,
            "percent": None if percent is None else Decimal(percent),
            "country": country,
            "valid_from": first,
            "valid_to": last,
        }
        for name, category, percent, country, first, last in TAX_RATES
    ]


def legal_forms() -> list[dict[str, Any]]:
    return [{"name": name, "full_name": full, "country": country} for name, full, country in LEGAL_FORMS]
