"""PostgreSQL keeps each word per type and span of ids: what an unfinished word stands for is gathered a span at a time.

Without it a word that is not typed to its end gathers the whole index, once for each type. Marks (`_…`) stay as they
are: they name a handful of records.
"""

from django.db import migrations

BY_SPAN = [
    """CREATE FUNCTION search_words(kind text, record_id bigint, words text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT coalesce(array_to_tsvector(array_agg(DISTINCT lexeme)), '') FROM (
            SELECT CASE WHEN left(word, 1) = '_' THEN '' ELSE kind || ':' || (record_id >> 16) || ':' END || word AS lexeme
            FROM unnest(string_to_array(words, ' ')) AS word WHERE word <> ''
            UNION ALL
            SELECT kind || ':' || (record_id >> 16) || ':<' || left(word, size)
            FROM unnest(string_to_array(words, ' ')) AS word, (VALUES (2), (3)) AS s(size)
            WHERE length(word) >= size AND left(word, 1) <> '_'
        ) AS lexemes $$""",
    "ALTER TABLE search_entry DROP COLUMN word_lexemes",
    """ALTER TABLE search_entry ADD COLUMN word_lexemes tsvector
        GENERATED ALWAYS AS (search_words(kind, record_id, words)) STORED""",
    "DROP FUNCTION search_words(text)",
    "CREATE INDEX search_entry_found ON search_entry USING gin (scope_lexemes, word_lexemes)"
    " WITH (gin_pending_list_limit = 256)",
]
AS_ONE = [
    """CREATE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT coalesce(array_to_tsvector(array_agg(DISTINCT lexeme)), '') FROM (
            SELECT word AS lexeme FROM unnest(string_to_array(words, ' ')) AS word WHERE word <> ''
            UNION ALL
            SELECT '<' || left(word, size) FROM unnest(string_to_array(words, ' ')) AS word, (VALUES (2), (3)) AS s(size)
            WHERE length(word) >= size AND left(word, 1) <> '_'
        ) AS lexemes $$""",
    "ALTER TABLE search_entry DROP COLUMN word_lexemes",
    "ALTER TABLE search_entry ADD COLUMN word_lexemes tsvector GENERATED ALWAYS AS (search_words(words)) STORED",
    "DROP FUNCTION search_words(text, bigint, text)",
    "CREATE INDEX search_entry_found ON search_entry USING gin (scope_lexemes, word_lexemes)"
    " WITH (gin_pending_list_limit = 256)",
]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0003_words_and_scope_in_one_index")]

    operations = [migrations.RunPython(_run(BY_SPAN), _run(AS_ONE))]
