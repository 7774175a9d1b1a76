"""Forms of requests inside the house; the public one is `public.py`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.inquiries.models import Inquiry
from accord.inquiries.models.inquiry import sells
from accord.kit.phones import digits
from accord.kit.text import is_prefix, person_name
from accord.records.asking import VerbForm
from accord.records.forms import LinkField, RecordForm

FEWEST_DIGITS = 7


def check_phone(text: str) -> None:
    if text and len(digits(text)) < FEWEST_DIGITS:
        raise ValidationError(_("A phone number has at least seven digits."), code="invalid")


class InquiryForm(RecordForm[Inquiry]):
    """A request entered by hand, after a call or at a fair."""

    class Meta:
        model = Inquiry
        fields = (
            "subject", "description", "products", "category", "source", "received_on", "first_name", "middle_name",
            "last_name", "email", "phone", "company_name", "website", "country", "city", "contact", "company", "lead",
            "translation", "remark", "owner", "co_owner", "department", "private",
        )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if self.is_new:
            self.initial.setdefault("received_on", self.person.acting().today())
        if "received_on" in self.fields:
            self.fields["received_on"].required = not self.is_new
        self._offer_people_of_the_department()

    def _offer_people_of_the_department(self) -> None:
        """Owner and co-owner are those who sell in the department, whoever enters it, and whoever it is now."""
        home = self._department or self.person.department_id
        if home is None or not {"owner", "co_owner"} & set(self.fields):
            return
        near = User.objects.active().filter(Q(department=home) | Q(departments=home)).distinct()
        kept = {self.person.pk, self.instance.owner_id, self.instance.co_owner_id} - {None}
        offered = [person.pk for person in near if sells(person)]
        for name in {"owner", "co_owner"} & set(self.fields):
            self.fields[name].queryset = User.objects.by_name().filter(pk__in={*offered, *kept})  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        check_phone(phone)
        return phone

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first = values.get("first_name", "")
        if " " in first and not values.get("last_name"):
            name = person_name(first)
            middle = " ".join(filter(None, [name.middle, values.get("middle_name", "")]))
            values |= {"first_name": name.first, "middle_name": middle[:100], "last_name": name.last[:100]}
        self._check_sender(values)
        self._check_relations(values)
        return values

    def _check_sender(self, values: dict[str, Any]) -> None:
        if "first_name" not in self.fields or self.errors.get("first_name"):
            return
        if is_prefix(values.get("first_name", "")):
            self.add_error("first_name", _("This is only a title. Add the name, please."))
        elif (
            not values.get("first_name")
            and not (values.get("contact") or values.get("lead"))
            and "subject" in self.fields
        ):
            self.add_error("first_name", _("Say who asks, or choose the contact or the lead below."))

    def _check_relations(self, values: dict[str, Any]) -> None:
        contact, company = values.get("contact"), values.get("company")
        if contact and contact.company_id and "company" in self.fields and not self.errors.get("company"):
            if company is None:
                values["company"] = contact.company
            elif not contact.works_at(company):
                self.add_error("contact", _("This contact belongs to another company."))
        if values.get("lead") and (values.get("contact") or values.get("company")) and "lead" in self.fields:
            self.add_error("lead", _("A request is from a lead, or from a contact and a company."))


class DuplicateForm(VerbForm[Inquiry]):
    """Which request this one repeats; may stay open."""

    model = Inquiry

    def prepare(self) -> None:
        others = Inquiry.objects.visible_to(self.person)
        if self.record is not None:
            others = others.exclude(pk=self.record.pk)
        self.fields["duplicate_of"] = LinkField(
            others,
            reader=self.person,
            label=_("It repeats the request"),
            required=False,
            help_text=_("May stay empty."),
        )
