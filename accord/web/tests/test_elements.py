"""The small scripts in a real browser, on pages made here, under the content policy; without server or database."""

import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accord.web.tests.test_templates import SHELL

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parent.parent / "static"
PATIENCE = 20.0
HOME = "http://127.0.0.1:8000"
DIRECTIVES: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
POLICY = "; ".join(
    f"{name} {' '.join(word for word in words if isinstance(word, str) and 'nonce' not in word.lower())}"
    for name, words in DIRECTIVES.items()
)


class Stage:
    """A page of ours whose server is a table: `answers["/move/"] = (409, "…")`; `asked` is what the page sent."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.answers: dict[str, tuple[int, str] | Callable[..., tuple[int, str]]] = {}
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message):
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _answer(self, route):
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            return route.fulfill(
                path=STATIC / path.removeprefix("/static/"), content_type=mimetypes.guess_type(path)[0]
            )
        if path != "/":
            self.asked.append((request.method, path, parse_qs(request.post_data or urlsplit(request.url).query)))
        status, body = self.answers.get(path, (204, ""))
        kind = "text/html" if not body or "<" in body else "text/plain"
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": POLICY}
        return route.fulfill(status=status, body=body, headers=headers)

    def show(self, main, language="en"):
        with translation.override(language):
            html = render_to_string("web/shell.html", {"shell": SHELL | {"live_url": "", "theme": "light"}})
        self.answers["/"] = (200, re.sub(r'(<main class="sheet[^>]*>)', lambda found: found[1] + main, html))
        self.page.goto(f"{HOME}/")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sent(self, path):
        return [values for _method, asked, values in self.asked if asked == path]


@pytest.fixture
def stage(browser):
    stages = []

    def open_stage(**options):
        stages.append(Stage(browser, **options))
        return stages[-1]

    yield open_stage
    for stage in stages:
        stage.context.close()
        assert stage.complaints == []


@pytest.fixture
def desk(stage):
    return stage()


def board(*columns):
    """Columns of cards, each card written as its id."""
    card = (
        '<li class="deal-card" data-card="{0}" data-version="3" data-drop="/drop/{0}/" tabindex="0">'
        '<a href="/{0}/">Deal {0}</a></li>'
    )
    words = render_to_string("web/board_words.html")
    inside = "".join(
        f'<section class="column" data-column="{name}" aria-label="{name}"><ul class="column__cards" data-cards>'
        f"{''.join(card.format(one) for one in cards)}</ul></section>"
        for name, cards in columns
    )
    return f'<accord-board class="board" kind="deal" {words}>{inside}</accord-board>'


COLUMNS = [("New", [1, 2]), ("Offer", [3]), ("Won", [])]


def until(page, expression):
    """Wait for it; Playwright's own way would evaluate text inside the page, which our policy forbids."""
    deadline = monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert monotonic() < deadline, expression
        page.wait_for_timeout(20)


def standing(page):
    return page.eval_on_selector_all(
        ".column", "all => all.map(c => [...c.querySelectorAll('[data-card]')].map(card => Number(card.dataset.card)))"
    )


def said(page):
    return page.locator("accord-toast .toast__text").all_inner_texts()


def test_alt_and_an_arrow_move_a_card_at_once(desk):
    page = desk.show(board(*COLUMNS))

    page.focus("[data-card='1']")
    page.keyboard.press("Alt+ArrowRight")
    until(page, "document.getElementById('live-region').textContent.includes('moved to Offer')")

    assert standing(page) == [[2], [1, 3], []]
    assert desk.sent("/drop/1/")[0]["to"] == ["Offer"]
    assert desk.sent("/drop/1/")[0]["version"] == ["3"]
    assert page.evaluate("document.activeElement.dataset.card") == "1"


def test_space_lifts_arrows_carry_and_escape_puts_back(desk):
    page = desk.show(board(*COLUMNS))

    page.focus("[data-card='1']")
    for key in ("Space", "ArrowRight", "ArrowRight", "Escape"):
        page.keyboard.press(key)

    assert standing(page) == [[1, 2], [3], []]
    assert desk.sent("/drop/1/") == []


def test_arrows_are_mirrored_from_right_to_left(desk):
    page = desk.show(board(*COLUMNS), language="ar")

    page.focus("[data-card='1']")
    page.keyboard.press("Alt+ArrowLeft")
    until(page, "document.getElementById('live-region').textContent !== ''")

    assert standing(page) == [[2], [1, 3], []]


def test_a_refused_card_goes_back_and_says_why(desk):
    desk.answers["/drop/3/"] = (409, render_to_string("web/_refusal.html", {"reason": "A deal is won on the record."}))
    page = desk.show(board(*COLUMNS))

    page.focus("[data-card='3']")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_selector("accord-toast")

    assert said(page) == ["A deal is won on the record."]
    until(page, "document.getElementById('live-region').textContent.includes('back in Offer')")
    assert standing(page) == [[1, 2], [3], []]


