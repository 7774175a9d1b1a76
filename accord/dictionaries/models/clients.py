"""What one says of a client: the trade, the kind of client, free marks."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet


class Industry(Entry):
    kind = "industry"
    intro = _("The trades of your clients; a company may belong to several.")

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")


class ClientType(Entry):
    kind = "client_type"
    intro = _("What a company is to you: end customer, dealer, competitor.")

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("type of client")
        verbose_name_plural = _("types of client")


class Tag(Entry):
    kind = "tag"
    intro = _("Free marks for companies, contacts and deals, to find them again.")

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
