"""Form and model fields that every type uses: text that is clean, a sort key that orders alike everywhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import ngettext_lazy

from accord.kit.text import LONGEST_SORT_KEY, clean_line, clean_text

TOO_LONG = ngettext_lazy(
    "Please keep this to %(limit_value)d character (it has %(show_value)d).",
    "Please keep this to %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)

LONGEST_TEXT = 100_000
LONGEST_ID = 18
"""Digits; a longer number is nobody's ID and more than SQLite takes."""


def plain_line(value: str) -> None:
    """Validator for a model's CharField: one line, nothing that a database refuses or that deceives a reader."""
    clean_line(value)


def plain_text(value: str) -> None:
    """Validator for a model's TextField."""
    clean_text(value)


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # Django knows no brackets here
    """Several rows by their IDs; a number that is no possible ID is an invalid choice and reaches no database."""

    def _check_values(self, value: Any) -> Any:
        for pk in value if isinstance(value, list | tuple) else []:
            if len(str(pk)) > LONGEST_ID:
                shown = f"{str(pk)[:LONGEST_ID]}…"
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": shown})
        return super()._check_values(value)  # type: ignore[misc] # a hook that the stubs do not name


class CleanCharField(forms.CharField):
    """What a CharField or TextField of a model becomes in any form; nothing is cut, everything is said in words."""

    cleaner = staticmethod(clean_line)

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators = [v for v in self.validators if not _is_replaced(v)]
        self.validators.append(MaxLengthValidator(max_length or LONGEST_TEXT, TOO_LONG))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.cleaner(text) if text else text


class CleanTextField(CleanCharField):
    """The same for several lines."""

    widget = forms.Textarea
    cleaner = staticmethod(clean_text)


class RichFormField(CleanTextField):
    """Several lines in Markdown; forms give it a toolbar and a preview."""


class RichTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Markdown. What was typed is stored, and rendered and cleaned whenever it is shown."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RichFormField, **kwargs})

    def deconstruct(self) -> Any:
        """For the database it is text like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def _is_replaced(validator: Any) -> bool:
    return type(validator).__name__ in ("MaxLengthValidator", "ProhibitNullCharactersValidator")


class SortKeyField(models.CharField):  # type: ignore[type-arg]
    """A stored `sort_key`, compared byte by byte on both databases, whatever alphabet the server was set up with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_SORT_KEY)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
