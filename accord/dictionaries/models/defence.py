"""Words that put a request aside as suspected spam, and mail providers that say nothing about a company."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.kit.emails import domain
from accord.kit.text import normalise

E = TypeVar("E", bound=Entry)


class WordsQuerySet(EntryQuerySet[E]):
    def found_in(self, text: str) -> list[E]:
        """Those that occur in the text, whatever the case and the accents."""
        place = normalise(text)
        return [entry for entry in self.offered() if normalise(entry.name) in place]


class Watched(Entry):
    """A word that is looked for, and the day it was last met, so that useless ones can be found and taken out."""

    listed = ("last_seen_on", "department", "active")

    last_seen_on = models.DateField(_("last seen"), null=True, editable=False)

    objects: ClassVar[WordsQuerySet[Any]] = WordsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        abstract = True


class StopPhrase(Watched):
    kind = "stop_phrase"
    intro = _("A request with one of these words is put aside as suspected spam; nothing is thrown away.")

    # Said where to look before banned names had a directory of their own; the history of old entries still names it.
    where = models.CharField(_("looked for in"), max_length=10, default="text", editable=False)

    objects: ClassVar[WordsQuerySet[StopPhrase]] = WordsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Watched.Meta):
        abstract = False
        verbose_name = _("stop phrase")
        verbose_name_plural = _("stop phrases")


class BannedName(Watched):
    kind = "banned_name"
    intro = _("A request from a company whose name contains one of these is put aside as suspected spam.")

    objects: ClassVar[WordsQuerySet[BannedName]] = WordsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Watched.Meta):
        abstract = False
        verbose_name = _("banned company name")
        verbose_name_plural = _("banned company names")


class PublicDomainQuerySet(EntryQuerySet["PublicDomain"]):
    def holds(self, email: str) -> bool:
        """Whether the address is at a provider for everybody."""
        return self.offered().filter(name=domain(email)).exists()


class PublicDomain(Entry):
    kind = "public_domain"
    intro = _("Mail providers for everybody. An address there never tells which company somebody belongs to.")

    objects: ClassVar[PublicDomainQuerySet] = PublicDomainQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("public mail domain")
        verbose_name_plural = _("public mail domains")

    def __str__(self) -> str:
        return self.name

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "name": self.name.strip().lower()}
