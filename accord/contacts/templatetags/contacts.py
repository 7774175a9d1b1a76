"""How one reaches somebody: the links behind a phone number."""

from typing import Any

from django import template

from accord.kit.phones import phone_keys, show_phone

register = template.Library()


@register.filter
def ways(phone: str, country: str = "") -> dict[str, Any]:
    """A number as people read it, with what dials it and the messengers that know it by its digits."""
    known = next((key for key in phone_keys(phone, country) if key.startswith("+")), "")
    return {
        "shown": show_phone(phone, country) if known and "," not in phone else phone,
        "dial": f"tel:{known}" if known else "",
        "whatsapp": f"https://wa.me/{known[1:]}" if known else "",
        "viber": f"viber://chat?number=%2B{known[1:]}" if known else "",
    }
