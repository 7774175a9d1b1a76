"""How a row of a list looks, `{{ row|drawn }}`, and what moves a card: `{{ card|lifted }}`, `{{ card|mover }}`.

A page has hundreds of cells, and a template would ask each of them what it is; here each look is a function that writes
its cell. Whatever comes from a record passes through `escape`.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.records.boards import Card
from accord.records.lists.cells import Cell, Row
from accord.web.templatetags.web import avatar, icon, marks, moment, money, when

register = template.Library()


@register.filter
def drawn(row: Row) -> SafeString:
    cells = [
        f'<td role="cell" class="{cell.css}"{" data-edit" if edits else ""}>{LOOKS[cell.look](cell, row)}</td>'
        for cell, edits in zip(row.cells, row.edits, strict=True)
    ]
    return SafeString(f'<tr role="row" data-row="{row.record.pk}">{_box(row)}{"".join(cells)}</tr>')


def _box(row: Row) -> str:
    """What selects the row."""
    label = escape(_("Select %(name)s") % {"name": row.title})
    box = f'<input type="checkbox" name="pick" value="{row.pick}" aria-label="{label}">'
    return f'<td role="cell" class="cell--pick"><label class="check">{box}</label></td>'


def text(cell: Cell, row: Row) -> str:
    if not cell.value:
        return ""
    words = escape(str(cell.value))
    if not cell.url:
        return f'<bdi title="{words}">{words}</bdi>'
    return f'<a class="table__link" href="{escape(cell.url)}" title="{words}"><bdi>{words}</bdi></a>'


def name(cell: Cell, row: Row) -> str:
    words = escape(str(cell.value or row.title))
    link = f'<a href="{escape(row.url)}" title="{words}">{words}</a>'
    return f'<div class="table__name">{_picture(row.record)}{link}{marks(row.marks)}</div>'


def _picture(record: Any) -> str:
    address = getattr(record, "picture_url", "")
    if not address:
        return ""
    shape = "avatar avatar--company" if record.kind == "company" else "avatar"
    return f'<img class="{shape}" src="{escape(address)}" alt="" loading="lazy">'


def amount(cell: Cell, row: Row) -> str:
    return money(cell.value, "whole")


def stage(cell: Cell, row: Row) -> str:
    looks, words = cell.value[0], escape(cell.value[1])
    ticks = f'<span class="steps {looks}" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></span>'
    inside = f'{ticks}<span title="{words}">{words}</span>'
    if not cell.url:
        return _line(inside)
    to = escape(cell.url)
    return f'<a class="table__line table__asks" href="{to}" hx-get="{to}" hx-target="#dialog">{inside}</a>'


def step(cell: Cell, row: Row) -> str:
    said, day, is_awaited = cell.value
    words = escape(said)
    return _line(f'<span class="grow" title="{words}">{words}</span>{when(day) if is_awaited else moment(day)}')


def _line(inside: str) -> str:
    return f'<div class="table__line">{inside}</div>'


def yes(cell: Cell, row: Row) -> str:
    return icon("check", label=_("Yes")) if cell.value else ""


def unseen(cell: Cell, row: Row) -> str:
    return f'<span class="muted">{escape(cell.value)}</span>'


LOOKS: dict[str, Callable[[Cell, Row], str]] = {
    "text": text,
    "record": text,
    "link": name,
    "money": amount,
    "steps": stage,
    "step": step,
    "when": lambda cell, row: _line(when(cell.value)),
    "date": lambda cell, row: _line(moment(cell.value)),
    "person": lambda cell, row: avatar(cell.value),
    "yes": yes,
    "unseen": unseen,
}


# ── cards ──


@register.filter
def lifted(card: Card) -> SafeString:
    """What the script of the board reads of a card that may be moved."""
    if not card.may_move:
        return SafeString("")
    pk, version = card.record.pk, card.record.version
    return SafeString(f' tabindex="0" data-card="{pk}" data-version="{version}" data-drop="{escape(card.drop_url)}"')


@register.filter
def mover(card: Card) -> SafeString:
    """The way to move a card without dragging it."""
    if not card.may_move:
        return SafeString("")
    to, label = escape(card.drop_url), escape(_("Move %(name)s") % {"name": card.record})
    looks = "btn btn--quiet btn--icon btn--small deal-card__move"
    sign = icon("move", "turns")
    return SafeString(
        f'<a class="{looks}" href="{to}" hx-get="{to}" hx-target="#dialog" aria-label="{label}">{sign}</a>'
    )
