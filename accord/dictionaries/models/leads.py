"""Why a lead is given up."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet


class DisqualificationReason(Entry):
    kind = "disqualification_reason"
    intro = _("Why a lead is given up; asked for whenever one is disqualified.")

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("disqualification reason")
        verbose_name_plural = _("disqualification reasons")
