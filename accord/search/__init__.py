"""Finding any record by a few letters: one index over all types, forgiving typos, never showing what one may not see.

Each record has one narrow row here, written in the same transaction as the record itself. The row carries the words
by which the record is found and the marks of who may see it, so that the index answers both questions at once. Words
are taken apart in Python (`accord.kit.text`), hence alike on both databases; SQLite finds them with FTS5, PostgreSQL
with GIN.
"""
