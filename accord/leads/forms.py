"""The form of a lead, and the small forms that its verbs ask first: a reason, a company, a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.forms import PersonForm
from accord.contacts.models import Company, Contact
from accord.dictionaries.models import DisqualificationReason
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead, Status
from accord.records.asking import VerbForm
from accord.records.forms import LinkField

NAMES = ("subject", "first_name", "company_name")
"""One of these a lead has."""


class LeadForm(PersonForm):
    """A lead needs a subject, a person or a company."""

    class Meta:
        model = Lead
        fields = (
            "subject", "purpose", "name_title", "first_name", "middle_name", "last_name", "position", "division",
            "email", "phone", "mobile", "other_phone", "second_email", "messengers", "company_name", "website",
            "company_phone", "company_email", "company_address", "type", "industries", "company", "contact", "contacts",
            "amount", "currency", "number_of_users", "description", "category", "source", "site_email", "site_page",
            "google_id", "yandex_id", "letter", "country", "region", "district", "city", "address", "sex", "born_on",
            "tags", "last_contact_on", "takes_mailings", "vip", "namesake", "owner", "co_owner", "department",
            "private",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        self._check_named(values)
        self._check_relations(values)
        return values

    def _check_named(self, values: dict[str, Any]) -> None:
        named = any(values.get(name, getattr(self.instance, name)) for name in NAMES)
        if not named and "subject" in self.fields and not self.errors:
            self.add_error("subject", _("Say what it is about, or who it is."))

    def _check_relations(self, values: dict[str, Any]) -> None:
        contact, company = values.get("contact"), values.get("company")
        if contact and contact.company_id and "company" in self.fields and not self.errors.get("company"):
            if company is None:
                values["company"] = contact.company
            elif not contact.works_at(company):
                self.add_error("contact", _("This contact belongs to another company."))


def reasons(lead: Lead | None) -> Any:
    """What the lead's department may give as a reason; all of them where many leads are meant."""
    offered = DisqualificationReason.objects.offered()
    return offered.filter(pk__in=offered.offered_in(lead.department_id)) if lead else offered


class DisqualifyForm(VerbForm[Lead]):
    model = Lead

    reason = forms.ModelChoiceField(
        DisqualificationReason.objects.none(), label=_("Disqualification reason"), empty_label=_("Choose…")
    )

    def prepare(self) -> None:
        reason: Any = self.fields["reason"]
        reason.queryset = reasons(self.record)
        if self.record is not None:
            self.initial.setdefault("reason", self.record.disqualification_reason)


class CompanyLink(VerbForm[Lead]):
    """The company and contact that the lead turns out to be; what is known already is proposed."""

    model = Lead

    def prepare(self) -> None:
        self.fields["company"] = LinkField(
            Company.objects.visible_to(self.person), reader=self.person, label=_("Company"), required=False
        )
        if self.record is not None:
            self.initial.setdefault("company", self.record.company or found_company(self.record, self.person))


class ToDealForm(CompanyLink):
    """A deal needs a company: the one chosen, or the one made from what the lead says."""

    def prepare(self) -> None:
        super().prepare()
        lead = self.record
        if lead is not None and lead.company_name and not self.initial["company"]:
            self.fields["making"] = forms.BooleanField(
                label=_("Make the company %(name)s") % {"name": lead.company_name}, required=False, initial=True
            )


class ConvertForm(CompanyLink):
    """What stays empty is made from what the lead says."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["company"].help_text = _("Empty: made from what the lead says.")
        self.fields["contact"] = LinkField(
            Contact.objects.visible_to(self.person),
            reader=self.person,
            label=_("Contact"),
            required=False,
            help_text=_("Empty: made from what the lead says."),
        )
        if self.record is not None:
            company = self.initial["company"]
            self.initial.setdefault("contact", self.record.contact or found_contact(self.record, self.person, company))


class ChooseCompanyForm(CompanyLink):
    def prepare(self) -> None:
        super().prepare()
        self.fields["company"].required = True


class MakeCompanyForm(VerbForm[Lead]):
    """Filled in from the lead; an equal company is refused with a link to it."""

    model = Lead
    names = ("name", "country", "city", "website", "phone", "email", "address", "type")

    def prepare(self) -> None:
        given = self.record.company_values() if self.record is not None else {}
        for name in self.names:
            column: Any = Company._meta.get_field(name)
            self.fields[name] = column.formfield()
            value = given.get(name)
            self.initial.setdefault(name, getattr(value, "pk", value))


class MoveForm(DisqualifyForm):
    """Any status; Disqualified asks for the reason, Deal for the company."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    field_order = ("status", "reason", "company")

    def prepare(self) -> None:
        super().prepare()
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("For Disqualified.")
        if self.record is not None:
            self.initial.setdefault("status", self.record.status)
            self.fields["company"] = LinkField(
                Company.objects.visible_to(self.person),
                reader=self.person,
                label=_("Company"),
                required=False,
                help_text=_("For Deal."),
            )
            self.initial.setdefault("company", self.record.company)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Only what the status asks for is handed on."""
        values: dict[str, Any] = super().clean() or {}
        asked = ASKED.get(values.get("status", ""))
        return {name: values[name] for name in ("status", asked) if name in values}


ASKED: dict[str, str] = {Status.DISQUALIFIED: "reason", Status.CONVERTED: "company"}


class HandOverForm(VerbForm[Lead]):
    """To whom."""

    model = Lead

    owner = forms.ModelChoiceField(User.objects.active().live(), label=_("New owner"), empty_label=_("Choose…"))

    def prepare(self) -> None:
        if self.record is not None and self.record.owner_id:
            owner: Any = self.fields["owner"]
            owner.queryset = owner.queryset.exclude(pk=self.record.owner_id)


def found_company(lead: Lead, person: User) -> Company | None:
    """What a form proposes; where several could be meant, nothing."""
    try:
        return lead.find_company(person.acting())
    except RuleBroken:
        return None


def found_contact(lead: Lead, person: User, company: Company | None) -> Contact | None:
    try:
        return lead.find_contact(person.acting(), company)
    except RuleBroken:
        return None
