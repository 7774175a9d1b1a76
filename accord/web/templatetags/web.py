"""The tags and filters of every template (a built-in of the engine, so nobody loads it).

{% asset "web/icons.svg" %}                 a static address that changes when the file does
{% icon "deal" %} {% icon "next" "s turns" %} {% icon "bell" label="3 new" %}
{{ card.marks|marks }}                      small signs with their explanations
{{ amount|money }} {{ amount|money:"whole" }}      a `kit.money.Money` or a (Decimal, currency) pair
{{ step_on|when }}                          coloured: late is red, today bold, later grey
{{ event.at|moment }}                       the same words without a judgement, for what has happened
{{ it.on|day }} {{ it.on|day:"long" }} {{ it.on|day:"week" }}     a mere date: short, in a heading, with its weekday
{{ deal.description|rich }}                 Markdown, rendered and cleaned
{{ person|avatar }} {{ person|avatar:"l hidden" }} {{ company|avatar:"company hidden" }}
{{ person|person }}                         the avatar with the name beside it
{{ deal.percent|steps }}                    the five ticks, 0 to 100; "won" and "off" as words
{% url_with sort="name" after=None %}       the address of this page with a changed query string
{% form_field form.name %}                  label, control, help and errors of a bound field
{% part "web/_palette.html" shell.search_url url=shell.search_url %}   a part, drawn once for all it depends on
{% toasts as said %}                        the messages of this request as toasts, with their undo
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any
from zlib import crc32

from django import template
from django.contrib.messages import get_messages
from django.forms import BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accord.kit.errors import Conflict
from accord.kit.money import Money
from accord.web import assets, display, richtext
from accord.web.toasts import Toast

register = template.Library()

PERSON_HUES = 6


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file with its sum, so that browsers may keep it for a year."""
    return assets.address(path)


@register.simple_tag
def icon(name: str, looks: str = "", *, label: str = "") -> SafeString:
    """A sign out of the sprite; `looks` are `s`, `l`, `turns`. Decoration unless it has a label of its own."""
    return _icon(assets.icons(), name, looks, str(label))


@lru_cache(maxsize=1000)
def _icon(sprite: str, name: str, looks: str, label: str) -> SafeString:
    classes = " ".join(["icon", *(f"icon--{look}" for look in looks.split())])
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, voice, sprite, name)


@register.filter
def marks(signs: Iterable[Any]) -> SafeString:
    """Small signs, each with its explanation, of anything with `icon`, `label` and `look`."""
    written = "".join(_mark(assets.icons(), sign.icon, str(sign.label), sign.look) for sign in signs)
    return SafeString(f'<span class="marks">{written}</span>' if written else "")


@lru_cache(maxsize=1000)
def _mark(sprite: str, name: str, label: str, look: str) -> SafeString:
    return format_html(
        '<span class="mark{} tip" role="img" tabindex="0" aria-label="{}">{}</span>',
        f" mark--{look}" if look else "",
        label,
        _icon(sprite, name, "", ""),
    )


@register.filter
def money(value: Money | tuple[Decimal, str] | str | None, precision: str = "") -> str:
    """Digits first, the code small and grey behind. `whole` rounds to units, as lists do."""
    if value is None or isinstance(value, str):
        return ""  # a template asked for what is not there
    amount, currency = (value.amount, value.currency) if isinstance(value, Money) else value
    digits = escape(display.amount(amount, currency, whole=precision == "whole"))
    code = f'<span class="money__code">{escape(str(currency))}</span>'
    return SafeString(f'<span class="money"><bdi>{digits}</bdi>{code}</span>')


@register.filter("in")
def in_currency(amount: Decimal, currency: str) -> tuple[Decimal, str]:
    """For figures that keep their currency once: `{{ total|in:currency|money }}`."""
    return amount, currency


@register.filter
def when(value: date | datetime | None) -> str:
    """A day that is still to come, or should be: late is red, today is bold, later is grey."""
    if not value:
        return ""
    looks = {"late": " due--late", "today": " due--today", "later": ""}[display.urgency(value)]
    return _time(value, f"due{looks}")


@register.filter
def moment(value: date | datetime | None) -> str:
    """A day that has been: the same words, no colour."""
    return _time(value, "due") if value else ""


@register.filter
def day(value: date | None, length: str = "") -> str:
    """A date as text: 9 Nov, 9 November 2026 (`long`), Monday, 9 November (`week`), or the digits the reader chose."""
    write = {"long": display.long_date, "week": display.week_date}.get(length, display.plain_date)
    return write(value) if value else ""


def _time(value: date | datetime, classes: str) -> SafeString:
    # Written out, as lists have a hundred of them: `format_html` takes longer than all that it is given.
    full, short = escape(display.full_date(value)), escape(display.short_date(value))
    return SafeString(f'<time class="{classes}" datetime="{value.isoformat()}" title="{full}">{short}</time>')


@register.filter
def rich(text: str | None) -> str:
    """Text in Markdown, as safe HTML."""
    return richtext.rendered(text) if text else ""


@register.filter
def initials(name: Any) -> str:
    """Two letters that stand for a name: first and last word, or the first two letters of the only one."""
    return display.initials(str(name))


@register.filter
def avatar(person: Any, looks: str = "") -> str:
    """The round sign of a person, the square one of a company. `hidden` where the name stands beside it."""
    if not person:
        return ""
    picture = person.picture_url if getattr(person, "portrait", "") else ""
    return _avatar(str(person), picture, looks)


