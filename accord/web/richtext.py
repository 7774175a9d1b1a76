"""Text in Markdown as pages show it: rendered without raw HTML, then cleaned by a list of what may stand there.

Two walls, either of which would do: the renderer knows no HTML, no image and no address but of the web, mail and
telephone; the cleaner lets through only the tags and the one attribute named here. Line breaks stay line breaks, so
that what was written before anybody knew of Markdown reads as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

LONGEST = 20_000
"""A longer text is shown as it was typed: nobody formats that much, and rendering it would take somebody's time."""

TAGS = frozenset(
    "a blockquote br code del em h2 h3 h4 hr li ol p pre s strong table tbody td th thead tr ul".split()  # noqa: SIM905
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
REL = "noopener noreferrer nofollow"
UNKNOWN = ("code", "html_block", "html_inline", "image", "lheading", "reference")
ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]", re.IGNORECASE)


def rendered(text: str) -> SafeString:
    """The text as safe HTML."""
    import nh3  # read when the first text is shown, not with every start

    if len(text) > LONGEST:
        return SafeString(linebreaks(text, autoescape=True))
    html = nh3.clean(
        _markdown().render(text),
        tags=set(TAGS),
        attributes={"*": set(), "a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel=REL,
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return mark_safe(html)  # noqa: S308 - nh3 has just cleaned it


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    markdown.disable(list(UNKNOWN))
    markdown.core.ruler.push("addresses", _link_addresses)
    markdown.core.ruler.push("headings", _lower_headings)
    return markdown


def _lower_headings(state: StateCore) -> None:
    """The page has its title already; headings of a text stand below it."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"


def _link_addresses(state: StateCore) -> None:
    """An address of the web that somebody pasted is a link, unless it is part of one already."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_with_links(block.children, state.md))


def _with_links(tokens: Iterable[Token], markdown: MarkdownIt) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside and "://" in token.content:
            yield from _parts(token, markdown)
        else:
            yield token


def _parts(token: Token, markdown: MarkdownIt) -> Iterator[Token]:
    from markdown_it.token import Token

    at = 0
    for found in ADDRESS.finditer(token.content):
        if not markdown.validateLink(found[0]):
            continue
        yield Token("text", "", 0, content=token.content[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": markdown.normalizeLink(found[0])})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        at = found.end()
    yield Token("text", "", 0, content=token.content[at:])
