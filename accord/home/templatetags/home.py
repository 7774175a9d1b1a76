"""{% title_of day "deal" payment.deal_id payment %}: a name as far as the reader may see it, else the last word."""

from typing import Any

from django import template

from accord.home.day import Day

register = template.Library()


@register.simple_tag
def title_of(day: Day, kind: str, pk: int | None, otherwise: Any = "") -> str:
    return day.titles.get((kind, pk or 0)) or str(otherwise)
