"""Bringing a large database up to date takes as long as it takes."""

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

LIMITED = connection.vendor == "postgresql"


@pytest.mark.django_db
def test_a_migration_is_not_cut_off_as_a_page_would_be(monkeypatch):
    seen = []
    monkeypatch.setattr(migrate.Command, "handle", lambda *args, **options: seen.append(limit()))
    before = limit()

    call_command("migrate", verbosity=0)

    assert seen == (["0"] if LIMITED else [None])
    assert limit() == before != "0"


def limit():
    if not LIMITED:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("applied", "times"), [(["9999_of_the_future"], 1), ([], 0)])
def test_new_tables_and_indexes_are_known_to_the_planner_at_once(monkeypatch, applied, times):
    recorder = MigrationRecorder(connection)
    monkeypatch.setattr(
        migrate.Command, "handle", lambda *args, **options: [recorder.record_applied("jobs", name) for name in applied]
    )

    with CaptureQueriesContext(connection) as asked:
        call_command("migrate", verbosity=0)

    assert [query["sql"] for query in asked].count("ANALYZE") == (0 if LIMITED else times)
