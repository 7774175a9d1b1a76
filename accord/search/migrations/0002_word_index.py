"""The word index lies outside the ORM. FTS5 needs its own table, kept by triggers; PostgreSQL has generated columns.

Whoever remakes the table `search_entry` in a later migration has to make the triggers again: SQLite drops them with it.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, scope, content='search_entry', content_rowid='id', detail=none, prefix='2 3',
        tokenize="ascii tokenchars '_'"
    )""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_index(rowid, words, scope) VALUES (new.id, new.words, new.scope);
    END""",
    """CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_index(search_index, rowid, words, scope) VALUES ('delete', old.id, old.words, old.scope);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF words, scope ON search_entry
        WHEN old.words <> new.words OR old.scope <> new.scope BEGIN
        INSERT INTO search_index(search_index, rowid, words, scope) VALUES ('delete', old.id, old.words, old.scope);
        INSERT INTO search_index(rowid, words, scope) VALUES (new.id, new.words, new.scope);
    END""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_added",
    "DROP TRIGGER search_entry_deleted",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_index",
]
# What waits in GIN's pending list is read from end to end by every search: it is kept short, or not used at all.
# The beginnings of two and three letters are lexemes of their own (as FTS5's `prefix` has it): a look-up by so short a
# beginning would otherwise gather thousands of words, and the planner would not know how common it is.
POSTGRES = [
    """CREATE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT coalesce(array_to_tsvector(array_agg(DISTINCT lexeme)), '') FROM (
            SELECT word AS lexeme FROM unnest(string_to_array(words, ' ')) AS word WHERE word <> ''
            UNION ALL
            SELECT '<' || left(word, size) FROM unnest(string_to_array(words, ' ')) AS word, (VALUES (2), (3)) AS s(size)
            WHERE length(word) >= size AND left(word, 1) <> '_'
        ) AS lexemes $$""",
    """ALTER TABLE search_entry ADD COLUMN word_lexemes tsvector GENERATED ALWAYS AS (search_words(words)) STORED""",
    """ALTER TABLE search_entry ADD COLUMN scope_lexemes tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(scope, ' '))) STORED""",
    "CREATE INDEX search_entry_words ON search_entry USING gin (word_lexemes) WITH (gin_pending_list_limit = 256)",
    "CREATE INDEX search_entry_scope ON search_entry USING gin (scope_lexemes) WITH (fastupdate = off)",
]
POSTGRES_BACK = [
    "ALTER TABLE search_entry DROP COLUMN word_lexemes, DROP COLUMN scope_lexemes",
    "DROP FUNCTION search_words(text)",
]


def _run(statements):
    for_sqlite, for_postgres = statements

    def run(apps, schema_editor):
        chosen = for_sqlite if schema_editor.connection.vendor == "sqlite" else for_postgres
        for statement in chosen:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(_run((SQLITE, POSTGRES)), _run((SQLITE_BACK, POSTGRES_BACK)))]
