"""Answers without their drawing: a page takes five times as long to draw as to decide who may open it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from unittest import mock

from django.template.backends.django import Template
from django.utils.safestring import mark_safe


def undrawn() -> AbstractContextManager[object]:
    """Everything of a request happens but the drawing of its page."""
    return mock.patch.object(Template, "render", return_value=mark_safe(""))


class Drawn:
    """Which pages were drawn already. One of each sort is; of the others it is asked only who gets them."""

    def __init__(self) -> None:
        self.sorts: set[object] = set()

    def once(self, *sort: object) -> AbstractContextManager[object]:
        if sort in self.sorts:
            return undrawn()
        self.sorts.add(sort)
        return nullcontext()
