"""Numbers as people type them: `1.234,50`, `1 234,50`, `1,234.50`, `1'234.50`, `١٢٣٤٫٥`.

Where both signs occur, the last one is the decimal sign. Where one occurs once before three digits, the language
decides: 1,234 is a thousand in English and a bit more than one in German. Thousands must stand in their places, so that
a slip of the finger is asked about and not guessed.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LONGEST = 60
GROUPED = re.compile(r"\d{1,3}(_\d{3})+|\d{1,2}(_\d{2})+_\d{3}")
BLANKS = re.compile(r"[\s'’`\u066c]")
NUMBER = re.compile(r"([+-]?)([\d_.,]+)")


def parse_number(text: str, language: str | None = None) -> Decimal:
    """The number that a person of that language (default: the active one) meant, or a ValidationError in words."""
    if len(text) > LONGEST:
        raise ValidationError(_("This number is too long."), code="invalid")
    match = NUMBER.fullmatch(_plain(text))
    if not match:
        raise ValidationError(_("Enter a number."), code="invalid")
    sign, body = match.groups()
    whole, fraction = _parts(body, get_format("DECIMAL_SEPARATOR", lang=language or get_language()))
    return Decimal(f"{sign}{whole or 0}.{fraction}")


def show_number(value: Decimal, language: str | None = None) -> str:
    """The number as it is put into a form: decimal sign of the language, at least two decimals if any, no thousands."""
    text = f"{value:f}"
    if "." in text:
        whole, fraction = text.split(".")
        fraction = fraction.rstrip("0")
        text = f"{whole}.{fraction.ljust(2, '0')}" if fraction else whole
    return text.replace(".", get_format("DECIMAL_SEPARATOR", lang=language or get_language()))


def _plain(text: str) -> str:
    """Western digits, one kind of minus, `_` for every blank between digits, no currency sign at either end."""
    text = "".join(_character(c) for c in text.strip())
    text = text.strip().replace("\u066b", ".")
    return re.sub(r"^([+-])_", r"\1", BLANKS.sub("_", text))


def _character(c: str) -> str:
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    if c in "−‒–﹣－":
        return "-"
    return "" if unicodedata.category(c) in ("Sc", "Cf") else c


def _parts(body: str, decimal_sign: str) -> tuple[str, str]:
    """Digits before and after the decimal sign."""
    at = _decimal_position(body, decimal_sign)
    whole, fraction = (body, "") if at is None else (body[:at], body[at + 1 :])
    grouped = whole.replace(",", "_").replace(".", "_")
    kinds = set(whole) & set(",._")
    clean = not kinds or (len(kinds) == 1 and GROUPED.fullmatch(grouped))
    digits = grouped.replace("_", "")
    if not clean or not re.fullmatch(r"\d*", fraction) or not (digits or fraction):
        raise ValidationError(_("Enter a number."), code="invalid")
    return digits, fraction


def _decimal_position(body: str, decimal_sign: str) -> int | None:
    """Where the decimal sign stands, if one does."""
    at = max(body.rfind("."), body.rfind(","))
    if at < 0 or body.count(body[at]) > 1:
        return None
    alone = not set(body[:at]) & set(",._")
    thousands = re.fullmatch(r"[1-9]\d{0,2}", body[:at]) and re.fullmatch(r"\d{3}", body[at + 1 :])
    return None if alone and thousands and body[at] != decimal_sign else at


class ScaledFormField(forms.DecimalField):
    """A decimal typed in any of the common ways and shown in the reader's own."""

    widget = forms.TextInput

    def __init__(self, *, places: int = 4, **kwargs: Any) -> None:
        self.places = places
        kwargs.pop("localize", None)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        number = value if isinstance(value, Decimal) else parse_number(str(value))
        if -int(number.normalize().as_tuple().exponent) > self.places:
            message = _("At most %(places)s decimals fit here.")
            raise ValidationError(message, code="max_decimal_places", params={"places": self.places})
        return number

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def prepare_value(self, value: Any) -> Any:
        return show_number(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**forms.Field.widget_attrs(self, widget), "inputmode": "decimal"}
