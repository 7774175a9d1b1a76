"""Why a deal was closed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet


class ClosingReasonQuerySet(EntryQuerySet["ClosingReason"]):
    def for_success(self, success: bool) -> Self:
        """The reasons that fit a deal that was won, or one that was lost."""
        return self.offered().filter(Q(success=success) | Q(success=None))


class ClosingReason(Entry):
    """`success`: yes fits won deals, no fits lost ones, empty fits both."""

    kind = "closing_reason"
    intro = _("Why deals are won and lost; asked for whenever one is closed.")

    success = models.BooleanField(_("success"), null=True, blank=True, default=False)

    objects: ClassVar[ClosingReasonQuerySet] = ClosingReasonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("closing reason")
        verbose_name_plural = _("closing reasons")

    def fits(self, success: bool) -> bool:
        return self.success is None or self.success is success
