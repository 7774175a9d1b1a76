"""Roles as data, and who holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access.words import Reach, Right, Special
from accord.accounts.models import User
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event


class Compiling(Changeable):
    """What decides rights: whenever it changes, the people concerned are compiled anew in the same transaction."""

    class Meta:
        abstract = True

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        from accord.access.compiling import compile_people  # it reads these models

        compile_people(cls.concerned(records))

    @classmethod
    def concerned(cls, records: Sequence[Any]) -> list[User] | None:
        """The people whose rights may have changed; None means anybody's."""
        return None

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        from accord.access.policy import require

        require(by, Special.ADMINISTER)

    check_addable = check_deletable = lambda self, by: self.check_writable(by, frozenset())


class Role(Compiling):
    """A named set of grants. Shipped roles can be changed but not deleted."""

    kind = "role"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("about"), max_length=300, blank=True)
    shipped = models.BooleanField(_("shipped"), default=False, editable=False)
    for_everybody = models.BooleanField(_("held by everybody"), default=False)
    specials = models.JSONField(_("special rights"), default=list, blank=True)

    objects: ClassVar[ChangeableQuerySet[Role]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return str(_(self.name)) if self.shipped else self.name


class Grant(Compiling):
    """Role, type, right, reach, and the fields it is limited to (empty = all).

    `narrowed_by` names a switch of the administrators that, while on, narrows the reach to *own*.
    """

    kind = "grant"

    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.CASCADE, related_name="grants")
    type = models.CharField(_("type"), max_length=40)
    right = models.CharField(_("right"), max_length=10, choices=Right)
    reach = models.CharField(_("reach"), max_length=12, choices=Reach)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    narrowed_by = models.CharField(_("narrowed by switch"), max_length=60, blank=True)

    objects: ClassVar[ChangeableQuerySet[Grant]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["role", "type", "right", "id"]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_right_display()} {self.type} ({self.get_reach_display()})"


class Membership(Compiling):
    """A person holds a role."""

    kind = "membership"

    role = models.ForeignKey(Role, verbose_name=_("role"), on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )

    objects: ClassVar[ChangeableQuerySet[Membership]] = ChangeableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person"],
                condition=models.Q(deleted_at=None),
                name="membership_once",
                violation_error_message=_("This person already holds this role."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    @classmethod
    def concerned(cls, records: Sequence[Any]) -> list[User]:
        return list(User.objects.filter(pk__in={record.person_id for record in records}))
