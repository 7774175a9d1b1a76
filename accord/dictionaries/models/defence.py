"""Words that put a request aside as suspected spam, and mail providers that say nothing about a company."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.kit.emails import domain
from accord.kit.text import normalise


class Where(models.TextChoices):
    TEXT = "text", _("Subject and message")
    COMPANY = "company", _("Company name")


class StopPhraseQuerySet(EntryQuerySet["StopPhrase"]):
    def found_in(self, *, text: str, company: str) -> list[StopPhrase]:
        """The phrases that occur in the words of a request, whatever the case and the accents."""
        places = {Where.TEXT: normalise(text), Where.COMPANY: normalise(company)}
        return [phrase for phrase in self.offered() if normalise(phrase.name) in places[Where(phrase.where)]]


class StopPhrase(Entry):
    kind = "stop_phrase"
    intro = _("A request with one of these words is put aside as suspected spam; nothing is thrown away.")

    where = models.CharField(_("looked for in"), max_length=10, choices=Where, default=Where.TEXT)
    last_seen_on = models.DateField(_("last seen"), null=True, editable=False)

    objects: ClassVar[StopPhraseQuerySet] = StopPhraseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("stop phrase")
        verbose_name_plural = _("stop phrases and banned names")


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
