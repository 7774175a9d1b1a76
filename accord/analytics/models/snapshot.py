"""A snapshot: the income summary as it was on a day, taken by hand or at the end of a month (DC-318)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Reach, Right, Special
from accord.accounts.models import Department, User
from accord.analytics.figures import Figures
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import NotAllowed
from accord.kit.money import CurrencyField
from accord.payments.models import Payment


class SnapshotQuerySet(ChangeableQuerySet["Snapshot"]):
    def visible_to(self, person: User) -> Self:
        """One's own, and those of whole departments whose payments one sees."""
        reach = policy.Scope(person, Payment.kind).reach(Right.VIEW)
        mine = Q(taken_by=person)
        if not policy.holds(person, Special.ANALYTICS):
            return self.none()
        if reach is Reach.ALL:
            return self.live().filter(mine | Q(taken_by=None))
        if reach is Reach.DEPARTMENT:
            return self.live().filter(mine | Q(taken_by=None, department__in=person.compiled.get("departments", [])))
        return self.live().filter(mine)

    def about(self, department: Department | None, owner: User | None) -> Self:
        """With the same filters as a page."""
        return self.filter(department=department, owner=owner)


class Snapshot(Changeable):
    """`figures` never change; a snapshot without a person was taken by the house, of a whole department."""

    kind = "income_snapshot"

    day = models.DateField(_("day"))
    currency = CurrencyField(_("currency"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    kept = models.JSONField(_("figures"), default=dict, editable=False, encoder=DjangoJSONEncoder)

    objects: ClassVar[SnapshotQuerySet] = SnapshotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("snapshot of the income")
        verbose_name_plural = _("snapshots of the income")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["department", "owner", "-day"], name="snapshot_about")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    def figures(self, *, reader: User) -> Figures:
        return Figures.from_json(self.kept, reader=reader)

    def check_addable(self, by: Actor) -> None:
        policy.require(by, Special.ANALYTICS)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        """A snapshot stays as it was; whoever took it may put it into the trash and take it out again."""
        if by.asks_for_rights and (self.taken_by_id != by.person_id or fields - {"deleted_at"}):
            raise NotAllowed(_("A snapshot stays as it was."))
