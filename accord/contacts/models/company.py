"""A company: client, supplier or partner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.identity import Key, What
from accord.contacts.models.known import Known, KnownQuerySet, own_list
from accord.contacts.requisites import NUMBERS, faults
from accord.dictionaries.models import ClientType, Industry, LegalForm
from accord.history.models import Actor, Event
from accord.kit.company_names import company_fold, company_key
from accord.kit.emails import domain
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line, plain_text
from accord.kit.money import AmountField, CurrencyField, Money
from accord.kit.phones import phone_keys
from accord.kit.text import sort_key
from accord.preferences import switches

if TYPE_CHECKING:
    from accord.contacts.models.contact import Contact

CONTEXT = frozenset({"country", "legal_kind", "bank_code"})
DECIDING = CONTEXT | NUMBERS
"""What decides whether the requisites can be right."""


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

    def employing(self, contact: Contact) -> Self:
        """Where somebody works: the contact's own company, and the further ones."""
        rows = self.model._default_manager.order_by()
        own = rows.filter(pk=contact.company_id or 0).values("pk")
        further = rows.filter(employments__contact=contact, employments__deleted_at=None).values("pk")
        return self.filter(pk__in=own.union(further, all=True))


class Company(Known):
    """Its name and country make it one; contacts, deals, payments and documents hang on it."""

    kind = "company"
    named_by = ("name",)
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
    legal_form = models.ForeignKey(
        LegalForm, verbose_name=_("legal form"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="subsidiaries",
    )
    main_contact = models.ForeignKey(
        "contacts.Contact",
        verbose_name=_("main contact"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="main_at",
    )

    website = models.CharField(_("web site"), max_length=200, blank=True, validators=[plain_line])
    mobile = models.CharField(_("mobile"), max_length=100, blank=True, validators=[plain_line])
    postal_address = models.TextField(_("postal address"), max_length=1000, blank=True, validators=[plain_text])

    registration_number = models.CharField(_("registration number"), max_length=30, blank=True, validators=[plain_line])
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True, validators=[plain_line])
    branch_code = models.CharField(
        _("tax office code"),
        max_length=20,
        blank=True,
        validators=[plain_line],
        help_text=_("In Russia the KPP, which tells branches of one tax number apart."),
    )
    statistics_code = models.CharField(_("statistical code"), max_length=20, blank=True, validators=[plain_line])
    gln = models.CharField(_("location number (GLN)"), max_length=20, blank=True, validators=[plain_line])
    insurance_number = models.CharField(_("insurance number"), max_length=20, blank=True, validators=[plain_line])
    born_on = models.DateField(_("birthday"), null=True, blank=True)
    identity_document = models.CharField(
        _("identity document"),
        max_length=100,
        blank=True,
        validators=[plain_line],
        help_text=_("Series and number of the passport."),
    )
    identity_document_issued = models.CharField(
        _("document issued"), max_length=200, blank=True, validators=[plain_line], help_text=_("By whom and when.")
    )

    head = models.CharField(_("managing director"), max_length=150, blank=True, validators=[plain_line])
    head_position = models.CharField(_("position of the director"), max_length=100, blank=True, validators=[plain_line])
    head_authority = models.CharField(
        _("acts on the basis of"),
        max_length=150,
        blank=True,
        validators=[plain_line],
        help_text=_("The charter, or a power of attorney with its date."),
    )
    head_genitive = models.CharField(
        _("name as in contracts"),
        max_length=150,
        blank=True,
        validators=[plain_line],
        help_text=_("In languages with cases: the name of who signs, in the genitive."),
    )
    bank = models.CharField(_("bank"), max_length=150, blank=True, validators=[plain_line])
    bank_code = models.CharField(_("bank code"), max_length=30, blank=True, validators=[plain_line])
    swift = models.CharField(_("SWIFT"), max_length=20, blank=True, validators=[plain_line])
    bank_account = models.CharField(_("account or IBAN"), max_length=50, blank=True, validators=[plain_line])
    correspondent_account = models.CharField(
        _("correspondent account"), max_length=50, blank=True, validators=[plain_line]
    )

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
        indexes = [
            *Known.Meta.indexes,
            own_list("relation"),
            # Few are part of another. SQLite takes an index of nothing but nulls for one that finds everything.
            models.Index(fields=["parent"], name="company_parent", condition=models.Q(parent__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    # ── writing ──

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for company, event in zip(records, events, strict=True):
            company._check_numbers(event)
        super().written_all(records, events, by)

    def _check_numbers(self, event: Event) -> None:
        """Refuse numbers that cannot be right where the house wants that; otherwise the page warns of them."""
        touched = DECIDING if event.is_creation else event.fields()
        if event.verb == "undone" or not touched & DECIDING:
            return
        wrong = {name: said for name, said in faults(self).items() if event.is_creation or touched & {name, *CONTEXT}}
        if wrong and switches.is_on("refuse_wrong_numbers"):
            raise RuleBroken(next(iter(wrong.values())), fields=wrong)

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

    @property
    def faults(self) -> list[tuple[Any, Any]]:
        """Numbers that cannot be right: the field's name and what is wrong."""
        return [(self._meta.get_field(name).verbose_name, said) for name, said in faults(self).items()]  # type: ignore[union-attr]

    def keys(self, home: str = "") -> set[Key]:
        """Its name and country once; every name, mail, phone, number and site to be found by."""
        emails = self.emails
        sites = {site_domain(self.website), *(domain(email) for email in emails)}
        numbers = {re.sub(r"\W", "", number).upper() for number in (self.tax_number, self.registration_number)}
        return {
            *Key.many(What.COMPANY, [f"{self.country}:{company_key(self.name)}"]),
            *Key.many(What.NAME, map(company_fold, self.all_names)),
            *Key.many(What.EMAIL, emails),
            *Key.many(What.PHONE, self.phone_keys(home)),
            *Key.many(What.DOMAIN, sites),
            *Key.many(What.NUMBER, numbers),
        }

    def search_text(self) -> str:
        words = [*self.all_names[1:], self.email, self.phone, self.mobile, self.website, self.city, self.address]
        return " ".join([*words, self.messengers, self.tax_number, self.registration_number, *self.phone_keys()])

    def search_detail(self) -> str:
        return self.place

    def phone_keys(self, home: str = "") -> list[str]:
        return phone_keys(f"{self.phone}\n{self.mobile}", self.country or home)

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(self.name)}


def site_domain(website: str) -> str:
    """The host of a web site as typed, without www."""
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).split("/")[0].split("?")[0].split(":")[0]
    return host.removeprefix("www.") if "." in host else ""
