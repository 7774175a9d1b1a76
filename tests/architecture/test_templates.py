"""What the strict content policy would refuse, and what breaks right-to-left pages, stands in no template or style."""

import re

import pytest

from tests.architecture.sources import PRODUCT, ROOT, templates

FORBIDDEN = {
    "inline style": re.compile(r"""[\s"']style\s*="""),
    "inline handler": re.compile(r"""\son[a-z]+\s*=\s*["']"""),
    "hx-on": re.compile(r"\bhx-on\b"),
    "js: value": re.compile(r"""["'](js|javascript):"""),
    "data-hx-": re.compile(r"\bdata-hx-"),
    "trigger filter": re.compile(r"""hx-trigger\s*=\s*["'][^"']*\["""),
    "script without nonce": re.compile(r"<script(?![^>]*\b(src|nonce)=)"),
    "style element": re.compile(r"<style\b"),
    "external address": re.compile(r"""(src|href|action)\s*=\s*["'](https?:)?//"""),
}
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border)-(left|right|top|bottom)\b"
    r"|(?<![-\w])(left|right)\s*:"
    r"|(text-align|float|clear)\s*:\s*(left|right)\b"
)
COMMENTS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->|/\*.*?\*/", re.S)


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_has(fault):
    found = [
        f"{page.relative_to(ROOT)}: {match[0].strip()}"
        for page in templates()
        for match in FORBIDDEN[fault].finditer(COMMENTS.sub("", page.read_text()))
    ]

    assert found == []


def test_styles_name_logical_sides():
    physical = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in sorted(PRODUCT.glob("*/static/**/*.css"))
        if not {"build", "vendor"} & set(file.parts)
        for match in PHYSICAL.finditer(COMMENTS.sub("", file.read_text()))
    ]

    assert physical == []


def test_scripts_make_no_code_out_of_text():
    """A fragment that our own server rendered and escaped may be put into the page, as htmx does; nothing else."""
    makers = re.compile(
        r"\beval\(|new Function\b|setTimeout\(\s*[\"']|document\.write|\.innerHTML\s*=(?! await answer\.text\(\))"
    )

    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in sorted(PRODUCT.glob("*/static/**/*.js"))
        if not {"build", "vendor"} & set(file.parts)
        for match in makers.finditer(file.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline handler", '<button onclick="go()">'),
        ("hx-on", '<p hx-on:click="go()">'),
        ("js: value", """<p hx-vals='js:{a: 1}'>"""),
        ("data-hx-", '<p data-hx-get="/">'),
        ("trigger filter", '<p hx-trigger="click[ctrlKey]">'),
        ("script without nonce", "<script>go()</script>"),
        ("style element", "<style>p {}</style>"),
        ("external address", '<img src="https://example.com/x.png">'),
    ],
)
def test_the_lint_sees(fault, text):
    assert FORBIDDEN[fault].search(text)
