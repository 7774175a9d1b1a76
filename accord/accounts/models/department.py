"""A part of the company. Departments nest; a right that reaches one reaches those below it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext_lazy as _

from accord.accounts.rights import require_administrator
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.history.models.changes import Changes
from accord.kit.errors import RuleBroken


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

    def check_deletable(self, by: Actor) -> None:
        require_administrator(by)
        if self.is_live and any(rows.exists() for rows in self._what_belongs_to_it()):
            raise RuleBroken(_("People or records belong to this department. Move them to another one first."))

    def put(self, changes: Changes, *, by: Actor) -> list[str]:
        """Departments lie inside one another, and none inside itself."""
        columns = super().put(changes, by=by)
        if "parent" in changes.columns and self._lies_in_itself():
            said = _("A department cannot be part of itself.")
            raise RuleBroken(said, fields={"parent": said})
        return columns

    # ── private ──

    def _lies_in_itself(self) -> bool:
        parents = dict(Department.objects.exclude(pk=self.pk).values_list("pk", "parent"))
        above = self.parent_id
        for _step in range(len(parents) + 1):
            if above is None or above == self.pk:
                break
            above = parents.get(above)
        return above is not None and above == self.pk

    def _what_belongs_to_it(self) -> Iterator[models.QuerySet[Any]]:
        for relation in self._meta.get_fields(include_hidden=True):
            model: Any = relation.related_model
            if isinstance(relation, ForeignObjectRel) and issubclass(model, Changeable):
                yield model.objects.live().filter(**{relation.field.name: self.pk})
