"""Asking the index: what a person may find by what they typed. Three queries at most, whatever the number of types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from accord.accounts.models import User
from accord.history.models import kinds
from accord.kit.text import normalise
from accord.search import spelling
from accord.search.expressions import All, Any, Expression, Word
from accord.search.models import Entry, among
from accord.search.scope import Reached, found_kinds, reached, together
from accord.search.words import asked, id_mark, ticket_mark, title_mark, typed_words

R = TypeVar("R", bound=models.Model)

FEW = 3
NOTHING = Q(pk__in=())
BY_ID = re.compile(r"id\s*[:#]?\s*(\d{1,18})")
BY_NUMBER = re.compile(r"(\D+?)\s*[:#]?\s*(\d{1,18})")


@dataclass(frozen=True)
class Hit:
    """One record that was found. The address is that of its page."""

    kind: str
    record_id: int
    title: str
    detail: str

    @property
    def url(self) -> str:
        return reverse(f"{self.kind}:show", args=[self.record_id])

    @property
    def icon(self) -> str:
        """The sign of its type: the model's `icon`, by default named as the type."""
        return str(getattr(kinds()[self.kind], "icon", self.kind))


@dataclass
class Found:
    """The hits, best first; `exact` are those that an ID or a ticket named, `words` what they were found by."""

    hits: list[Hit] = field(default_factory=list)
    exact: list[Hit] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    @property
    def opens(self) -> Hit | None:
        """The one record that was meant exactly and is opened at once."""
        return self.exact[0] if len(self.exact) == 1 else None


@dataclass(frozen=True)
class Named:
    """An ID or a ticket in the typed line: in which types, and the mark it stands for."""

    kinds: tuple[str, ...]
    mark: str


def search(person: User, text: str, kinds: Sequence[str] | None = None, limit: int = 20) -> Found:
    """The records this person may see that have all typed words, at most `limit` of each type, newest first.

    Where there are only a few, known words that differ by a typo are tried as well. `ID123`, `deal 123` and `ticket
    xxx` name records exactly.
    """
    scopes = {kind: scope for kind in kinds or found_kinds() if (scope := reached(person, kind))}
    question = asked(text)
    if question is None or not scopes:
        return Found()
    typed, names = typed_words(text), named(text, scopes)
    entries = _entries(scopes, question, [title_mark(text)], names, limit)
    words = set(typed)
    if len(entries) < FEW and (corrected := _corrected(typed)):
        words |= {word for ways in corrected.values() for word in ways}
        near = _entries(scopes, _any_way(corrected), [], [], limit)
        entries += [entry for entry in _nearest(near, text) if entry not in entries]
    else:
        entries.sort(key=lambda entry: _rank(entry, text, typed), reverse=True)
    return Found(
        [_hit(entry) for entry in entries], [_hit(entry) for entry in entries if _is_named(entry, names)], words
    )


def matching(rows: models.QuerySet[R], person: User, text: str) -> models.QuerySet[R]:
    """For lists and pickers: these rows as far as they have all words.

    A row has them itself, or a record has them that it points to (`found_through`) and that the person sees: what one
    may not see is found by nothing, not even by what hangs on it.
    """
    found = has_words("pk", person, rows.model.kind, text)  # type: ignore[attr-defined]
    for name in getattr(rows.model, "found_through", ()):
        found |= _through(rows.model, name, person, text)
    return rows.filter(found)


def _through(model: type[models.Model], path: str, person: User, text: str) -> Q:
    """What a column of the row itself leads to, or a live row between the two."""
    link, _sign, beyond = path.partition("__")
    found = has_words(path, person, _kind_at(model, path), text, named_too=False)
    if not beyond or found == NOTHING:
        return found
    tied = model._default_manager.order_by().filter(found, **{f"{link}__deleted_at": None}).values("pk")
    return Q(pk__in=tied) if connection.vendor == "sqlite" else among("pk", models.Subquery(tied))


