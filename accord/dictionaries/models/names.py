"""What stands before somebody's name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.kit.text import PREFIXES, PersonName, bare_prefix, person_name


class NameTitleQuerySet(EntryQuerySet["NameTitle"]):
    def taken_off(self, whole: str) -> tuple[NameTitle | None, PersonName]:
        """A whole name in its parts, and the title before it. A title that is in no directory stays where it stood:
        before the first name.
        """
        kept = {spelling: title for title in self.offered() for spelling in title.bare_spellings if spelling}
        words = {word for spelling in kept for word in spelling.split()}
        name = person_name(whole, PREFIXES | words)
        title = kept.get(bare_prefix(name.prefix))
        if title is None or name.is_only_prefix:
            return None, name
        return title, replace(name, first=name.first.removeprefix(name.prefix).strip(), prefix="")

    def parted(self, first: str) -> dict[str, Any]:
        """The first name and the title before it as a person has them, of what a request gave for a first name."""
        title, name = self.taken_off(first) if " " in first else (None, None)
        return {"name_title": title, "first_name": str(name) if title else first}


class NameTitle(Entry):
    kind = "name_title"
    intro = _("Mr, Ms, Dr: what stands before the names of contacts and leads. Typed before a name, it is recognised.")

    objects: ClassVar[NameTitleQuerySet] = NameTitleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("name title")
        verbose_name_plural = _("name titles")

    @property
    def spellings(self) -> set[str]:
        """With a dot and without, in English and as the reader says it."""
        names = {self.name, str(self)}
        return {each for name in names for each in (name, name.rstrip("."), f"{name.rstrip('.')}.")}

    @property
    def bare_spellings(self) -> set[str]:
        return {bare_prefix(name) for name in self.spellings}
