from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from accord.kit.company_names import company_key
from accord.kit.text import (
    clean_file_name,
    clean_line,
    clean_text,
    guard_cell,
    is_prefix,
    normalise,
    person_name,
    sort_key,
    tokens,
    transliterate,
    unguard_cell,
)

ANYTHING = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"),
        ("MÜLLER", "Muller"),
        ("Straße", "STRASSE"),
        ("Ёлка", "елка"),
        ("Ａｃｍｅ", "acme"),
        ("Søren", "soren"),
    ],
)
def test_two_spellings_of_one_word_are_equal(one, other):
    assert normalise(one) == normalise(other)


@given(ANYTHING)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


def test_names_meet_across_alphabets():
    assert transliterate("Иванов") == transliterate("Ivanov")
    assert transliterate("Müller") == "muller"


def test_what_is_written_in_one_piece_counts_whole_and_in_parts():
    found = tokens("Anna.K@acme.com, re: (INV-2026/042)")

    assert found == ["anna.k@acme.com", "anna", "k", "acme", "com", "re", "inv-2026/042", "inv", "2026", "042"]


@given(ANYTHING)
def test_tokens_are_short_not_empty_and_each_there_once(text):
    found = tokens(text)

    assert len(found) == len(set(found))
    assert all(0 < len(token) <= 64 for token in found)


def test_names_are_sorted_as_people_do():
    names = ["Élan", "elan 10", "Elan 2", "Ива", "Йод", "Жук", "zebra", "Ábel", "3M", "Кит"]

    assert sorted(names, key=sort_key) == [
        "3M",
        "Ábel",
        "Élan",
        "Elan 2",
        "elan 10",
        "zebra",
        "Жук",
        "Ива",
        "Йод",
        "Кит",
    ]


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "a\ud800b", "a\u202eb", "a\u2066b", "a\x07b", "a\x1bb", "a\u2028b", "a\x85b", "a\nb", "a\rb"],
)
def test_a_line_with_what_cannot_be_stored_or_deceives_is_refused_in_words(text):
    with pytest.raises(ValidationError):
        clean_line(text)


def test_a_line_is_trimmed_and_composed():
    assert clean_line("\ufeff  Ame\u0301lie\tPoulain \n") == "Amélie Poulain"


def test_several_lines_keep_their_ends_and_tabs():
    assert clean_text("a\r\nb\rc\td\n") == "a\nb\nc\td"


@given(ANYTHING)
def test_what_was_cleaned_can_be_stored_anywhere(text):
    with suppress(ValidationError):
        clean = clean_text(text)
        assert "\x00" not in clean.encode().decode()
        assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("whole", "first", "middle", "last"),
    [
        ("Anna", "Anna", "", ""),
        ("Anna Novak", "Anna", "", "Novak"),
        ("Anna Maria von Beethoven", "Anna", "Maria von", "Beethoven"),
        ("Dr. Anna Novak", "Dr. Anna", "", "Novak"),
        ("prof Dr. Anna Novak", "prof Dr. Anna", "", "Novak"),
        ("", "", "", ""),
    ],
)
def test_a_whole_name_falls_into_its_parts(whole, first, middle, last):
    name = person_name(whole)

    assert (name.first, name.middle, name.last) == (first, middle, last)


def test_a_title_alone_is_nobodys_name():
    assert person_name("Dr.").is_only_prefix
    assert is_prefix("PROF.")
    assert not person_name("Dr. Anna").is_only_prefix


@given(ANYTHING)
def test_a_name_of_ordinary_length_loses_no_word(text):
    assert str(person_name(text)) == " ".join(text.split()) or len(text) > 90


@pytest.mark.parametrize("blank", ["", " ", "\t", "\r", "\n", "\u200b", "\u00a0", "\u3000", "\ufeff", "\x07"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%"])
def test_no_cell_is_taken_for_a_formula(blank, sign):
    guarded = guard_cell(f"{blank}{sign}1+1")

    assert guarded.startswith("'")
    assert unguard_cell(guarded) == f"{blank}{sign}1+1"


@pytest.mark.parametrize("text", ["Acme", "5 cranes", "a=1", "", "'s Gravenhage", "(1)"])
def test_ordinary_cells_stay_as_they_are(text):
    assert guard_cell(text) == text
    assert unguard_cell(text) == text


@given(ANYTHING)
def test_a_guarded_cell_is_read_back_as_it_was(text):
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\offer.pdf", "offer.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("con.txt", "_con.txt"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("a\r\nb: c.txt", "a b c.txt"),
        ("", "file"),
        ("offer. .pdf ", "offer.pdf"),
    ],
)
def test_file_names_lose_what_some_system_would_mind(given_name, cleaned):
    assert clean_file_name(given_name) == cleaned


@given(ANYTHING)
def test_any_file_name_can_be_written_anywhere(text):
    name = clean_file_name(text * 10)

    assert 0 < len(name.encode()) <= 190
    assert not set(name) & set('/\\:*?"<>|\0\r\n')
    assert clean_file_name(name) == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ACME, Inc.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme s. r. o.", "acme"),
        ("Acme S.A.", "acme"),
        ("Acme s.r.o.", "acme"),
        ("ООО «Акме»", "акме"),
        ("Общество с ограниченной ответственностью Акме", "акме"),
        ("A.B.C. Ltd.", "abc"),
        ("AS Roma", "as roma"),
        ("S.A.", "sa"),
        ("Smith & Sons", "smith and sons"),
        ("O'Reilly Media, Inc", "oreilly media"),
        ("Müller AG", "muller"),
        ("", ""),
    ],
)
def test_companies_lose_what_the_law_added(name, key):
    assert company_key(name) == key


@given(ANYTHING)
@example("&")
def test_a_name_with_a_letter_has_a_key(text):
    assert bool(company_key(text)) == any(c.isalnum() for c in normalise(text))
