"""The forms of companies and contacts, where they know more than their fields."""

from __future__ import annotations

from typing import Any

from django import forms

from accord.access import policy
from accord.access.words import Special
from accord.contacts.models import Company, Contact
from accord.kit.text import person_name
from accord.records.forms import RecordForm


class KnownForm(RecordForm[Any]):
    """Only who holds the merge right is asked whether this is another one of the same name."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not policy.holds(self.person, Special.MERGE):
            self.fields.pop("namesake", None)


class CompanyForm(KnownForm):
    """Starts in the country and the currency of the person's department."""

    class Meta:
        model = Company
        fields = (
            "name", "country", "relation", "type", "industries", "email", "phone", "mobile", "website", "city",
            "region", "district", "address", "short_name", "other_names", "legal_kind", "parent", "employees",
            "revenue", "currency", "founded_in", "tax_number", "registration_number", "head", "postal_address",
            "bank", "bank_code", "bank_account", "description", "source", "tags", "last_contact_on",
            "takes_mailings", "disqualified", "namesake", "owner", "co_owner", "department", "private",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        home = self.person.department
        if self.is_new and home:
            self.initial.setdefault("country", home.default_country)
            self.initial.setdefault("currency", home.default_currency)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("revenue") is not None and not values.get("currency") and "currency" in self.fields:
            self.add_error("currency", forms.Field.default_error_messages["required"])
        return values


class ContactForm(KnownForm):
    """Takes a whole name apart that was typed into the first field. Owner and department come from the company."""

    class Meta:
        model = Contact
        fields = (
            "first_name", "middle_name", "last_name", "company", "position", "division", "email", "second_email",
            "mobile", "phone", "other_phone", "country", "region", "district", "city", "address", "sex", "born_on",
            "last_contact_on", "description", "source", "tags", "takes_mailings", "disqualified", "namesake",
            "owner", "co_owner", "department", "private",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not self.is_new and self.instance.company_id:
            self.fields.pop("owner", None)
            self.fields.pop("department", None)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first = values.get("first_name", "")
        if " " in first and not values.get("last_name") and not values.get("middle_name"):
            name = person_name(first)
            values |= {"first_name": name.first, "middle_name": name.middle, "last_name": name.last}
        if values.get("company") and values.get("country", None) == "" and "country" in self.fields:
            values["country"] = values["company"].country
        return values
