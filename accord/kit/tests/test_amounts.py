from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accord.kit.amounts import ScaledFormField, parse_number, show_number


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("1.234,50", "en", "1234.50"),
        ("1 234,50", "en", "1234.50"),
        ("1,234.50", "de", "1234.50"),
        ("1,234", "en", "1234"),
        ("1,234", "de", "1.234"),
        ("1.234", "de", "1234"),
        ("1.234", "en", "1.234"),
        ("1.234.567", "en", "1234567"),
        ("1\u00a0234\u202f567,8", "ru", "1234567.8"),
        ("€ 1'234.5", "en", "1234.5"),
        ("1’234.5 ₽", "en", "1234.5"),
        ("12,34,567.8", "en", "1234567.8"),
        ("١٢٣٤٫٥", "en", "1234.5"),
        ("−5", "en", "-5"),
        ("+5", "en", "5"),
        (".5", "en", "0.5"),
        ("5,", "en", "5"),
        ("0,500", "en", "0.500"),
        ("1234,567", "en", "1234.567"),
    ],
)
def test_numbers_are_read_as_they_were_meant(typed, language, meant):
    assert parse_number(typed, language) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "abc",
        "1,23,4",
        "1..2",
        "--1",
        "1e5",
        ".",
        "-",
        "1 2",
        "1.234,56.7",
        "NaN",
        "0x10",
        "1/2",
        "1\x002",
        "9" * 61,
    ],
)
def test_a_slip_of_the_finger_is_asked_about_and_not_guessed(typed):
    with pytest.raises(ValidationError):
        parse_number(typed, "en")


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4), st.sampled_from(["en", "de", "ru", "fr", "ar"]))
def test_what_a_form_shows_is_read_back_in_every_language(number, language):
    assert parse_number(show_number(number, language), language) == number


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ru"]))
def test_whatever_is_typed_gives_a_number_or_a_sentence(text, language):
    with suppress(ValidationError):
        assert parse_number(text, language).is_finite()


def test_a_form_shows_two_decimals_or_as_many_as_there_are():
    shown = [show_number(Decimal(number), "de") for number in ("5.0000", "5.1000", "5.1234", "1234567.5")]

    assert shown == ["5", "5,10", "5,1234", "1234567,50"]


def test_the_form_field_says_which_number_is_too_fine():
    field = ScaledFormField(places=4)

    assert field.clean("1.23450000") == Decimal("1.2345")
    with pytest.raises(ValidationError, match="At most 4 decimals"):
        field.clean("1.23456")


def test_the_form_field_shows_and_reads_the_readers_language():
    field = ScaledFormField(places=4)

    with translation.override("ru"):
        assert field.prepare_value(Decimal("1234.5000")) == "1234,50"
        assert field.clean("1 234,5") == Decimal("1234.5")
        assert not field.has_changed(Decimal("1234.5000"), "1234,50")


def test_an_empty_field_is_nothing_and_a_required_one_says_so():
    assert ScaledFormField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        ScaledFormField().clean("")
