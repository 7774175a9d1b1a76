from accord.dictionaries.models.clients import ClientType, Industry, Tag
from accord.dictionaries.models.closing import ClosingReason
from accord.dictionaries.models.defence import BannedName, PublicDomain, StopPhrase
from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.dictionaries.models.leads import DisqualificationReason
from accord.dictionaries.models.measures import Taxation, TaxRate, Unit
from accord.dictionaries.models.names import NameTitle
from accord.dictionaries.models.places import City, LegalForm
from accord.dictionaries.models.rates import Converted, Rate, Rates, RateSource
from accord.dictionaries.models.sources import InquiryCategory, Source

__all__ = [
    "BannedName",
    "City",
    "ClientType",
    "ClosingReason",
    "Converted",
    "DisqualificationReason",
    "Entry",
    "EntryQuerySet",
    "Industry",
    "InquiryCategory",
    "LegalForm",
    "NameTitle",
    "PublicDomain",
    "Rate",
    "RateSource",
    "Rates",
    "Source",
    "StopPhrase",
    "Tag",
    "TaxRate",
    "Taxation",
    "Unit",
]
