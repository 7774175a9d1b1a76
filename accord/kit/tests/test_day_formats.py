from datetime import date

import pytest
from django.utils import translation

from accord.kit import day_formats
from accord.kit.dates import parse_day

DAY = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("code", "written", "in_spreadsheets"),
    [
        ("d.m.Y", "03.04.2026", "dd.mm.yyyy"),
        ("d/m/Y", "03/04/2026", "dd/mm/yyyy"),
        ("m/d/Y", "04/03/2026", "mm/dd/yyyy"),
        ("Y-m-d", "2026-04-03", "yyyy-mm-dd"),
    ],
)
def test_a_day_is_written_and_read_in_the_way_that_is_in_force(code, written, in_spreadsheets):
    with day_formats.override(code):
        own = day_formats.in_force()
        assert own is not None
        assert own.write(DAY) == written
        assert own.in_spreadsheets == in_spreadsheets
        assert parse_day(written, date(2026, 11, 26)) == DAY


def test_what_one_means_by_slashes_is_ones_own_way_and_not_the_language():
    with translation.override("en"):
        assert parse_day("03/04/2026", DAY) == date(2026, 3, 4)
        with day_formats.override("d/m/Y"):
            assert parse_day("03/04/2026", DAY) == DAY


def test_the_other_ways_are_still_understood():
    with translation.override("ru"), day_formats.override("m/d/Y"):
        assert parse_day("2026-04-03", DAY) == parse_day("03.04.2026", DAY) == DAY


@pytest.mark.parametrize("code", ["", day_formats.BY_LANGUAGE, "Y", "%d", "d.m.Y "])
def test_any_other_word_leaves_it_to_the_language(code):
    with day_formats.override("d.m.Y"), day_formats.override(code):
        assert day_formats.in_force() is None


def test_a_way_is_in_force_no_longer_than_its_block():
    with day_formats.override("d.m.Y"):
        with day_formats.override("Y-m-d"):
            pass
        assert day_formats.in_force() is day_formats.FORMATS["d.m.Y"]

    assert day_formats.in_force() is None


def test_what_fails_inside_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError), day_formats.override("d.m.Y"):
        _ = 1 / 0

    assert day_formats.in_force() is None
