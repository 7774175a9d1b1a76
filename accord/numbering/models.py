"""Series: gap-free numbers per purpose and year."""

from __future__ import annotations

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class SeriesQuerySet(models.QuerySet["Series"]):
    def take(self, key: str, year: int) -> int:
        """The next number of the series, for the record that is written in the same transaction.

        Whoever else asks for one of this series waits until that transaction ends: that is the price of having no gaps.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("A number is taken in the transaction that uses it, or it would leave a gap.")
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO "numbering_series" ("key", "year", "last") VALUES (%s, %s, 1) '
                'ON CONFLICT ("key", "year") DO UPDATE SET "last" = "numbering_series"."last" + 1 RETURNING "last"',
                [key, year],
            )
            return int(cursor.fetchall()[0][0])


class Series(models.Model):
    """How far one series has come in one year. Not undone with its records: a number is given once."""

    key = models.CharField(_("series"), max_length=80)
    year = models.PositiveIntegerField(_("year"))
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["key", "year"]
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="one_series_per_key_and_year")]

    def __str__(self) -> str:
        return f"{self.key} {self.year}: {self.last}"