def test_a_card_is_dragged_with_the_mouse_and_not_opened(desk):
    page = desk.show(board(*COLUMNS))
    card, won = page.locator("[data-card='2']").bounding_box(), page.locator("[data-column='Won']").bounding_box()

    page.mouse.move(card["x"] + 20, card["y"] + 10)
    until(page, "performance.getEntriesByType('resource').some(one => one.name.includes('drag.js'))")
    page.mouse.down()
    page.mouse.move(won["x"] + 40, won["y"] + 60, steps=8)
    page.mouse.up()
    until(page, "document.getElementById('live-region').textContent.includes('moved to Won')")

    assert standing(page) == [[1], [3], [2]]
    assert page.url == f"{HOME}/"


def test_a_finger_drags_after_a_long_press(stage):
    phone = stage(has_touch=True)
    page = phone.show(board(*COLUMNS))
    touch = page.context.new_cdp_session(page)
    card, offer = page.locator("[data-card='1']").bounding_box(), page.locator("[data-column='Offer']").bounding_box()

    def put(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    put("touchStart", (card["x"] + 20, card["y"] + 10))
    page.wait_for_selector(".deal-card--lifted")
    for part in range(1, 9):
        put("touchMove", (card["x"] + (offer["x"] + 30 - card["x"]) * part / 8, card["y"] + 12))
    put("touchEnd")
    until(page, "document.getElementById('live-region').textContent.includes('moved to Offer')")

    assert standing(page) == [[2], [1, 3], []]


def test_a_picker_is_used_by_keyboard_alone(desk):
    options = [{"id": 7, "text": "Acme", "note": "Oslo"}, {"id": 8, "text": "Acme West", "note": ""}]
    desk.answers["/pick/"] = (200, render_to_string("web/picker_options.html", {"options": options}))
    widget = {"name": "company", "url": "/pick/", "attrs": {"id": "c", "class": "field__control"}}
    page = desk.show(f'<label for="c">Company</label>{render_to_string("web/picker.html", {"widget": widget})}')

    page.focus("#c")
    page.wait_for_selector("[role=combobox]")
    page.keyboard.type("acm")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert page.input_value("#c") == "Acme West"
    assert page.input_value("[name=company]") == "8"
    assert page.input_value("[name=company_was]") == "Acme West"
    assert page.get_attribute("#c", "aria-expanded") == "false"


def rows(count):
    boxes = "".join(f'<li><input type="checkbox" name="pick" value="{n}"></li>' for n in range(count))
    bar = render_to_string("web/bulk.html", {"verbs": [{"label": "Delete", "url": "/delete/"}]})
    head = '<input type="checkbox" data-pick-all>'
    return f'<form method="post"><accord-bulk>{head}<ul>{boxes}</ul>{bar}</accord-bulk></form>'


def test_the_bar_counts_what_is_picked_and_goes_when_nothing_is(desk):
    page = desk.show(rows(5))
    assert not page.is_visible(".bulk")

    page.locator("[name=pick]").nth(1).click()
    page.locator("[name=pick]").nth(3).click(modifiers=["Shift"])

    assert page.inner_text("[data-count]") == "3"
    assert page.evaluate("document.querySelector('[data-pick-all]').indeterminate")

    page.click("[data-clear]")

    assert not page.is_visible(".bulk")


def test_the_box_in_the_head_picks_the_page(desk):
    page = desk.show(rows(3))

    page.click("[data-pick-all]")
    page.wait_for_selector(".bulk")

    assert page.inner_text("[data-count]") == "3"


@pytest.mark.parametrize(
    ("status", "body", "text"),
    [
        (403, "Only its owner may do this.", "Only its owner may do this."),
        (404, "", "This is no longer there, or you may not see it."),
        (500, "<h1>trace</h1>", "Something went wrong here. Nothing was changed; please try again."),
    ],
)
def test_what_htmx_does_not_swap_is_said_in_a_toast(desk, status, body, text):
    desk.answers["/act/"] = (status, body)
    page = desk.show('<button class="btn" id="act" hx-post="/act/" hx-target="#out">Act</button><p id="out">before</p>')

    page.click("#act")
    page.wait_for_selector("accord-toast")

    assert said(page) == [text]
    assert page.inner_text("#out") == "before"


def test_z_takes_back_what_the_last_message_says(desk):
    toast = {"text": "Deal won.", "kind": "success", "icon": "check", "undo": "/undo/7/"}
    page = desk.show(f'<script type="text/x-none"></script>{render_to_string("web/toast.html", {"toast": toast})}')

    page.keyboard.press("z")
    page.wait_for_selector("accord-toast", state="detached")

    assert [asked[:2] for asked in desk.asked] == [("POST", "/undo/7/")]


def test_pressing_twice_sends_once(desk):
    desk.answers["/save/"] = (200, "<p>kept</p>")
    page = desk.show('<form method="post" action="/save/"><button class="btn">Save</button></form>')

    page.evaluate("for (const _ of [1, 2, 3]) document.querySelector('form[action=\"/save/\"] button').click()")
    page.wait_for_selector("text=kept")

    assert len(desk.sent("/save/")) == 1


def test_the_theme_changes_at_once_and_is_kept(desk):
    page = desk.show("")

    page.click(".topbar [data-theme-toggle]")
    until(page, "document.documentElement.dataset.theme === 'dark'")
    deadline = monotonic() + PATIENCE
    while not desk.sent("/look/") and monotonic() < deadline:
        page.wait_for_timeout(20)

    assert desk.sent("/look/") == [{"theme": ["dark"]}]


def test_ctrl_k_finds_records_and_what_the_page_offers(desk):
    groups = [{"label": "deals", "items": [{"url": "/deals/1/", "text": "Request for a crane", "icon": "deal"}]}]
    desk.answers["/find/"] = (200, render_to_string("web/palette_results.html", {"groups": groups}))
    page = desk.show("")

    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette [role=option]")
    page.keyboard.type("req")
    until(page, "document.querySelectorAll('#palette [role=option]').length === 2")
    page.keyboard.press("ArrowDown")

    assert page.locator("#palette [role=option]").all_inner_texts() == ["Request for a crane", "Requests"]
    assert page.inner_text("#palette [aria-selected=true]") == "Requests"

    page.keyboard.press("Escape")

    assert not page.is_visible("#palette")


def test_letters_are_shortcuts_only_where_nobody_types(desk):
    page = desk.show('<input id="box">')

    page.fill("#box", "")
    page.keyboard.type("?c")
    assert page.input_value("#box") == "?c"
    assert not page.is_visible("#shortcuts")

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")

    page.wait_for_function("document.activeElement.textContent.trim() === 'Deal'")


def test_a_dialog_stays_on_errors_and_goes_on_success(desk):
    form = (
        '<accord-dialog><dialog class="dialog"><form hx-post="/lose/" hx-target="#dialog">{}'
        "<button>Lose</button></form></dialog></accord-dialog>"
    )
    desk.answers["/lose/ask/"] = (200, form.format(""))
    desk.answers["/lose/"] = (422, form.format("<p>Say why.</p>"))
    page = desk.show('<a id="open" href="/lose/ask/" hx-get="/lose/ask/" hx-target="#dialog">Lost…</a>')

    page.click("#open")
    page.click("#dialog button")
    page.wait_for_selector("dialog >> text=Say why.")
    assert page.evaluate("document.querySelector('#dialog dialog').open")

    desk.answers["/lose/"] = (200, "")
    page.click("#dialog button")
    page.wait_for_selector("#dialog dialog", state="detached")

    assert page.evaluate("document.activeElement.id") in {"open", ""}


def test_progress_asks_until_it_is_over(desk):
    job = {"title": "Changing owner", "url": "/job/", "done": 1, "total": 2}
    desk.answers["/job/"] = (200, render_to_string("web/progress.html", job | {"done": 2, "finished": True}))
    page = desk.show(render_to_string("web/progress.html", job))

    page.wait_for_selector("accord-progress:not([src])")

    assert page.get_attribute("progress", "value") == "2"
    assert len(desk.sent("/job/")) == 1


@pytest.mark.parametrize(
    ("news", "shown"),
    [
        ({"kind": "deal", "id": 42, "version": 8}, True),
        ({"kind": "deal", "id": 42, "version": 7}, False),
        ({"kind": "deal", "id": 43, "version": 9}, False),
        ({"kind": "company", "id": 42, "version": 9}, False),
    ],
)
def test_a_page_says_that_its_record_changed_and_does_not_move(desk, news, shown):
    page = desk.show(
        render_to_string("web/changed.html", {"kind": "deal", "id": 42, "version": 7, "url": "/"})
        + '<accord-live src="/live/"></accord-live>'
    )
    until(page, "!!customElements.get('accord-changed')")

    page.evaluate("detail => document.dispatchEvent(new CustomEvent('accord:changed', { detail }))", news)

    assert page.is_visible(".changed") is shown


def test_leaving_with_typed_text_asks_first(desk):
    page = desk.show('<form data-guard><input id="name"></form>')
    leave = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leave)

    page.type("#name", "x")
    until(page, f"!{leave}")

    assert not page.evaluate(leave)


def test_without_script_menus_and_drawers_open(stage):
    phone = stage(java_script_enabled=False)
    page = phone.show("")
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(f"{HOME}/#sidebar")
    assert page.is_visible(".sidebar >> text=Requests")

    page.goto(f"{HOME}/#main")
    page.click("[data-create] summary")
    assert page.is_visible("[data-create] >> text=Deal")


@pytest.mark.covers("DC-035")
def test_the_navigation_is_filtered_while_one_types_and_enter_opens_the_first(desk):
    desk.answers["/r/"] = (200, "<p>Requests</p>")
    page = desk.show("<p>Nothing</p>")
    box, links = page.locator("#sidebar nav-filter input"), page.locator("#sidebar li > a.nav__link:visible")
    everything = links.count()
    box.focus()
    until(page, "!!document.querySelector('nav-filter:defined')")

    box.press_sequentially("requ")

    assert [text.split("\n")[0] for text in links.all_inner_texts()] == ["Requests"]
    assert page.locator("#sidebar .sidebar__heading:visible").count() <= 1
    box.press("Escape")
    assert links.count() == everything > 1
    box.press_sequentially("requ")
    box.press("Enter")
    until(page, "location.pathname === '/r/'")
