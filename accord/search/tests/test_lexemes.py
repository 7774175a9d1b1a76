"""What an entry is found by in the index of PostgreSQL: its words, their beginnings, its marks."""

from importlib import import_module

from django.db import connection

from accord.search.expressions import Any, Word
from accord.search.models import Entry
from accord.search.scope import Reached

AS_A_QUERY: str = import_module("accord.search.migrations.0004_words_by_type_and_span").BY_SPAN[0]
NASTY = [
    "", " ", "  two   blanks ", "a", "ab", "abc", "_", "__ _a a_ _ab_cd", "_id_7 _t_acmegmbh acme gmbh",
    "ab ab abc abd abcd", "ё ёж ёжи ёжик", "日本 日本語 株", "e\u0301 e\u0301te\u0301", "<ab <abc company:0:ab ~ ~ab",
    "it's \\back %s %% \"said\" {a,b} NULL", "tab\tline\nend", "x" * 64,
    " ".join(f"word{n} _mark{n} {n}" for n in range(400)),
]  # fmt: skip


def test_an_entry_is_found_by_each_beginning_of_each_of_its_words(db):
    words = ["a", "ab", "abc", "gmbh", "ёжик", "日本語", "x" * 64]
    entry = Entry.objects.create(
        kind="company", record_id=70_000, title="", words=" ".join(words), scope="_company_all"
    )
    everybody = Reached(Any((Word("_company_all"),)), "company")

    for word in words:
        for size in range(2, len(word) + 1):
            assert [*Entry.objects.matching([(everybody, Word(word[:size], open=True))])] == [entry], word[:size]
        assert [*Entry.objects.matching([(everybody, Word(word))])] == [entry], word


def test_one_pass_over_the_words_makes_the_same_lexemes_as_the_query_did(db):
    ids = (1, 65_535, 65_536, 2**40)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(AS_A_QUERY.replace("search_words(", "search_words_as_a_query(", 1).replace("%", "%%"))
    made = [(words, lexemes("search_words", pk, words)) for words in NASTY for pk in ids]

    assert made == [(words, lexemes("search_words_as_a_query", pk, words)) for words in NASTY for pk in ids]


def lexemes(function, pk, words):
    """In the words of PostgreSQL; SQLite indexes the words as they are."""
    if connection.vendor != "postgresql":
        return words
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}('company', %s, %s)::text", [pk, words])
        return cursor.fetchone()[0]
