"""Links between any two records, set by hand."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.access.models import Owned
from accord.history.models import Actor, Changeable, ChangeableQuerySet
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.records.models.ties import End, Ends, Tie


class LinkQuerySet(ChangeableQuerySet["Link"]):
    def of(self, record: Changeable) -> Self:
        """The links of one record, from whichever side they were set; those that were taken off too."""
        return self.filter(
            Q(first_kind=record.kind, first_id=record.pk) | Q(second_kind=record.kind, second_id=record.pk)
        )

    def tie(self, one: Owned, other: Owned, *, by: Actor, note: str = "") -> Link:
        """Link two records with one another; both are found on the page of the other."""
        if (one.kind, one.pk) == (other.kind, other.pk):
            raise RuleBroken(_("A record cannot be linked with itself."))
        ends = columns_of(in_order((one.kind, one.pk), (other.kind, other.pk)))
        if self.live().filter(**ends).exists():
            raise RuleBroken(_("These two are linked already."))
        return self.add(by=by, verb="linked", note=note, **ends)


class Link(Tie):
    """A two-way link. The smaller end stands first, so that a pair stands once."""

    kind = "link"

    first_kind = models.CharField(_("type"), max_length=40, editable=False)
    first_id = models.BigIntegerField(_("ID"), editable=False)
    second_kind = models.CharField(_("other type"), max_length=40, editable=False)
    second_id = models.BigIntegerField(_("other ID"), editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True, validators=[plain_line])

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["first_kind", "first_id", "second_kind", "second_id"],
                condition=Q(deleted_at=None),
                name="link_once",
                violation_error_message=_("These two are linked already."),
            )
        ]
        indexes = [
            models.Index(fields=["first_kind", "first_id"], name="link_first"),
            models.Index(fields=["second_kind", "second_id"], name="link_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_kind} {self.first_id} – {self.second_kind} {self.second_id}"

    # ── asking ──

    @property
    def ends(self) -> Ends:
        """The smaller first."""
        return (self.first_kind, self.first_id), (self.second_kind, self.second_id)

    def other_end(self, of: End) -> End:
        first, second = self.ends
        return second if of == first else first

    # ── verbs ──

    def untie(self, *, by: Actor) -> None:
        """Take the link off; both records stay."""
        self.check_deletable(by)
        self.change("unlinked", by=by.consequence(), deleted_at=by.now())

    def moved(self, old: End, new: End) -> Ends | None:
        """Its ends once `old` has become `new`; None where it would lead to itself."""
        one, other = (new if end == old else end for end in self.ends)
        return in_order(one, other) if one != other else None


def in_order(one: End, other: End) -> Ends:
    return (one, other) if one <= other else (other, one)


def columns_of(ends: Ends) -> dict[str, Any]:
    (first_kind, first_id), (second_kind, second_id) = ends
    return {"first_kind": first_kind, "first_id": first_id, "second_kind": second_kind, "second_id": second_id}
