"""Addresses of all record types, made from the contents of the product, and of what concerns no single type.

Each type has a namespace named as its kind: `deal:list`, `deal:show`, … beside the verbs that its package adds in the
`URLS` of its own `urls.py`: `{"deal": [path("<int:pk>/win/", views.win, name="win")]}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from accord.records import (
    boards,
    bulk_views,
    contents,
    field_views,
    form_views,
    history_views,
    link_views,
    list_views,
    merge_views,
    pickers,
    pointing,
    show_views,
    trash,
    undertakings,
)
from accord.records.declare import RecordPages

View = Callable[..., Any]

OF_A_TYPE: list[tuple[str, str, View]] = [
    ("", "list", list_views.rows),
    ("board/", "board", boards.board),
    ("bulk/<str:name>/", "bulk", bulk_views.act),
    ("<int:pk>/drop/", "drop", boards.drop),
    ("new/", "new", form_views.new),
    ("hints/", "hints", form_views.hints),
    ("owners/", "owners", form_views.owners),
    ("<int:pk>/", "show", show_views.show),
    ("<int:pk>/edit/", "edit", form_views.edit),
    ("<int:pk>/field/<str:name>/", "field", field_views.field),
    ("<int:pk>/ask/<str:name>/", "ask", form_views.ask),
    ("<int:pk>/delete/", "delete", show_views.delete),
    ("<int:pk>/links/", "links", link_views.links),
    ("<int:pk>/link/", "link", link_views.link),
    ("<int:pk>/unlink/<int:link>/", "unlink", link_views.unlink),
    ("<int:pk>/merge/", "merge", merge_views.merge_into),
    ("<int:pk>/restore/", "restore", show_views.restore),
    ("<int:pk>/history/", "history", show_views.history),
    ("<int:pk>/panel/<str:name>/", "panel", show_views.panel),
    ("<int:pk>/watch/", "watch", show_views.watch),
    ("<int:pk>/seen/", "seen", show_views.seen),
    ("<int:pk>/why/", "why", show_views.why),
]


def of_type(pages: RecordPages[Any]) -> URLResolver:
    """The namespace of one type: its package's own verbs first, then what every type has."""
    kind = pages.record.kind
    general = [*OF_A_TYPE, *hung_on()]
    patterns = [*own_verbs(pages), *(path(route, view, {"kind": kind}, name=name) for route, name, view in general)]
    return path(f"{pages.path}/", include((patterns, kind)))


def hung_on() -> Iterator[tuple[str, str, View]]:
    """What packages above can do with every type: `OF_EVERY_TYPE` in their `urls.py`."""
    for app in apps.get_app_configs():
        if app.name.startswith("accord.") and app.name != "accord.records" and find_spec(f"{app.name}.urls"):
            yield from getattr(import_module(f"{app.name}.urls"), "OF_EVERY_TYPE", [])


def own_verbs(pages: RecordPages[Any]) -> Iterator[URLPattern | URLResolver]:
    module = f"{pages.record._meta.app_config.name}.urls"
    if find_spec(module):
        yield from getattr(import_module(module), "URLS", {}).get(pages.record.kind, [])


urlpatterns: list[URLPattern | URLResolver] = [
    *(of_type(pages) for pages in contents.every()),
    path("changes/<int:pk>/", history_views.changes, name="changes"),
    path("undo/<int:pk>/", history_views.undo, name="undo"),
    path("undertakings/<int:pk>/", undertakings.show, name="undertaking"),
    path("undertakings/<int:pk>/go-on/", undertakings.go_on, name="go_on"),
    path("trash/", trash.trash, name="trash"),
    path("files/<int:pk>/point/", pointing.point, name="point_file"),
    path("pick/<str:kind>/", pickers.pick, name="pick"),
    path("bulk/<int:pk>/", bulk_views.progress, name="bulk_run"),
    path("views/<str:kind>/save/", list_views.view_save, name="view_save"),
    path("views/<int:pk>/change/", list_views.view_change, name="view_change"),
    path("views/<int:pk>/rename/", list_views.view_rename, name="view_rename"),
    path("views/<int:pk>/pin/", list_views.view_pin, name="view_pin"),
    path("views/<int:pk>/default/", list_views.view_default, name="view_default"),
    path("views/<int:pk>/delete/", list_views.view_delete, name="view_delete"),
]
