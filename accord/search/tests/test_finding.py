"""A record is found by a few letters of what people know about it."""

import pytest

from accord.search.query import search


def titles(person, text, **more):
    return [hit.title for hit in search(person, text, **more).hits]


@pytest.mark.parametrize("text", ["harbour", "harb cran", "CRANE harb", "retrofit", "  crane  "])
def test_all_typed_words_are_found_however_unfinished(office, text):
    office.crane  # noqa: B018 - made by being named

    assert office.crane.name in titles(office.anna, text)
