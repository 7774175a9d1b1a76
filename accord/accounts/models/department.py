"""A part of the company. Departments nest; a right that reaches one reaches those below it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.accounts.rights import require_administrator
from accord.history.models import Actor, Changeable, ChangeableQuerySet


class Department(Changeable):
    """Parts the data of the company.

    Its head is its sellers' default adviser; country and currency are defaults for new records.
    """

    kind = "department"

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads_departments",
    )
    default_country = models.CharField(_("default country"), max_length=2, blank=True)
    default_currency = models.CharField(_("default currency"), max_length=3, blank=True)
    works_globally = models.BooleanField(_("works globally"), default=False)

    objects: ClassVar[ChangeableQuerySet["Department"]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="department_name_once",
                violation_error_message=_("There is a department of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        require_administrator(by)

    def check_addable(self, by: Actor) -> None:
        require_administrator(by)

    def check_deletable(self, by: Actor) -> None:
        require_administrator(by)
