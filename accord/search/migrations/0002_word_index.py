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
POSTGRES = [
    f"""ALTER TABLE search_entry ADD COLUMN {name} tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array({source}, ' '))) STORED"""
    for name, source in (("word_lexemes", "words"), ("scope_lexemes", "scope"))
] + [
    "CREATE INDEX search_entry_words ON search_entry USING gin (word_lexemes)",
    "CREATE INDEX search_entry_scope ON search_entry USING gin (scope_lexemes)",
]
POSTGRES_BACK = ["ALTER TABLE search_entry DROP COLUMN word_lexemes, DROP COLUMN scope_lexemes"]


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
