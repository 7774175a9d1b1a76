"""Saved views: private lists as one likes them, shown as tabs, pinned in the navigation, one of them opening first."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accord.accounts.models import User
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.kit.prepared import STAND_INS, Prepared
from accord.records.models import SavedView

LONGEST_NAME = 80


def views_of(person: User) -> list[SavedView]:
    """All live views of this person, read once per request: the navigation and the tabs ask for the same rows."""
    kept: list[SavedView] | None = person.__dict__.get("_saved_views")
    if kept is None:
        kept = person.__dict__["_saved_views"] = _views().ask(person.pk)
    return kept


@cache
def _views() -> Prepared:
    """Every page asks."""
    return Prepared(SavedView.objects.live().filter(person=STAND_INS[0]))


def views_for(person: User, kind: str) -> list[SavedView]:
    return [view for view in views_of(person) if view.type == kind]


def clean_name(text: str) -> str:
    """A name that can stand on a tab."""
    name = " ".join(text.split())
    try:
        plain_line(name)
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error
    if not name:
        raise RuleBroken(_("Give the view a name."))
    if len(name) > LONGEST_NAME:
        raise RuleBroken(_("Please keep the name of a view to %(most)d characters.") % {"most": LONGEST_NAME})
    return name


def save(kind: str, name: str, query: str, *, by: Actor, **looks: Any) -> SavedView:
    """Keep a list as it is now under a name; an existing view of that name is refused in words."""
    assert isinstance(by.person, User)
    return SavedView.objects.add(by=by, person=by.person, type=kind, name=clean_name(name), query=query, **looks)


def make_default(view: SavedView, *, by: Actor) -> None:
    """Open this view first, instead of whichever did so far."""
    assert isinstance(by.person, User)
    others = SavedView.objects.live().filter(person=by.person, type=view.type, is_default=True).exclude(pk=view.pk)
    for other in others:
        other.change("changed", by=by, is_default=False)
    view.change("changed", by=by, is_default=not view.is_default)
