"""What becomes of a request: a deal, or one of the ways without one. Every decision can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.history.models import Actor
from accord.inquiries.models.status import Status
from accord.kit.errors import RuleBroken
from accord.records.models import Record

if TYPE_CHECKING:
    from accord.inquiries.models.inquiry import Inquiry


class Deciding(Record):
    status: Any

    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("duplicate of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
    )

    class Meta(Record.Meta):
        abstract = True

    # ── asking ──

    @property
    def is_pending(self) -> bool:
        return bool(self.status == Status.PENDING)

    @property
    def is_processed(self) -> bool:
        return bool(self.status == Status.PROCESSED)

    # ── verbs ──

    def take(self, *, by: Actor) -> None:
        """Make it mine to work on."""
        if self.owner_id is not None:
            raise RuleBroken(_("Somebody has taken this request already."))
        assert isinstance(by.person, User)
        self.change("taken", by=by, owner=by.person)

    def process(self, *, by: Actor) -> None:
        """A deal is made of it. Who decides becomes the owner, where nobody is."""
        self._decide("processed", Status.PROCESSED, by=by)

    def mark_duplicate(self, *, by: Actor, of: Inquiry | None = None) -> None:
        """The same customer asked the same before; no deal is made of it, and no statistics count it."""
        if of is not None and of.pk == self.pk:
            raise RuleBroken(_("A request is no duplicate of itself."))
        self._decide("marked as duplicate", Status.DUPLICATE, by=by, duplicate_of=of)

    def mark_irrelevant(self, *, by: Actor) -> None:
        """Nothing we do; kept, but out of the way and out of the statistics."""
        self._decide("marked as irrelevant", Status.IRRELEVANT, by=by)

    def close_case(self, *, by: Actor) -> None:
        """Answered without a deal: support, a question, a complaint."""
        self._decide("case closed", Status.CLOSED, by=by)

    def reopen(self, *, by: Actor) -> None:
        """It waits for a decision again."""
        if self.is_pending:
            raise RuleBroken(_("This request is pending already."))
        self.change("reopened", by=by, status=Status.PENDING, duplicate_of=None)

    def _decide(self, verb: str, status: Status, *, by: Actor, **values: Any) -> None:
        if not self.is_pending:
            raise RuleBroken(_("This request has been decided already. Reopen it first."))
        if self.owner_id is None and isinstance(by.person, User):
            values["owner"] = by.person
        self.change(verb, by=by, status=status, **values)
