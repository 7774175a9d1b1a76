"""Roles as data, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accord.access.words import Reach, Right, Special
from accord.accounts.models import User
from accord.history.models import Actor, Changeable, ChangeableQuerySet, Event
from accord.kit.errors import RuleBroken

Cell = tuple[str, str]
"""A type and a right: one place in the table of a role."""


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


class RoleQuerySet(ChangeableQuerySet["Role"]):
    def introduce(self, *, by: Actor, name: str, **values: Any) -> Role:
        """Make a role with a code of its own, told from its name; codes of deleted roles stay taken."""
        stem = slugify(name)[:34] or "role"
        taken = set(self.filter(code__startswith=stem).values_list("code", flat=True))
        codes = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
        return self.add(by=by, name=name, code=next(code for code in codes if code not in taken), **values)


class Role(Compiling):
    """A named set of grants. Shipped roles can be changed but not deleted."""

    kind = "role"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("about"), max_length=300, blank=True)
    shipped = models.BooleanField(_("shipped"), default=False, editable=False)
    for_everybody = models.BooleanField(_("held by everybody"), default=False)
    specials = models.JSONField(_("special rights"), default=list, blank=True)

    objects: ClassVar[RoleQuerySet] = RoleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return str(_(self.name)) if self.shipped else self.name

    def check_deletable(self, by: Actor) -> None:
        super().check_deletable(by)
        if self.shipped:
            raise RuleBroken(_("A role that Accord brings along stays; it can be changed or taken from everybody."))

    # ── verbs ──

    def grant_exactly(self, wanted: Mapping[Cell, Mapping[str, Any]], *, by: Actor) -> None:
        """Make these the grants of the role: by type and right, how far each reaches and which fields it covers."""
        held = {(grant.type, grant.right): grant for grant in Grant.objects.live().filter(role=self).order_by("-pk")}
        gone = [grant for cell, grant in held.items() if cell not in wanted]
        Grant.objects.change_each([(grant, {"deleted_at": by.now()}) for grant in gone], "deleted", by=by)
        kept = [(held[cell], values) for cell, values in wanted.items() if cell in held]
        Grant.objects.change_each(kept, "changed", by=by)
        new = [
            Grant(role=self, type=kind, right=right, **values)
            for (kind, right), values in wanted.items()
            if (kind, right) not in held
        ]
        if new:
            Grant.objects.add_all(new, by=by)

    def hold_exactly(self, people: Iterable[User], *, by: Actor, among: Iterable[User]) -> None:
        """Make these of the people `among` whom one chose the holders of the role; who was not asked about keeps it."""
        wanted = {person.pk for person in people}
        held = Membership.objects.live().filter(role=self, person__in=[person.pk for person in among])
        gone = [membership for membership in held if membership.person_id not in wanted]
        new = wanted - {membership.person_id for membership in held}
        if new:
            Membership.objects.add_all([Membership(role=self, person_id=pk) for pk in sorted(new)], by=by)
        Membership.objects.change_each([(each, {"deleted_at": by.now()}) for each in gone], "deleted", by=by)

    def copy(self, *, by: Actor) -> Role:
        """A role of one's own that begins with the rights of this one; nobody holds it yet."""
        name = _("Copy of %(name)s") % {"name": self}
        role = Role.objects.introduce(by=by, name=name[:80], about=self.told_about[:300], specials=self.specials)
        rights = {
            (grant.type, grant.right): {"reach": grant.reach, "fields": grant.fields, "narrowed_by": grant.narrowed_by}
            for grant in Grant.objects.live().filter(role=self).order_by("pk")
        }
        role.grant_exactly(rights, by=by)
        return role

    @property
    def told_about(self) -> str:
        return str(_(self.about)) if self.shipped and self.about else self.about


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