@lru_cache(maxsize=1000)
def _avatar(name: str, picture: str, looks: str) -> SafeString:
    words = looks.split()
    hue = crc32(name.encode()) % PERSON_HUES + 1
    classes = ["avatar", *([f"avatar--{hue}"] if hue > 1 else []), *(f"avatar--{w}" for w in words if w != "hidden")]
    voice = SafeString('aria-hidden="true"')
    if "hidden" not in words:
        voice = format_html('role="img" aria-label="{0}" title="{0}"', name)
    if picture:
        said = SafeString('alt=""') if "hidden" in words else format_html('alt="{0}" title="{0}"', name)
        return format_html('<img class="{}" src="{}" {} loading="lazy">', " ".join(classes), picture, said)
    return format_html('<span class="{}" {}>{}</span>', " ".join(classes), voice, display.initials(name))


@register.filter
def person(value: Any, looks: str = "") -> str:
    """Avatar and name."""
    if not value:
        return ""
    return format_html('<span class="person">{}<span>{}</span></span>', avatar(value, f"{looks} hidden"), value)


@register.filter
def steps(at: int | str | None) -> SafeString:
    """How far a sale is, in five rising ticks. The words stand beside it, so it is silent."""
    looks = {"won": "steps--5 steps--won", "off": "steps--off"}.get(str(at)) or f"steps--{_ticks(at)}"
    return format_html('<span class="steps {}" aria-hidden="true">{}</span>', looks, SafeString("<i></i>" * 5))


def _ticks(percent: Any) -> int:
    """0, 20, 40, 60 and 100 percent are one to five ticks."""
    value = int(percent or 0)
    return sum(value >= bound for bound in (0, 20, 40, 60, 100))


@register.simple_tag(takes_context=True)
def url_with(context: RequestContext, **changes: Any) -> str:
    """This page with some of its query string changed; None takes a key away, a list gives several values."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            several = isinstance(value, Iterable) and not isinstance(value, str)
            query.setlist(key, [str(one) for one in value] if several else [str(value)])
    return f"?{query.urlencode()}" if query else context["request"].path


@register.inclusion_tag("web/field.html")
def form_field(field: BoundField, hint: str = "") -> dict[str, Any]:
    """One field as our forms show it. Every sentence about the control is bound to it for screen readers."""
    ids = [f"{field.auto_id}_hint"] if hint or field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    attrs: dict[str, str | bool] = (
        {} if field.widget_type == "checkbox" or field.use_fieldset else {"class": "field__control"}
    )
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return {"field": field, "control": field.as_widget(attrs=attrs), "hint": hint or field.help_text}


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a widget, as HTML."""
    return flatatt(attrs) if attrs else SafeString("")


@register.filter("input")
def input_tag(widget: dict[str, Any]) -> SafeString:
    """A simple control, as HTML."""
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    kind, name = widget["type"], conditional_escape(widget["name"])
    return SafeString(f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>')


@register.filter
def options(groups: Iterable[tuple[Any, Sequence[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, as HTML; a group without a name is an option by itself."""
    return SafeString("".join(_group(name, offered) for name, offered, _index in groups))


def _group(name: Any, offered: Sequence[dict[str, Any]]) -> str:
    written = "".join(_option(one) for one in offered)
    return f'<optgroup label="{escape(str(name))}">{written}</optgroup>' if name else written


def _option(one: dict[str, Any]) -> str:
    return f'<option value="{escape(str(one["value"]))}"{attributes(one["attrs"])}>{escape(str(one["label"]))}</option>'


MOST_PARTS = 500
_parts: dict[tuple[str, str | None, Hashable], SafeString] = {}


@register.simple_tag
def part(template: str, depends_on: Hashable, **values: Any) -> SafeString:
    """A part of the page that looks the same wherever `depends_on` and the language are: all that it reads of `values`.

    It is drawn once. What somebody may see or do goes into `depends_on` as well, so that no one meets another's part.
    """
    if not depends_on:
        return render_to_string(template, values)  # nothing is known of it
    key = (template, get_language(), depends_on)
    drawn = _parts.get(key)
    if drawn is None:
        drawn = render_to_string(template, values)
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        _parts[key] = drawn
    return drawn


@register.simple_tag(takes_context=True)
def toasts(context: RequestContext) -> Sequence[Toast]:
    """What this answer has to say. Reading takes the messages away."""
    request: HttpRequest | None = context.get("request")
    return [Toast.read(message) for message in get_messages(request)] if request else []


@register.filter
def layout(shell: Any) -> str:
    """For pages that people meet signed in or not: inside the shell where there is one."""
    return "web/shell.html" if getattr(shell, "person", None) or _entry(shell, "person") else "web/public.html"


def _entry(shell: Any, name: str) -> Any:
    return shell.get(name) if isinstance(shell, dict) else None


@register.filter
def conflict_rows(conflict: Conflict) -> list[dict[str, Any]]:
    """What differs, for `web/conflict.html`."""
    return [{"label": label, "now": now, "asked": asked} for label, (now, asked) in conflict.differs.items()]


@register.filter
def words(text: Any) -> list[str]:
    return str(text or "").split()


@register.filter
def at(things: Sequence[Any], index: int) -> Any:
    return things[index] if index < len(things) else ""


@register.filter
def joined(parts: Iterable[Any], sign: str = " · ") -> SafeString:
    """What is known of these, with a sign between: no dangling dots."""
    return format_html_join(sign, "{}", ((part,) for part in parts if part))
