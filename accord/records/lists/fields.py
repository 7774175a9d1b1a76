"""Where a declared path leads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models


def field_at(model: type[models.Model], path: str) -> Any:
    """The last field of a path over links, or None where it is no field (a property, a mistake)."""
    column: Any = None
    for name in path.split("__"):
        try:
            column = model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None
        model = column.related_model if column.is_relation else model
    return column


def is_several(model: type[models.Model], path: str) -> bool:
    """Whether a row can have several values there, so that a condition must not multiply rows."""
    for name in path.split("__"):
        try:
            column: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if column.many_to_many or column.one_to_many:
            return True
        model = column.related_model if column.is_relation else model
    return False


def model_at(model: type[models.Model], path: str) -> type[models.Model] | None:
    """The model that a path of links ends at."""
    column = field_at(model, path)
    return column.related_model if column is not None and column.is_relation else None


def is_moment(column: Any) -> bool:
    return isinstance(column, models.DateTimeField)
