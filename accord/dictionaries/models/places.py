"""Cities by country, and the legal forms of companies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.history.models import Actor
from accord.kit import countries
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.kit.text import normalise


def names_in(text: str) -> list[str]:
    """The comma-separated names of a field."""
    return [name.strip() for name in text.split(",") if name.strip()]


class CityQuerySet(EntryQuerySet["City"]):
    def meant(self, country: str, text: str) -> City | None:
        """The city of this country that somebody wrote, by its name or one of its other names."""
        asked = normalise(text.strip(" .,"))
        if not asked or not country:
            return None
        rows = self.live().filter(country=country, search__contains=f"|{asked}|")
        return rows.order_by("id").first()

    def at(self, country: str, text: str, *, by: Actor) -> City | None:
        """The same, and a city that nobody has written before is added."""
        name = text.strip(" .,")
        if not name or not country:
            return None
        return self.meant(country, name) or self.add(by=by.consequence(), country=country, name=name)


class City(Entry):
    """`search` holds all its names between bars, as they are compared."""

    kind = "city"
    intro = _("Cities of each country with their other names. What people type is added here by itself.")

    listed = ("country", "other_names", "active")

    country = models.CharField(
        _("country"), max_length=2, choices=countries.choices, validators=[countries.check_country]
    )
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        validators=[plain_line],
        help_text=_("Separated by commas: Munich, München."),
    )
    search = models.CharField(max_length=500, editable=False, default="")

    objects: ClassVar[CityQuerySet] = CityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="city_name_once",
                condition=Q(deleted_at=None),
                violation_error_message=_("The directory already has an entry of this name."),
            )
        ]
        indexes = [models.Index(fields=["country", "search"], name="city_names")]

    @property
    def all_names(self) -> list[str]:
        return [self.name, *names_in(self.other_names)]

    def derived(self) -> dict[str, Any]:
        names = dict.fromkeys(map(normalise, self.all_names))
        return {**super().derived(), "search": f"|{'|'.join(names)}|"}

    @classmethod
    def written_all(cls, records: Any, events: Any, by: Actor) -> None:
        for city in records:
            if city.is_live:
                city.check_names_free()
        super().written_all(records, events, by)

    def check_names_free(self) -> None:
        """None of its names may be one of another city of the country."""
        for name in self.all_names:
            others = City.objects.live().filter(country=self.country).exclude(pk=self.pk)
            other = others.filter(search__contains=f"|{normalise(name)}|").first()
            if other:
                said = _("“%(name)s” is a name of %(city)s, ID %(id)s, already.")
                raise RuleBroken(said % {"name": name, "city": other, "id": other.pk})


class LegalForm(Entry):
    """The name as it stands before or behind the name of a company, and what it is short for."""

    kind = "legal_form"
    intro = _("Forms of companies by country: GmbH, Ltd, ООО.")

    listed = ("full_name", "country", "active")

    full_name = models.CharField(_("in full"), max_length=150, blank=True, validators=[plain_line])
    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=countries.choices, validators=[countries.check_country]
    )

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("legal form")
        verbose_name_plural = _("legal forms")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="legalform_name_once",
                condition=Q(deleted_at=None),
                violation_error_message=_("The directory already has an entry of this name."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})" if self.country else self.name
