"""What every record can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models

from accord.access.models import Owned, OwnedQuerySet
from accord.files.models import Attachment
from accord.history.models import Actor, Changeable, Event
from accord.notifications.announce import announce
from accord.records.addresses import address_at
from accord.search.index import index_records, index_rights

R = TypeVar("R", bound="Record")


class RecordQuerySet(OwnedQuerySet[R]):
    """The words every set of records knows; types add their own."""


class Record(Owned):
    """Owned, changeable, found by search, announced to those who may see it, and with a page of its own."""

    objects: ClassVar[RecordQuerySet[Any]] = RecordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Owned.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return address_at(f"{self.kind}:show", self.pk)

    @property
    def heading(self) -> str:
        """What its own page is headed with."""
        return str(self)

    def held(self) -> Iterable[Changeable]:
        """Its files: their bytes go once nobody else refers to them."""
        return [*super().held(), *Attachment.objects.filter(on_kind=self.kind, on_id=self.pk)]

    def search_title(self) -> str:
        """What the palette shows; typos in these words are forgiven."""
        return str(self)

    found_as = ""
    """The title under which this object was indexed last."""

    named_by: ClassVar[tuple[str, ...]] = ()
    """The columns that its name is made of: lists read no more of the records that theirs are linked to."""

    found_through: ClassVar[tuple[str, ...]] = ()
    """Links whose words find this record in its lists, for those who see what is linked; also over a row between both,
    as in `employments__company`.
    """

    def search_text(self) -> str:
        """Further words by which the record is found: e-mails, phones, numbers, ticket. Never those of another record,
        which not everybody who sees this one may see.
        """
        return ""

    def search_detail(self) -> str:
        """The quiet line beside the title. Own columns only: the name of a linked record is not everybody's to read."""
        return ""

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        super().written_all(records, events, by)
        index_records(records, events)
        announce(records, events, by)

    @classmethod
    def grounds_moved(cls, rows: Any) -> None:
        index_rights(rows)

    def interested(self, event: Event) -> set[int]:
        """Ids of the people who are told of this event, before the policy removes those who may not see it."""
        return {pk for pk in (self.owner_id, self.co_owner_id) if pk} | set(self.facets["watchers"].read(self))


def field_label(model: type[models.Model], name: str) -> Any:
    return getattr(model._meta.get_field(name), "verbose_name", name)
