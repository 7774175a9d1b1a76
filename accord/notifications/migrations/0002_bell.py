"""On PostgreSQL every statement that adds events or notices, or ends sessions, rings for the web processes that listen.

Statement by statement, not row by row; several rings of one transaction arrive as one. SQLite needs no bell.
"""

from django.db import migrations

RINGING = [
    ("history_event", "INSERT"),
    ("notifications_notification", "INSERT OR UPDATE"),
    ("accounts_session", "DELETE"),
]
RING = """CREATE FUNCTION accord_ring() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('accord_live', ''); RETURN NULL; END $$"""


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RING)
        for table, when in RINGING:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_rings AFTER {when} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION accord_ring()"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, _when in RINGING:
            schema_editor.execute(f"DROP TRIGGER {table}_rings ON {table}")
        schema_editor.execute("DROP FUNCTION accord_ring()")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("accounts", "0001_initial"),
        ("history", "0001_initial"),
    ]

    operations = [migrations.RunPython(install, remove)]
