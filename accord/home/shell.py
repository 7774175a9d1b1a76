"""What the frame around every page shows:

Sections, counters, what one may create. One person, no further query than counters.
"""

from __future__ import annotations

from time import time
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.accounts.models.user import Density, Theme
from accord.home.counters import counters
from accord.home.navigation import ANALYTICS
from accord.notifications.models import Notification
from accord.preferences import switches
from accord.records import contents
from accord.records.counts import Counted
from accord.records.declare import RecordPages
from accord.records.lists.saved import views_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor; worked out only by templates that draw the frame."""
    return {"shell": SimpleLazyObject(lambda: frame(request))}


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    names = {
        "company_name": switches.load(request).company_name,
        "theme_choices": Theme.choices,
        "density_choices": Density.choices,
    }
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return names | {"theme": Theme.AUTO, "density": Density.REGULAR}
    assert user is not None
    here = request.path
    sections = [
        {"label": "", "links": first_links(here)},
        *groups(user, here),
        *knowing_group(user, here),
        *settings_group(user, here),
    ]
    pins, icons_only = pinned(user), request.COOKIES.get("sidebar") == "icons"
    return names | {
        "person": user,
        "theme": user.theme,
        "density": user.density,
        "sections": sections,
        "pinned": pins,
        "sidebar": (names["company_name"], icons_only, *(said(group) for group in (*sections, *pins))),
        "creates": creates(user),
        "unread": Notification.objects.unread_of(user),
        "notifications_url": reverse("notifications"),
        "search_url": reverse("find"),
        "help_url": reverse("help") + f"?from={here}",
        "profile_url": reverse("profile"),
        "sign_out_url": reverse("account_logout"),
        "appearance_url": reverse("profile_settings"),
        "live_url": f"{reverse('live')}?at={int(time())}",
        "account_links": account_links(),
        "icons_only": icons_only,
    }


def said(group: dict[str, Any]) -> tuple[Any, ...]:
    """Everything that a group of the sidebar, or a link, says."""
    return tuple(tuple(map(said, value)) if isinstance(value, list) else value for value in group.values())


def account_links() -> list[dict[str, str]]:
    return [
        {"label": _("Colleagues"), "url": reverse("colleagues"), "icon": "users"},
        {"label": _("Navigation"), "url": reverse("navigation"), "icon": "columns"},
    ]


def first_links(here: str) -> list[dict[str, Any]]:
    return [{"label": _("Home"), "url": "/", "icon": "home", "current": here == "/"}]


def groups(user: User, here: str) -> list[dict[str, Any]]:
    """The sections of `contents.py` with the types this person may list."""
    counts = counters(user)
    found = []
    for section in contents.sections():
        links = [
            link(contents.pages_of(pages.record.kind), here, counts)
            for pages in section.pages
            if policy.may_list(user, pages.record.kind) and pages.record.kind not in user.hidden
        ]
        if links:
            found.append({"label": section.label, "links": links})
    return found


def link(pages: RecordPages[Any], here: str, counts: dict[str, tuple[Counted, Counted]]) -> dict[str, Any]:
    url = reverse(f"{pages.record.kind}:list")
    late, rest = counts.get(pages.record.kind, (Counted(0), Counted(0)))
    return {
        "label": capfirst(pages.record._meta.verbose_name_plural),
        "url": url,
        "icon": pages.icon,
        "current": here.startswith(url),
        "count": rest,
        "count_late": late,
    }


def knowing_group(user: User, here: str) -> list[dict[str, Any]]:
    if not policy.holds(user, Special.ANALYTICS) or ANALYTICS in user.hidden:
        return []
    url = reverse("analytics")
    link = {"label": _("Analytics"), "url": url, "icon": "analytics", "current": here.startswith(url)}
    return [{"label": _("Know"), "links": [link]}]


def settings_group(user: User, here: str) -> list[dict[str, Any]]:
    keeps_directories = policy.holds(user, Special.DIRECTORIES) or policy.holds(user, Special.RATES)
    entries = [
        ("directory", _("Directories"), "directories", keeps_directories),
        ("upload", _("Import"), "imports", policy.holds(user, Special.IMPORT)),
        ("trash", _("Trash"), "trash", True),
        ("settings", _("Settings"), "administration", policy.holds(user, Special.ADMINISTER)),
    ]
    links = [
        {"label": label, "url": reverse(name), "icon": icon, "current": here.startswith(reverse(name))}
        for icon, label, name, offered in entries
        if offered
    ]
    return [{"label": _("Keep"), "links": links}]


def pinned(user: User) -> list[dict[str, Any]]:
    return [
        {"label": view.name, "url": f"{reverse(f'{view.type}:list')}?view={view.pk}"}
        for view in views_of(user)
        if view.pinned and contents.knows(view.type) and policy.may_list(user, view.type)
    ]


def creates(user: User) -> list[dict[str, Any]]:
    return [
        {
            "label": capfirst(pages.record._meta.verbose_name),
            "url": reverse(f"{pages.record.kind}:new"),
            "icon": pages.icon,
        }
        for pages in contents.every()
        if policy.may_add(user, pages.record.kind) and pages.offers_new(user)
    ]
