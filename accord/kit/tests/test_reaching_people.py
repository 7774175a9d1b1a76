from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accord.kit.emails import Address, domain, is_public, normalise_email, parse_addresses
from accord.kit.phones import digits, phone_key, phone_keys, same_phone, show_phone, to_e164


@pytest.mark.parametrize(
    ("typed", "region", "keys"),
    [
        ("8-495-556-45-95, доб. 422", "RU", ["+74955564595"]),
        ("+375 (44) 523 14 73", "", ["+375445231473"]),
        ("+49 170 1234567; 0170 7654321", "DE", ["+491701234567", "+491707654321"]),
        ("٠١٧٠ ١٢٣٤٥٦٧", "DE", ["+491701234567"]),
        ("call me", "", []),
        ("", "", []),
        ("123", "DE", []),
    ],
)
def test_the_telephones_in_a_text(typed, region, keys):
    assert phone_keys(typed, region) == keys


def test_two_spellings_reach_the_same_telephone():
    assert same_phone("8 (495) 556-45-95", "+7 495 5564595", "RU")
    assert not same_phone("8 (495) 556-45-95", "8 (495) 556-45-96", "RU")
    assert not same_phone("", "")


def test_without_a_country_the_digits_are_compared():
    assert to_e164("0170 1234567") == ""
    assert phone_key("0170 1234567") == phone_key("0170/123 45 67") == "01701234567"
    assert digits("+49 (170) 1") == "491701"


def test_a_telephone_is_shown_in_international_form_and_anything_else_as_typed():
    assert show_phone("01701234567", "DE") == "+49 170 1234567"
    assert show_phone("ask Anna") == "ask Anna"


@given(st.text(max_size=100), st.sampled_from(["", "DE", "RU", "zz"]))
def test_whatever_is_typed_a_telephone_raises_nothing(text, region):
    assert all(key for key in phone_keys(text, region))
    show_phone(text, region)


def test_addresses_come_with_and_without_names():
    found = parse_addresses('"Novak, Anna" <anna@acme.com>, boris@acme.com; Zoë Ö <z@acme.com>\nq@acme.com,')

    assert found == [
        Address("Novak, Anna", "anna@acme.com"),
        Address("", "boris@acme.com"),
        Address("Zoë Ö", "z@acme.com"),
        Address("", "q@acme.com"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "anna@",
        "@acme.com",
        "anna@acme",
        "a b@acme.com",
        "anna@acme.com\x00",
        "a@b.c\u2028",
        "<anna@acme.com",
        "a@@b.com",
    ],
)
def test_an_address_that_is_none_is_named(typed):
    with pytest.raises(ValidationError):
        parse_addresses(typed)


def test_too_many_addresses_are_refused():
    with pytest.raises(ValidationError):
        parse_addresses(",".join(["a@acme.com"] * 201))


@given(st.text(max_size=100))
def test_whatever_is_typed_gives_addresses_or_a_sentence(text):
    with suppress(ValidationError):
        assert all("@" in address.email for address in parse_addresses(text))


def test_addresses_are_compared_in_small_letters_and_public_domains_tell_nothing():
    assert normalise_email(" Anna@ACME.com ") == "anna@acme.com"
    assert domain("Anna@ACME.com") == "acme.com"
    assert domain("anna") == ""
    assert is_public("anna@Gmail.com", {"gmail.com"})
    assert not is_public("anna@acme.com", {"gmail.com"})
