import pytest

from accord.kit.numbers import LARGEST_ID, as_id, as_number


@pytest.mark.parametrize(("word", "number"), [("1", 1), ("007", 7), (str(LARGEST_ID), LARGEST_ID)])
def test_a_word_that_is_a_number_is_that_id(word, number):
    assert as_id(word) == number


SMALL = ["", "0", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1_0", "²", "٣", "１", "①", "one", "\x00", "1\n"]
LARGE = [str(LARGEST_ID + 1), "9" * 19, "9" * 5000]


@pytest.mark.parametrize("word", [*SMALL, *LARGE])
def test_whatever_else_stands_there_is_no_id(word):
    assert as_id(word) is None


@pytest.mark.parametrize(("word", "number"), [("0", 0), ("500", 500), ("501", None), ("9" * 5000, None), ("", None)])
def test_a_number_has_its_bounds(word, number):
    assert as_number(word, most=500) == number
