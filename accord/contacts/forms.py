"""The forms of companies and contacts, where they know more than their fields."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.contacts import kinds
from accord.contacts.models import Company, Contact, Employment
from accord.contacts.models.company import LegalKind
from accord.dictionaries.models import City, NameTitle
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.records.forms import LinkField, RecordForm


class KnownForm(RecordForm[Any]):
    """Only who holds the merge right is asked whether this is another one of the same name."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not policy.holds(self.person, Special.MERGE):
            self.fields.pop("namesake", None)

    def clean(self) -> dict[str, Any]:
        """A city is written as the directory writes it, whichever of its names was typed."""
        values: dict[str, Any] = super().clean() or {}
        known = (
            City.objects.meant(self._country(values), values.get("city", "")) if "city" in self.changed_data else None
        )
        if known:
            values["city"] = known.name
        return values

    def add(self, *, by: Actor) -> Any:
        self._note_city(self.cleaned_data, by)
        return super().add(by=by)

    def write(self, record: Any, values: dict[str, Any], *, by: Actor) -> None:
        self._note_city(values, by)
        super().write(record, values, by=by)

    def _note_city(self, values: dict[str, Any], by: Actor) -> None:
        """A city that nobody has written before joins the directory."""
        if "city" in self.changed_data:
            City.objects.at(self._country(self.cleaned_data), values.get("city", ""), by=by)

    def _country(self, values: dict[str, Any]) -> str:
        return str(values.get("country", self.instance.country) or "")


class PersonForm(KnownForm):
    """Takes a whole name apart that was typed into the first field; a title goes where titles are kept."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first = values.get("first_name", "")
        if " " in first and {"middle_name", "last_name"} <= self.fields.keys():
            values |= self._taken_apart(first, values)
        return values

    def _taken_apart(self, first: str, values: dict[str, Any]) -> dict[str, Any]:
        titles = NameTitle.objects if "name_title" in self.fields else NameTitle.objects.none()
        title, name = titles.taken_off(first)
        found: dict[str, Any] = {"name_title": values.get("name_title") or title} if title else {}
        if values.get("last_name") or values.get("middle_name"):
            return found | {"first_name": str(name)} if title else {}
        return found | {"first_name": name.first, "middle_name": name.middle, "last_name": name.last}


class KindSelect(forms.Select):
    """Hides the fields that a company of the chosen kind does not have; without script all of them stay in sight."""

    template_name = "contacts/_kind.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        hidden = {kind: sorted(kinds.foreign_to(kind)) for kind in LegalKind.values}
        return super().get_context(name, value, attrs) | {"hidden": json.dumps(hidden)}


class CompanyForm(KnownForm):
    """Starts in the country and the currency of the person's department. What is foreign to its kind is not kept."""

    class Meta:
        model = Company
        fields = (
            "name", "legal_kind", "country", "relation", "type", "industries", "email", "phone", "mobile",
            "messengers", "website", "city", "region", "district", "address", "postal_address", "short_name",
            "other_names", "legal_form", "parent", "employees", "revenue", "currency", "founded_in", "tax_number",
            "branch_code", "registration_number", "statistics_code", "insurance_number", "gln", "born_on",
            "identity_document", "identity_document_issued", "head", "head_position", "head_authority",
            "head_genitive", "bank", "bank_code", "swift", "bank_account", "correspondent_account", "description",
            "source", "tags", "last_contact_on", "takes_mailings", "vip", "disqualified", "namesake", "owner",
            "co_owner", "department", "private",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        home = self.person.department
        if self.is_new and home:
            self.initial.setdefault("country", home.default_country)
            self.initial.setdefault("currency", home.default_currency)

        if "legal_kind" in self.fields:
            self.fields["legal_kind"].widget = KindSelect(choices=self.fields["legal_kind"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in kinds.foreign_to(values.get("legal_kind") or self.instance.legal_kind) & values.keys():
            values[name] = self._meta.model._meta.get_field(name).get_default()
        if values.get("revenue") is not None and not values.get("currency") and "currency" in self.fields:
            self.add_error("currency", forms.Field.default_error_messages["required"])
        return values


class ContactForm(PersonForm):
    """Owner and department come from the company."""

    class Meta:
        model = Contact
        fields = (
            "name_title", "first_name", "middle_name", "last_name", "company", "position", "division", "email",
            "second_email", "mobile", "phone", "other_phone", "messengers", "country", "region", "district", "city",
            "address", "sex", "born_on", "last_contact_on", "description", "source", "tags",
            "takes_mailings", "vip", "disqualified", "namesake", "owner", "co_owner", "department", "private",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in frozenset() if self.is_new else self.fixed(self.instance):
            self.fields.pop(name, None)

    @classmethod
    def fixed(cls, record: Contact) -> frozenset[str]:
        return frozenset({"owner", "department"} if record.company_id else ())

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("company") and values.get("country") == "" and "country" in self.fields:
            values["country"] = values["company"].country
        return values


class PartForm(RecordForm[Any]):
    """The form of an account or an address of a company."""

    def add(self, *, by: Actor) -> Any:
        return self._meta.model.objects.add(by=by, company=self.instance.company, **self.values())


class EmploymentForm(RecordForm[Any]):
    """As what somebody works where; a new one asks first for the other side of the record in hand."""

    class Meta:
        model = Employment
        fields = ("position", "division")

    def __init__(self, data: Any = None, *, record: Contact | Company, **options: Any) -> None:
        super().__init__(data, **options)
        self.record = record
        self.other: type[Any] = Company if isinstance(record, Contact) else Contact
        if self.is_new:
            known = self.other.objects.visible_to(self.person)
            label = capfirst(self.other._meta.verbose_name)
            self.fields[self.other.kind] = LinkField(known, reader=self.person, label=label)
            self.order_fields([self.other.kind, *self.Meta.fields])

    def add(self, *, by: Actor) -> Employment:
        at: dict[str, Any] = {self.record.kind: self.record, **self.values()}
        return Employment.objects.employ(by=by, **at)

    def say(self, error: RuleBroken) -> None:
        """What two may not do is said at whoever was chosen."""
        self.add_error(self.other.kind if self.is_new else None, str(error))


class PictureForm(forms.Form):
    file = forms.FileField(label=_("Picture"), max_length=200, help_text=_("PNG, JPEG, GIF or WebP."))
