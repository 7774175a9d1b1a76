"""What a planner has to know about a database that has grown."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.jobs.jobs import renew_statistics

OURS = connection.vendor == "sqlite"
"""PostgreSQL keeps its statistics by itself."""


def test_the_database_knows_how_much_there_is(office):
    with CaptureQueriesContext(connection) as asked:
        renew_statistics()

    assert len(asked) == (2 if OURS else 0)
    if OURS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_user'")
            assert {int(stat.split()[0]) for (stat,) in cursor.fetchall()} == {get_user_model().objects.count()}
