"""Which fields a company has, by its kind: an individual has a birthday and no managing director."""

from __future__ import annotations

from accord.contacts.models.company import LegalKind

OFFICE = frozenset({"legal_form", "branch_code", "statistics_code", "head", "head_position", "head_authority"})
PERSON = frozenset({"born_on", "insurance_number", "identity_document", "identity_document_issued"})
FIRM = frozenset({"founded_in", "employees", "revenue", "currency", "short_name"})

OF_KIND = {
    LegalKind.LEGAL: OFFICE | FIRM | {"head_genitive"},
    LegalKind.PUBLIC: OFFICE | FIRM | {"head_genitive"},
    LegalKind.ENTREPRENEUR: FIRM | PERSON | {"legal_form", "statistics_code", "head_genitive", "head_authority"},
    LegalKind.INDIVIDUAL: PERSON | {"head_genitive"},
}
BOUND = frozenset[str]().union(*OF_KIND.values())


def fits(kind: str, name: str) -> bool:
    """Whether a company of this kind has the field."""
    return name not in BOUND or name in OF_KIND.get(LegalKind(kind), BOUND)


def foreign_to(kind: str) -> frozenset[str]:
    """The fields that a company of this kind does not have."""
    return frozenset(name for name in BOUND if not fits(kind, name))
