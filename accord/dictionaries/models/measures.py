"""What goods and services are measured in, and how they are taxed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.kit import countries
from accord.kit.fields import plain_line, plain_text
from accord.kit.money import RateField


class Unit(Entry):
    """A unit of measure. `code` is UN/ECE Recommendation 20, `national_code` OKEI or another national classifier."""

    kind = "unit"
    intro = _("What goods and services are counted in: pieces, kilograms, hours.")

    listed = ("short_name", "code", "national_code", "active")

    short_name = models.CharField(_("short name"), max_length=20, validators=[plain_line])
    code = models.CharField(_("international code"), max_length=3, blank=True, validators=[plain_line])
    national_code = models.CharField(_("national code"), max_length=4, blank=True, validators=[plain_line])

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    @property
    def sign(self) -> str:
        """What stands behind a quantity, in the reader's language: 5 kg."""
        return gettext(self.short_name) if self.shipped and self.short_name else self.short_name


class Taxation(models.TextChoices):
    """The categories of EN 16931. A line without any rate is *not stated*, which is none of them."""

    STANDARD = "S", _("Taxed")
    ZERO = "Z", _("Zero rate")
    EXEMPT = "E", _("Exempt")
    REVERSE = "AE", _("Reverse charge")
    EXPORT = "G", _("Export")
    INTRA = "K", _("Within the European Union")
    OUTSIDE = "O", _("Outside the scope of tax")


class TaxRateQuerySet(EntryQuerySet["TaxRate"]):
    def valid_on(self, day: date, country: str = "") -> Self:
        """What a line of this day in this country can be taxed with."""
        started = Q(valid_from=None) | Q(valid_from__lte=day)
        running = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.offered().filter(started, running, country__in={"", country})


class TaxRate(Entry):
    """Exempt is not 0 %: an exempt rate has no percent at all, and neither is the same as saying nothing."""

    kind = "tax_rate"
    intro = _("Tax rates of lines. Exempt is not 0 %; a line without a rate says nothing about tax.")

    listed = ("percent", "country", "category", "valid_from", "valid_to", "active")

    category = models.CharField(_("taxation"), max_length=2, choices=Taxation, default=Taxation.STANDARD)
    percent = RateField(
        _("percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Empty where no tax is charged, like for exempt goods."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=countries.choices,
        validators=[countries.check_country],
        help_text=_("Empty: in every country."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.TextField(
        _("legal note"),
        max_length=500,
        blank=True,
        validators=[plain_text],
        help_text=_("Printed on documents with lines of this rate."),
    )

    objects: ClassVar[TaxRateQuerySet] = TaxRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                Coalesce("valid_from", date(1, 1, 1)),
                Coalesce("department", 0),
                name="taxrate_name_once",
                condition=Q(deleted_at=None),
                violation_error_message=_("The directory already has an entry of this name."),
            ),
            models.CheckConstraint(
                condition=Q(category="S", percent__isnull=False, percent__gt=0)
                | Q(category="Z", percent__isnull=False, percent=0)
                | (~Q(category__in=["S", "Z"]) & Q(percent=None)),
                name="taxrate_percent_fits",
                violation_error_message=_(
                    "A taxed rate needs a percent above 0, a zero rate is 0, and any other has no percent."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="taxrate_ends_after_start",
                violation_error_message=_("The rate ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        name = super().__str__()
        return f"{name} ({self.country})" if self.country else name

    @property
    def factor(self) -> Decimal:
        """What the net amount is multiplied by to get the tax."""
        return (self.percent or Decimal(0)) / 100
