"""A company: client, supplier or partner."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.identity import Key, What
from accord.contacts.models.known import Known, KnownQuerySet
from accord.dictionaries.models import ClientType, Industry
from accord.kit.company_names import company_key
from accord.kit.emails import domain
from accord.kit.fields import plain_line, plain_text
from accord.kit.money import AmountField, CurrencyField, Money
from accord.kit.phones import phone_keys
from accord.kit.text import sort_key


class Relation(models.TextChoices):
    """What the company is to the house."""

    BUYER = "buyer", _("Buyer")
    SUPPLIER = "supplier", _("Supplier")
    PARTNER = "partner", _("Partner")
    EMPLOYEE = "employee", _("Employee")


class LegalKind(models.TextChoices):
    LEGAL = "legal", _("Legal entity")
    ENTREPRENEUR = "entrepreneur", _("Sole trader")
    INDIVIDUAL = "individual", _("Individual")
    PUBLIC = "public", _("Public body")


class CompanyQuerySet(KnownQuerySet["Company"]):
    def buyers(self) -> Self:
        return self.filter(relation=Relation.BUYER)

    def parts_of(self, company: Company) -> Self:
        return self.filter(parent=company).order_by("sort_key", "id")


class Company(Known):
    """Its name and country make it one; contacts, deals, payments and documents hang on it."""

    kind = "company"
    identity_fields = frozenset({"name", "country"})

    name = models.CharField(_("full name"), max_length=200, validators=[plain_line])
    short_name = models.CharField(_("short name"), max_length=100, blank=True, validators=[plain_line])
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        validators=[plain_line],
        help_text=_("Separated by commas; requests are matched by them."),
    )
    relation = models.CharField(_("is our"), max_length=10, choices=Relation, default=Relation.BUYER)
    legal_kind = models.CharField(_("kind"), max_length=14, choices=LegalKind, default=LegalKind.LEGAL)
    type = models.ForeignKey(
        ClientType, verbose_name=_("type of client"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    industries = models.ManyToManyField(Industry, verbose_name=_("industries"), blank=True, related_name="companies")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="subsidiaries",
    )

    website = models.CharField(_("web site"), max_length=200, blank=True, validators=[plain_line])
    mobile = models.CharField(_("mobile"), max_length=100, blank=True, validators=[plain_line])
    postal_address = models.TextField(_("postal address"), max_length=1000, blank=True, validators=[plain_text])

    registration_number = models.CharField(_("registration number"), max_length=30, blank=True, validators=[plain_line])
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True, validators=[plain_line])
    head = models.CharField(_("managing director"), max_length=150, blank=True, validators=[plain_line])
    bank = models.CharField(_("bank"), max_length=150, blank=True, validators=[plain_line])
    bank_code = models.CharField(_("bank code or SWIFT"), max_length=30, blank=True, validators=[plain_line])
    bank_account = models.CharField(_("account or IBAN"), max_length=50, blank=True, validators=[plain_line])

    founded_in = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(800), MaxValueValidator(2200)]
    )
    employees = models.PositiveIntegerField(
        _("employees"), null=True, blank=True, validators=[MaxValueValidator(100_000_000)]
    )
    revenue = AmountField(_("yearly revenue"), null=True, blank=True)
    currency = CurrencyField(_("currency"), blank=True)

    objects: ClassVar[CompanyQuerySet] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Known.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name

    # ── asking ──

    @property
    def site_url(self) -> str:
        """The web site as a link; only ever http or https."""
        site = self.website.strip()
        return site if re.match(r"https?://", site, re.IGNORECASE) else f"https://{site}" if site else ""

    @property
    def phones(self) -> list[str]:
        """As typed."""
        return [phone for phone in (self.phone, self.mobile) if phone]

    @property
    def revenue_money(self) -> Money | None:
        return Money(self.revenue or Decimal(0), self.currency) if self.revenue is not None and self.currency else None

    @property
    def all_names(self) -> list[str]:
        return [name.strip() for name in (self.name, self.short_name, *self.other_names.split(",")) if name.strip()]

    def keys(self, home: str = "") -> set[Key]:
        """Its name and country once; every name, mail, phone, number and site to be found by."""
        sites = {site_domain(self.website), *(domain(email) for email in self.emails)}
        numbers = {re.sub(r"\W", "", number).upper() for number in (self.tax_number, self.registration_number)}
        return {
            *Key.many(What.COMPANY, [f"{self.country}:{company_key(self.name)}"]),
            *Key.many(What.NAME, map(company_key, self.all_names)),
            *Key.many(What.EMAIL, self.emails),
            *Key.many(What.PHONE, phone_keys(f"{self.phone}\n{self.mobile}", self.country or home)),
            *Key.many(What.DOMAIN, sites),
            *Key.many(What.NUMBER, numbers),
        }

    def search_text(self) -> str:
        words = [*self.all_names[1:], self.email, self.phone, self.mobile, self.website, self.city, self.address]
        return " ".join([*words, self.tax_number, self.registration_number, *self._phone_words()])

    def search_detail(self) -> str:
        return self.place

    def _phone_words(self) -> list[str]:
        return [key.key for key in self.keys() if key.what is What.PHONE]

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(self.name)}


def site_domain(website: str) -> str:
    """The host of a web site as typed, without www."""
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).split("/")[0].split("?")[0].split(":")[0]
    return host.removeprefix("www.") if "." in host else ""
