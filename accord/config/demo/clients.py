"""What Nordlift knows of its clients beside name and telephone. The numbers are well formed and nobody's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from accord.contacts.models import Address, BankAccount, Contact, Employment
from accord.dictionaries.models import BannedName, City, ClientType, LegalForm, StopPhrase, Tag

if TYPE_CHECKING:
    from accord.config.demo.story import Story

# company: tax number, registration number, legal form, director, bank, IBAN, founded in, employees
REQUISITES = {
    "hafen": ("DE812944707", "HRA 55012", "GmbH", "Dr. Henning Clausen", "Hamburger Kontorbank",
              "DE58200500000123456789", 1904, 1200),
    "bremen": ("DE299015500", "HRB 55019", "AG", "Antje Brinkmann", "Weserbank", "DE64290500000055501900", 1962, 340),
    "maas": ("NL808555005B01", "55504410", "B.V.", "Sanne Dekker", "Rijnbank", "NL52ABNA0555044100", 1988, 460),
    "oresund": ("35550100", "35550100", "", "Niels Thorup", "Sundbanken", "DK5000400440116243", 1882, 210),
    "szczecin": ("8555501704", "0000555077", "", "Marek Pawlak", "Bank Nadodrzański",
                 "PL61109010140000071219812874", 1948, 730),
    "thames": ("GB925550131", "05550731", "Ltd", "Eleanor Whitcombe", "", "GB29NWBK60161331926819", 1931, 85),
    "satama": ("FI20555003", "", "", "Pekka Lehtonen", "", "", 1974, 64),
    "limen": ("EL095550100", "", "", "Νίκος Καραγιάννης", "", "", 1999, 120),
    "vestland": ("985550107MVA", "", "", "Ingrid Solheim", "", "", 1920, 38),
    "adria": ("55501234500", "", "", "Tomislav Marić", "", "", 1953, 510),
    "santos": ("55.501.234/0001-04", "", "", "Helena Prado", "", "", 2006, 275),
    "gdansk": ("9555501805", "", "Sp. z o.o.", "Ewa Kaczmarek", "", "", 1991, 96),
    "valencia": ("B96555008", "", "S.L.", "Jordi Soler", "", "", 1996, 44),
    "lviv": ("40555007", "", "ТОВ", "Олена Гнатюк", "", "", 2011, 52),
    "genova": ("01055501712", "", "S.r.l.", "Paolo Repetto", "", "", 1968, 88),
}  # fmt: skip
"""The tax number of the last one fails its check digit: its page says so."""

ACCOUNTS = (("hafen", "US dollars", "USD", "DE31200500000123456790"), ("maas", "Escrow", "EUR", "NL20INGB0001234567"))
ADDRESSES = (
    ("hafen", "warehouse", "Tor 4, Schuppen 52", "20457", "Hamburg"),
    ("hafen", "billing", "Rechnungswesen, Postfach 11 22", "20411", "Hamburg"),
    ("maas", "delivery", "Kade 14, bridge side", "3199", "Rotterdam"),
)
TYPES = (("hafen", "End customer"), ("maas", "End customer"), ("oresund", "End customer"), ("kansai", "Dealer"),
         ("thames", "Reseller"), ("alnoor", "Distributor"))  # fmt: skip
FURTHER = (
    ("thames", "Hakimi", "Adviser to the board", ""),
    ("hafen", "van der Meer", "Framework contracts", "Group purchasing"),
    ("oresund", "Väisänen", "Workshop on call", "Maintenance"),
)
"""company, last name, position, department: whom one meets at a second company."""

CITIES = (("DE", "Munich", "München"), ("PL", "Warsaw", "Warszawa"), ("DK", "Helsingør", "Elsinore"))
BIRTHDAYS = (("Hakimi", 1971, 12, 2, "M"), ("Kjærgaard", 1984, 11, 27, "F"), ("van der Meer", 1979, 6, 14, "M"),
             ("Aydın", 1990, 2, 28, "F"), ("Nishimura", 1987, 9, 3, "F"))  # fmt: skip
CHATS = (("Hakimi", "Telegram @r_hakimi, Signal +49 40 5550 1200"), ("van der Meer", "WhatsApp +31 10 555 4410"))


def enrich(story: Story) -> None:
    """Requisites, places, people's birthdays: entered bit by bit, long ago."""
    _describe_companies(story)
    _describe_people(story)
    _add_parts(story)
    _employ(story)
    _fill_directories(story)


def _describe_companies(story: Story) -> None:
    forms: Any = LegalForm.objects
    kinds: Any = ClientType.objects
    types = {kind.name: kind for kind in kinds.live()}
    for key, (tax, registration, form, head, bank, account, founded, employees) in REQUISITES.items():
        company = story.companies[key]
        values = {"head": head, "bank": bank, "bank_account": account, "founded_in": founded, "employees": employees}
        found = forms.live().filter(name=form, country=company.country).first()
        numbers = {"tax_number": tax, "registration_number": registration, "legal_form": found}
        company.change("changed", by=story.by("olga", 580), **values, **numbers)
    for key, name in TYPES:
        story.companies[key].change("changed", by=story.by("olga", 570), type=types[name])
    tags: Any = Tag.objects
    fair = tags.add(by=story.by("olga", 400), name="SMM Hamburg")
    for key in ("hafen", "oresund", "satama"):
        story.companies[key].change("changed", by=story.by("olga", 390), tags=[fair], vip=key == "hafen")


def _describe_people(story: Story) -> None:
    for last, year, month, day, sex in BIRTHDAYS:
        _known_as(last).change("changed", by=story.by("olga", 550), born_on=date(year, month, day), sex=sex)
    for last, text in CHATS:
        _known_as(last).change("changed", by=story.by("olga", 300), messengers=text)


def _known_as(last: str) -> Contact:
    return Contact.objects.live().get(last_name=last)


def _add_parts(story: Story) -> None:
    for key, note, currency, account in ACCOUNTS:
        BankAccount.objects.add(
            by=story.by("olga", 385), company=story.companies[key], account=account, currency=currency, note=note
        )
    for key, purpose, address, code, city in ADDRESSES:
        company = story.companies[key]
        place = {"address": address, "postal_code": code, "city": city, "country": company.country}
        Address.objects.add(by=story.by("olga", 385), company=company, purpose=purpose, **place)


def _employ(story: Story) -> None:
    for key, last, position, division in FURTHER:
        company, by = story.companies[key], story.by("olga", 280)
        Employment.objects.employ(_known_as(last), company, by=by, position=position, division=division)


def _fill_directories(story: Story) -> None:
    house = story.house(800)
    taken = {(country, name) for country, name, _other in CITIES}
    cities: Any = City.objects
    for country, name, other in CITIES:
        cities.add(by=house, country=country, name=name, other_names=other)
    for company in story.companies.values():
        if company.city and (company.country, company.city) not in taken:
            taken.add((company.country, company.city))
            cities.at(company.country, company.city, by=house)
    phrases: Any = StopPhrase.objects
    for phrase in ("casino bonus", "guaranteed first page"):
        phrases.add(by=house, name=phrase)
    banned: Any = BannedName.objects
    banned.add(by=house, name="Rank Higher Agency")
