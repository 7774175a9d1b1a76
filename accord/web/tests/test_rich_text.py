"""Markdown as it is shown: what it can say, and that nothing else ever comes through."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.web.richtext import LONGEST, REL, SCHEMES, TAGS, rendered

VECTORS = (Path(__file__).parent / "vectors.txt").read_text().splitlines()


class Reading(HTMLParser):
    """Every tag and attribute of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def assert_harmless(html: str) -> None:
    read = Reading(html)
    assert read.tags <= TAGS
    assert read.attributes <= {"href", "rel", "target"}
    assert {urlsplit(address).scheme for address in read.addresses} <= SCHEMES | {""}


@pytest.mark.covers("CK-182")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("~~gone~~ `code`", "<p><s>gone</s> <code>code</code></p>"),
        ("# Plan", "<h2>Plan</h2>"),
        ("###### Deep", "<h4>Deep</h4>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("call [us](tel:+4940123)", f'<p>call <a href="tel:+4940123" target="_blank" rel="{REL}">us</a></p>'),
    ],
)
def test_the_signs_of_markdown_are_understood(text, html):
    assert rendered(text).strip() == html


def test_a_table_is_a_table():
    assert {"table", "thead", "tbody", "tr", "th", "td"} <= Reading(rendered("|a|b|\n|-|-|\n|1|2|")).tags


def test_what_was_written_before_reads_as_it_was_written():
    text = (
        "Visit on Monday.\nBring the drawings:\n    2 cranes, 3 hooks\nRef #12, file_name_here, 5 < 6 & 7 > 2\n\nAnna"
    )

    html = rendered(text)

    assert (
        "Monday.<br>\nBring the drawings:<br>\n2 cranes, 3 hooks<br>\nRef #12, file_name_here, 5 &lt; 6 &amp;" in html
    )
    assert html.count("<p>") == 2


def test_a_line_below_a_text_makes_no_heading_and_a_note_of_an_address_stays():
    assert "<h" not in rendered("Regards\n---\nAnna").replace("<hr>", "")
    assert "[1]: " in rendered("[1]: https://a.example/")


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("see https://a.example/x?y=1&z=2.", "https://a.example/x?y=1&z=2", "."),
        ("(https://a.example/a)", "https://a.example/a", ")"),
        ("HTTPS://A.example", "HTTPS://A.example", ""),
    ],
)
def test_a_pasted_address_is_a_link(text, address, rest):
    html = rendered(text)

    assert Reading(html).addresses == [address]
    assert html.strip().endswith(f"</a>{rest}</p>")
    assert REL in html


def test_an_address_in_code_or_in_a_link_is_left_alone():
    assert Reading(rendered("`https://a.example`")).addresses == []
    assert Reading(rendered("[https://b.example](https://a.example)")).addresses == ["https://a.example"]


def test_no_picture_comes_from_outside():
    assert "<img" not in rendered("![x](https://evil.example/p.png) <img src=https://evil.example/p.png>")


def test_there_are_at_least_150_vectors():
    assert len(set(VECTORS)) >= 150


@pytest.mark.covers("CK-182")
@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_comes_to_nothing(vector):
    for text in (
        vector,
        f"a {vector} b",
        f"- {vector}",
        f"> {vector}",
        f"**{vector}**",
        f"[{vector}](https://a.example)",
    ):
        assert_harmless(rendered(text))


@given(st.lists(st.sampled_from([*VECTORS, "\n", "\n\n", "[", "](", "`", "```\n", "<", "&", "|", "\x00"]), max_size=8))
def test_vectors_put_together_come_to_nothing(parts):
    assert_harmless(rendered("".join(parts)))


@given(st.text(max_size=300))
def test_any_text_is_shown_without_harm(text):
    assert_harmless(rendered(text))


@pytest.mark.parametrize(
    "sign", ["[", "*a_ ", "`", "> ", "[a](", "<", "**a", "https://", "- ", "_*", "![[", "~~a", "|"]
)
def test_hostile_repetition_takes_no_time(sign):
    begin = perf_counter()
    rendered((sign * LONGEST)[:LONGEST])

    assert perf_counter() - begin < 3  # a few milliseconds; quadratic time would be minutes


def test_a_very_long_text_is_shown_as_it_was_typed():
    html = rendered("*" * LONGEST + "\n<b>")

    assert "<br>&lt;b&gt;" in html
    assert_harmless(html.replace("<br>", ""))
