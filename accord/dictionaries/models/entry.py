"""What every directory has in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import Department
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.fields import plain_line

E = TypeVar("E", bound="Entry")


class EntryQuerySet(ChangeableQuerySet[E]):
    def offered(self) -> Self:
        """What a form offers."""
        return self.filter(deleted_at=None, active=True)

    def offered_in(self, department_id: int | None) -> Self:
        """What a form offers to a record of this department: its own entries and those of everybody."""
        return self.offered().filter(Q(department=None) | Q(department=department_id))


class Entry(Changeable):
    """A word in a directory.

    `intro` tells an administrator in one sentence what the directory is for; `listed` are the columns of its page where
    those are not all its fields.
    """

    intro: ClassVar[str | Promise] = ""
    listed: ClassVar[tuple[str, ...]] = ()

    name = models.CharField(_("name"), max_length=120, validators=[plain_line])
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: for every department."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    active = models.BooleanField(_("offered"), default=True)
    shipped = models.BooleanField(_("shipped"), default=False, editable=False)

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        ordering = ["position", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                Coalesce("department", 0),
                name="%(class)s_name_once",
                condition=Q(deleted_at=None),
                violation_error_message=_("The directory already has an entry of this name."),
            )
        ]

    def __str__(self) -> str:
        return gettext(self.name) if self.shipped and self.name else self.name

    @classmethod
    def needs_only_a_name(cls) -> bool:
        """Whether an import may make entries out of the words of a file."""
        own = [column for column in cls._meta.concrete_fields if column.editable and column.name not in ("id", "name")]
        return all(column.blank or column.null or column.has_default() for column in own)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        policy.require(by, Special.DIRECTORIES)