def _kind_at(model: type[models.Model], path: str) -> str:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model.kind  # type: ignore[attr-defined, no-any-return]


def has_words(path: str, person: User, kind: str, text: str, *, named_too: bool = True) -> Q:
    """Whether the record of this type that a path leads to has all these words, or the ID or ticket the line names."""
    scope, question = reached(person, kind), asked(text)
    if scope is None or question is None:
        return NOTHING
    names = [name for name in named(text, [kind]) if not BY_NUMBER.fullmatch(text) or BY_ID.fullmatch(normalise(text))]
    if named_too and names:
        question = Any((question, *(Word(name.mark) for name in names)))
    return Entry.objects.is_found(path, scope, question)


def named(text: str, among: Iterable[str]) -> list[Named]:
    """What the line names exactly: `ID123` in every type, `deal 123` in one, `ticket:xxx` or the bare ticket."""
    line, every = normalise(text), tuple(among)
    if by_id := BY_ID.fullmatch(line):
        return [Named(every, id_mark(int(by_id[1])))]
    found = []
    if by_number := BY_NUMBER.fullmatch(line):
        meant = tuple(kind for kind in every if _is_called(kind, by_number[1].strip()))
        found += [Named(meant, id_mark(int(by_number[2])))] if meant else []
    ticket = re.sub(rf"^(ticket|{re.escape(normalise(gettext('ticket')))})\s*[:#]?\s+|^ticket\s*:\s*", "", line)
    if " " not in ticket and len(ticket) > 5:
        found.append(Named(every, ticket_mark(ticket)))
    return found


def _is_called(kind: str, word: str) -> bool:
    """By the code word, or by its name in the reader's language, in full or begun."""
    names = (kind, str(kinds()[kind]._meta.verbose_name), str(kinds()[kind]._meta.verbose_name_plural))
    return len(word) > 1 and any(normalise(name).startswith(word) for name in names)


def _entries(
    scopes: dict[str, Reached], question: Expression, marks: list[str], names: list[Named], limit: int
) -> list[Entry]:
    """One query: each type's newest matches, and whatever was named exactly."""
    branches: list[tuple[Reached, Expression]] = [(scope, question) for scope in scopes.values()]
    branches += [(together(scopes.values()), Word(mark)) for mark in marks]
    branches += [(together(scopes[kind] for kind in name.kinds), Word(name.mark)) for name in names]
    return sorted(Entry.objects.matching(branches, limit).defer("scope"), key=lambda entry: entry.pk, reverse=True)


def _corrected(typed: list[str]) -> dict[str, list[str]]:
    """Each typed word with the known words it may stand for; empty where nothing would be asked anew."""
    meant = spelling.meant(typed)
    ways = {word: [near for near in meant.get(word, []) if near != word] for word in typed}
    return ways if any(ways.values()) else {}


def _any_way(ways: dict[str, list[str]]) -> Expression:
    return All(tuple(Any((Word(word, open=len(word) > 1), *map(Word, near))) for word, near in ways.items()))


def _rank(entry: Entry, text: str, typed: list[str]) -> tuple[bool, int, int]:
    """The whole title first, then those with the typed words in their title, then the newest."""
    title = entry.title_words()
    in_title = sum(any(word.startswith(begun) for word in title) for begun in typed)
    return title_mark(text) == title_mark(entry.title), in_title, entry.pk


def _nearest(entries: list[Entry], text: str) -> list[Entry]:
    from rapidfuzz import fuzz  # heavy, and only a typo needs it

    return sorted(
        entries, key=lambda entry: fuzz.token_set_ratio(normalise(text), normalise(entry.title)), reverse=True
    )


def _is_named(entry: Entry, names: list[Named]) -> bool:
    return any(entry.kind in name.kinds and name.mark in entry.words.split() for name in names)


def _hit(entry: Entry) -> Hit:
    return Hit(entry.kind, entry.record_id, entry.title, entry.detail)
