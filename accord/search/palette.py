"""What the palette shows for a typed line: records. Pages, verbs and what one may add the page itself offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from accord.history.models import kinds
from accord.kit.text import tokens
from accord.search.query import Found, Hit

EACH = 5


@dataclass(frozen=True)
class Item:
    """A row of the palette; an ordinary link."""

    url: str
    text: str | Promise
    note: str | Promise = ""
    icon: str = "next"


@dataclass(frozen=True)
class Group:
    label: str | Promise
    items: Sequence[Item]


def groups(found: Found) -> list[Group]:
    """Exactly named records first, then each type's best in the order of its best hit."""
    shown: list[Group] = []
    if found.exact:
        shown.append(Group(_label(found.exact), [_item(hit, found.words) for hit in found.exact]))
    rest = [hit for hit in found.hits if hit not in found.exact]
    for kind in dict.fromkeys(hit.kind for hit in rest):
        best = [hit for hit in rest if hit.kind == kind][:EACH]
        shown.append(Group(kinds()[kind]._meta.verbose_name_plural or kind, [_item(hit, found.words) for hit in best]))
    return shown


def _label(exact: list[Hit]) -> str:
    """The types that were named, in plural."""
    return " · ".join(str(kinds()[kind]._meta.verbose_name_plural) for kind in dict.fromkeys(hit.kind for hit in exact))


def _item(hit: Hit, words: set[str]) -> Item:
    name = kinds()[hit.kind]._meta.verbose_name
    note = " · ".join(filter(None, [str(name).capitalize(), f"ID{hit.record_id}", hit.detail]))
    return Item(url=hit.url, text=marked(hit.title, words), note=note, icon=hit.icon)


def marked(title: str, words: set[str]) -> SafeString:
    """The title with the words by which it was found made visible."""
    return format_html_join(" ", "{}", ((_marked(piece, words),) for piece in title.split()))


def _marked(piece: str, words: set[str]) -> str:
    is_found = any(token.startswith(word) for token in tokens(piece) for word in words)
    return format_html("<mark>{}</mark>", piece) if is_found else conditional_escape(piece)
