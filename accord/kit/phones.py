"""Telephone numbers: kept as typed, compared as numbers.

A CRM must not lose what a customer wrote (`ask for Ms Novak, ext. 12`), and must still know that 8 (495) 556-45-95 and
+7 495 5564595 are one telephone. So the raw text stays in its column and these functions make the key beside it.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

SEPARATORS = re.compile(r"[,;#/\n\r]|\b(?:доб|доп|вн|ext|extension|x)\b\.?", re.IGNORECASE)

# In Germany and Austria the area code stands before a stroke, 040/123456; elsewhere a stroke parts two numbers.
AREA = re.compile(r"((?:^|[,;#\n])\s*(?:\+\d{1,3}\s?)?\(?\d{2,5}\)?)\s?/\s?(?=\d)")


def digits(raw: str) -> str:
    """Its digits in Western figures, nothing else."""
    return "".join(str(unicodedata.decimal(c)) for c in raw if c.isdecimal())


def to_e164(raw: str, region: str = "") -> str:
    """The international form, `+74955564595`, or nothing where it is not a possible number.

    `region` is the country (ISO, two letters) whose people wrote it, for numbers without a country code.
    """
    try:
        number = phonenumbers.parse(raw[:80], region.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    number.extension = None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_key(raw: str, region: str = "") -> str:
    """What two spellings of one telephone have in common; the digits where the form is unknown, from seven on."""
    key = to_e164(raw, region) or digits(raw)
    return key if 7 <= len(digits(key)) <= 15 else ""


def phone_keys(text: str, region: str = "") -> list[str]:
    """The keys of all telephones in a text; extensions are no telephones of their own."""
    return list(_phone_keys(text[:1000], region)) if text.strip() else []


@lru_cache(4096)
def _phone_keys(text: str, region: str) -> tuple[str, ...]:
    """Remembered, since a record that is written asks for what it is known by and for what it is found by."""
    keys = (phone_key(piece, region) for piece in SEPARATORS.split(AREA.sub(r"\1 ", text)))
    return tuple(dict.fromkeys(key for key in keys if key))


def same_phone(one: str, other: str, region: str = "") -> bool:
    """Whether both spellings reach the same telephone."""
    key = phone_key(one, region)
    return bool(key) and key == phone_key(other, region)


def show_phone(raw: str, region: str = "") -> str:
    """As people read it, in international form; as typed where it is not a number."""
    try:
        number = phonenumbers.parse(raw[:80], region.upper() or None)
    except phonenumbers.NumberParseException:
        return raw
    if not phonenumbers.is_possible_number(number):
        return raw
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def country_of(raw: str) -> str:
    """The country (ISO) of a number in international form, or nothing where it does not say."""
    if not raw.strip().startswith(("+", "00")):
        return ""
    try:
        number = phonenumbers.parse(f"+{digits(raw).lstrip('0')}"[:80])
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or ""
