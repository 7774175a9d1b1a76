from accord.contacts.models.company import Company, CompanyQuerySet, LegalKind, Relation
from accord.contacts.models.contact import Contact, ContactQuerySet, Sex
from accord.contacts.models.identity import DuplicateRefused, Identity, Key, What
from accord.contacts.models.rescoping import rescope

__all__ = [
    "Company",
    "CompanyQuerySet",
    "Contact",
    "ContactQuerySet",
    "DuplicateRefused",
    "Identity",
    "Key",
    "LegalKind",
    "Relation",
    "Sex",
    "What",
    "rescope",
]
