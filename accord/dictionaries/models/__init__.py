from accord.dictionaries.models.clients import ClientType, Industry, Tag
from accord.dictionaries.models.closing import ClosingReason
from accord.dictionaries.models.defence import PublicDomain, StopPhrase
from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.dictionaries.models.sources import InquiryCategory, Source

__all__ = [
    "ClientType",
    "ClosingReason",
    "Entry",
    "EntryQuerySet",
    "Industry",
    "InquiryCategory",
    "PublicDomain",
    "Source",
    "StopPhrase",
    "Tag",
]
