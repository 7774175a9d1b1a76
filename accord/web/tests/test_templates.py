"""Every component renders, and nothing in our templates, styles or scripts needs what the content policy forbids."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

from accord.web import assets

PACKAGE = Path(__file__).parent.parent
PRODUCT = PACKAGE.parent
TEMPLATES = sorted(PACKAGE.glob("templates/**/*.html"))
STYLES = sorted(PACKAGE.glob("static/web/css/*.css"))
SCRIPTS = sorted(PACKAGE.glob("static/web/js/*.js"))
SHELL = {
    "person": "Anna Lindqvist",
    "company_name": "Nordlift",
    "theme": "dark",
    "density": "compact",
    "theme_choices": [("auto", "As the device")],
    "density_choices": [("compact", "Compact")],
    "sections": [
        {"label": "", "links": [{"label": "Home", "url": "/", "icon": "home", "current": True}]},
        {
            "label": "Sell",
            "links": [{"label": "Requests", "url": "/r/", "icon": "request", "count": 5, "count_late": 2}],
        },
    ],
    "pinned": [{"label": "Closing this month", "url": "/p/", "count": 9}],
    "creates": [{"label": "Deal", "url": "/deals/new/", "icon": "deal"}],
    "unread": 3,
    "notifications_url": "/notifications/",
    "search_url": "/find/",
    "help_url": "/help/",
    "profile_url": "/profile/",
    "sign_out_url": "/out/",
    "appearance_url": "/look/",
    "live_url": "/live/",
    "account_links": [{"label": "Sessions", "url": "/sessions/", "icon": "key"}],
}


def relative(file):
    return str(file.relative_to(PACKAGE / "templates"))


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_each_template_renders_with_nothing_to_show(template):
    assert render_to_string(relative(template), {}) is not None


def test_the_shell_shows_what_it_is_given():
    html = render_to_string("web/shell.html", {"shell": SHELL})

    assert '<html lang="en" dir="ltr" data-theme="dark" data-density="compact">' in html
    assert 'href="/" aria-current="page"' in html
    assert 'aria-label="3 new notifications"' in html
    assert "Anna Lindqvist: language, density, profile, sign out" in html
    assert '<accord-live src="/live/">' in html
    assert 'name="density" value="compact" aria-pressed="true"' in html


def test_the_shell_turns_round_for_languages_from_right_to_left():
    with translation.override("ar"):
        html = render_to_string("web/shell.html", {"shell": SHELL})

    assert '<html lang="ar" dir="rtl"' in html


def test_an_error_stands_in_the_shell_only_for_those_who_are_signed_in():
    assert 'class="sidebar"' in render_to_string("404.html", {"shell": SHELL})
    assert 'class="sidebar"' not in render_to_string("404.html", {})


def test_the_first_view_needs_at_most_four_scripts():
    html = render_to_string("web/shell.html", {"shell": SHELL})

    assert len(re.findall("<script", html)) <= 3, "app.js adds the live stream as the fourth"
    assert not re.findall(r"<script(?![^>]* src=)", html)


def product_templates():
    return sorted(PRODUCT.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("style", STYLES, ids=lambda file: file.name)
def test_a_style_file_names_its_layer_and_no_physical_side(style):
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)

    assert re.match(r"\s*@layer (reset|tokens|base|components|pages|utilities) \{", text)
    assert text.count("{") == text.count("}")
    assert not re.search(r"(margin|padding|border)-(left|right|top|bottom)\b", text)
    assert not re.search(r"^\s*(left|right|top|bottom|width|height):", text, re.MULTILINE)
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", text)


def test_colours_are_values_of_the_tokens_only():
    loose = [
        file.name
        for file in STYLES
        if file.name != "10-tokens.css" and re.search(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(|hsl\(", file.read_text())
    ]

    assert not loose


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_evaluates_nothing_and_asks_nobody_outside(script):
    text = script.read_text()

    assert not re.search(r"\beval\(|new Function|https?://", text)
    assert not re.search(r"setAttribute\(\s*[\"']style", text)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = (PACKAGE / "static/web/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {name for file in product_templates() for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}

    assert named
    assert named <= drawn


def test_every_custom_element_of_the_templates_has_its_script():
    loader = (PACKAGE / "static/web/js/app.js").read_text()
    tags = {tag for file in product_templates() for tag in re.findall(r"<((?:accord|copy)-[a-z]+)", file.read_text())}
    wanted = dict(re.findall(r'"([a-z]+-[a-z]+)": "([a-z]+)"', loader))

    assert tags - {"accord-changed"} <= set(wanted), "accord-changed lives with the stream it listens to, in live.js"
    assert all((PACKAGE / f"static/web/js/{name}.js").exists() for name in wanted.values())


def test_an_address_changes_when_its_file_does(tmp_path, monkeypatch, settings):
    settings.DEBUG = True
    file = tmp_path / "x.css"
    monkeypatch.setattr(assets, "_files", lambda path: [file])

    file.write_text("a")
    first = assets.address("web/x.css")
    file.write_text("b")

    assert first.startswith("/static/web/x.css?")
    assert assets.address("web/x.css") != first


def test_the_error_page_needs_no_context():
    assert "Something went wrong" in get_template("500.html").render()
