"""What the filters and tags of every template write."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from pytest_django.asserts import assertHTMLEqual

from accord.kit.money import Money
from accord.web.templatetags import web

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)


def written(template, **context):
    return Template(template).render(Context(context))


def test_money_shows_digits_first_and_the_code_behind():
    text = written("{{ amount|money }}", amount=Money(Decimal("486000.5"), "EUR"))

    assert text == '<span class="money"><bdi>486,000.50</bdi><span class="money__code">EUR</span></span>'


@pytest.mark.parametrize(
    ("amount", "precision", "digits"),
    [("0.5", "whole", "1"), ("1234.495", "", "1,234.50"), ("-0.005", "", "-0.01"), ("1234", "whole", "1,234")],
)
def test_money_is_rounded_half_up(amount, precision, digits):
    assert f"<bdi>{digits}</bdi>" in web.money(Money(Decimal(amount), "EUR"), precision)


@pytest.mark.parametrize(("currency", "digits"), [("JPY", "1,235"), ("KWD", "1,234.560"), ("EUR", "1,234.56")])
def test_money_has_the_decimals_of_its_currency(currency, digits):
    assert f"<bdi>{digits}</bdi>" in web.money((Decimal("1234.56"), currency))


def test_money_reads_as_the_language_writes_it():
    with translation.override("ru"):
        text = web.money(Money(Decimal("1234567.89"), "EUR"))

    assert "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,89" in text


def test_no_money_writes_nothing():
    assert web.money(None) == ""


@pytest.mark.parametrize(
    ("day", "looks", "text"),
    [
        (date(2026, 11, 9), "due due--late", "9 Nov"),
        (date(2026, 11, 11), "due due--late", "Yesterday"),
        (date(2026, 11, 12), "due due--today", "Today"),
        (date(2026, 11, 13), "due", "Tomorrow"),
        (date(2026, 12, 2), "due", "2 Dec"),
        (date(2027, 1, 5), "due", "5 Jan 2027"),
        (datetime(2026, 11, 12, 14, 0, tzinfo=UTC), "due due--today", "Today, 14:00"),
        (datetime(2026, 11, 12, 9, 0, tzinfo=UTC), "due due--late", "Today, 09:00"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_day_to_come_is_late_today_or_later(day, looks, text):
    html = web.when(day)

    assert f'<time class="{looks}"' in html
    assert f">{text}</time>" in html


@time_machine.travel(datetime(2026, 11, 12, 20, 0, tzinfo=UTC), tick=False)
def test_today_is_the_readers_today():
    with timezone.override("Asia/Tokyo"):
        html = web.when(date(2026, 11, 13))

    assert "due--today" in html


@time_machine.travel(NOON, tick=False)
def test_what_has_happened_is_never_late():
    html = web.moment(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))

    assert "due--late" not in html
    assert ">9 Nov</time>" in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Lindqvist", "AL"), ("Acme", "AC"), ("Téodor M. Ștefănescu", "TȘ"), ("", "?"), ("李", "李")],
)
def test_initials_stand_for_a_name(name, letters):
    assert web.initials(name) == letters


def test_an_avatar_speaks_only_where_no_name_stands_beside_it():
    assert 'aria-label="Anna Lindqvist"' in web.avatar("Anna Lindqvist")
    assert 'aria-hidden="true"' in web.avatar("Anna Lindqvist", "hidden")


def test_a_name_cannot_write_html():
    html = web.avatar('<b onclick="x">"&')

    assert "<b" not in html
    assert "&lt;b onclick=&quot;x&quot;&gt;" in html


@pytest.mark.parametrize(
    ("at", "looks"),
    [(0, "steps--1"), (20, "steps--2"), (59, "steps--3"), (60, "steps--4"), (100, "steps--5"), ("off", "steps--off")],
)
def test_five_ticks_say_how_far_a_sale_is(at, looks):
    assert looks in web.steps(at)


def test_an_icon_is_silent_decoration_unless_it_has_a_label():
    assert '<svg class="icon icon--s" aria-hidden="true"><use href="/static/' in written('{% icon "deal" "s" %}')
    assert 'role="img" aria-label="New"' in written('{% icon "new" label="New" %}')


@pytest.mark.parametrize(
    ("change", "address"),
    [
        ('sort="name"', "?q=a%26b&owner=1&owner=2&sort=name"),
        ("owner=None", "?q=a%26b"),
        ("owner=3", "?q=a%26b&owner=3"),
        ("owner=None q=None", "/deals/"),
    ],
)
def test_an_address_is_this_page_with_a_part_changed(change, address):
    request = RequestFactory().get("/deals/?q=a%26b&owner=1&owner=2")

    changed = Template(f"{{% url_with {change} %}}").render(Context({"request": request}, autoescape=False))

    assert changed == address


def drawn(depends_on, **values):
    source = '{% part "web/chip.html" depends_on field=field value=value off="" %}'
    return Template(source).render(Context({"depends_on": depends_on, **values}))


def test_a_part_is_drawn_once_for_all_that_it_depends_on():
    first = drawn(("stage", 1), field="Stage", value="New")

    assert "New" in first
    assert drawn(("stage", 1), field="Stage", value="not read again") == first
    assert "Won" in drawn(("stage", 2), field="Stage", value="Won")


def test_a_part_that_depends_on_nothing_known_is_drawn_each_time():
    assert "New" in drawn("", field="Stage", value="New")
    assert "Won" in drawn("", field="Stage", value="Won")


def test_a_part_is_drawn_for_each_language():
    with translation.override("en"):
        english = drawn("language", field="Stage", value="New")
    with translation.override("ru"):
        assert drawn("language", field="Этап", value="New") != english


def test_a_control_is_drawn_as_django_would():
    widget = forms.TextInput(attrs={"maxlength": 10, "required": True, "title": 'a "title"'})
    html = widget.render("name", '<b>"x"</b>', renderer=get_default_renderer())

    assertHTMLEqual(html, widget.render("name", '<b>"x"</b>', renderer=DjangoTemplates()))
    assert "value" not in forms.TextInput().render("name", None)
    assert 'value="0"' in forms.NumberInput().render("name", 0)
