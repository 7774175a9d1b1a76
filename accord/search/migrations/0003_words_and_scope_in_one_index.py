"""PostgreSQL finds words and marks in one index: what has both is intersected within it, and no other row is looked at.

In two indexes each gathers its own: all that a person sees of a type, for every type, for every letter typed.
"""

from django.db import migrations

TOGETHER = [
    "CREATE INDEX search_entry_found ON search_entry USING gin (scope_lexemes, word_lexemes)"
    " WITH (gin_pending_list_limit = 256)",
    "DROP INDEX search_entry_words",
    "DROP INDEX search_entry_scope",
]
APART = [
    "CREATE INDEX search_entry_words ON search_entry USING gin (word_lexemes) WITH (gin_pending_list_limit = 256)",
    "CREATE INDEX search_entry_scope ON search_entry USING gin (scope_lexemes) WITH (fastupdate = off)",
    "DROP INDEX search_entry_found",
]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0002_word_index")]

    operations = [migrations.RunPython(_run(TOGETHER), _run(APART))]
