"""What a company may have several of beside its main one: bank accounts and addresses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.accounts.models import User
from accord.contacts.models.company import Company
from accord.contacts.requisites import Account, account_faults
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event
from accord.kit import countries
from accord.kit.errors import NotAllowed, RuleBroken
from accord.kit.fields import plain_line, plain_text
from accord.kit.money import CurrencyField
from accord.preferences import switches


class PartQuerySet(ChangeableQuerySet[Any]):
    def of(self, company: Company) -> PartQuerySet:
        return self.live().filter(company=company).select_related("company").order_by("pk")


class Part(Changeable):
    """Something of a company; whoever may change the company may change it."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="further_%(class)s", editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True, validators=[plain_line])

    objects: ClassVar[PartQuerySet] = PartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        person = by.person
        if by.asks_for_rights and not (isinstance(person, User) and policy.may_change(person, self.company)):
            raise NotAllowed(_("Only who may change the company may change this."))


class BankAccount(Part):
    """A further account; the main one stands in the company itself."""

    kind = "bank_account"

    bank = models.CharField(_("bank"), max_length=150, blank=True, validators=[plain_line])
    account = models.CharField(_("account or IBAN"), max_length=50, validators=[plain_line])
    currency = CurrencyField(_("currency"), blank=True)
    bank_code = models.CharField(_("bank code"), max_length=30, blank=True, validators=[plain_line])
    swift = models.CharField(_("SWIFT"), max_length=20, blank=True, validators=[plain_line])
    bank_in_english = models.CharField(_("bank in English"), max_length=150, blank=True, validators=[plain_line])
    correspondent_bank = models.CharField(_("correspondent bank"), max_length=150, blank=True, validators=[plain_line])
    correspondent_code = models.CharField(
        _("code of the correspondent bank"), max_length=30, blank=True, validators=[plain_line]
    )
    correspondent_account = models.CharField(
        _("correspondent account"), max_length=50, blank=True, validators=[plain_line]
    )

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "account", "bank_code"],
                condition=Q(deleted_at=None),
                name="bankaccount_once",
                violation_error_message=_("The company has this account already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.currency}".strip()

    @property
    def detail(self) -> str:
        return ", ".join(filter(None, (self.bank, self.bank_code, self.swift, self.note)))

    @property
    def faults(self) -> dict[str, Any]:
        """Numbers that cannot be right, by field."""
        account = Account(self.company.country, self.account, self.bank_code, self.swift, self.correspondent_account)
        names = {"correspondent": "correspondent_account"}
        return {names.get(name, name): said for name, said in account_faults(account).items()}

    @classmethod
    def written_all(cls, records: Any, events: Any, by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            record._refuse_wrong(event)
        super().written_all(records, events, by)

    def _refuse_wrong(self, event: Event) -> None:
        if event.verb == "undone" or not self.is_live:
            return
        wrong = self.faults
        if wrong and switches.is_on("refuse_wrong_numbers"):
            raise RuleBroken(next(iter(wrong.values())), fields=wrong)


class Purpose(models.TextChoices):
    DELIVERY = "delivery", _("Delivery")
    BILLING = "billing", _("Invoices")
    BRANCH = "branch", _("Branch")
    WAREHOUSE = "warehouse", _("Warehouse")
    OTHER = "other", _("Other address")


class Address(Part):
    """A further address; the legal and the postal one stand in the company itself."""

    kind = "address"

    purpose = models.CharField(_("for"), max_length=10, choices=Purpose, default=Purpose.DELIVERY)
    address = models.TextField(_("address"), max_length=1000, validators=[plain_text])
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True, validators=[plain_line])
    city = models.CharField(_("city"), max_length=100, blank=True, validators=[plain_line])
    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=countries.choices, validators=[countries.check_country]
    )

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address, " ".join(filter(None, (self.postal_code, self.city))))))

    @property
    def detail(self) -> str:
        country = countries.country_name(self.country) if self.country else ""
        return ", ".join(filter(None, (self.get_purpose_display(), country, self.note)))

    @property
    def faults(self) -> dict[str, Any]:
        return {}


PARTS: dict[str, type[Part]] = {BankAccount.kind: BankAccount, Address.kind: Address}
