from accord.contacts.models.company import Company, CompanyQuerySet, LegalKind, Relation
from accord.contacts.models.contact import Contact, ContactQuerySet
from accord.contacts.models.employment import Employment, EmploymentQuerySet
from accord.contacts.models.identity import DuplicateRefused, Identity, Key, What
from accord.contacts.models.parts import PARTS, Address, BankAccount, Part
from accord.contacts.models.person import Person, Sex
from accord.contacts.models.rescoping import rescope

__all__ = [
    "PARTS",
    "Address",
    "BankAccount",
    "Company",
    "CompanyQuerySet",
    "Contact",
    "ContactQuerySet",
    "DuplicateRefused",
    "Employment",
    "EmploymentQuerySet",
    "Identity",
    "Key",
    "LegalKind",
    "Part",
    "Person",
    "Relation",
    "Sex",
    "What",
    "rescope",
]
