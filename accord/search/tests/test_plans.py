"""A search is answered by the word index, however common the word is: no database walks through the entries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.search.query import search


def asked_of_the_index(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return [query["sql"] for query in asked if "UNION ALL" in query["sql"]]


def plan_of(sql, *without):
    """How the database answers it, on PostgreSQL without these ways: a handful of rows is read by any of them."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan") if postgres else ():
            cursor.execute(f"SET LOCAL enable_{way} = {'off' if way in without else 'on'}")
        cursor.execute(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{sql}")
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


@pytest.mark.parametrize("who", ["anna", "dora"])
def test_a_typo_in_a_common_word_is_answered_by_the_word_index(office, no_statistics, who):
    for number in range(30):
        office.company(f"Harbour works {number}")

    questions = asked_of_the_index(lambda: search(getattr(office, who), "harbuor wroks"))

    found_by = "Bitmap Index Scan on search_entry_found" if connection.vendor == "postgresql" else "VIRTUAL TABLE"
    assert len(questions) == 2
    for sql in questions:
        assert found_by in plan_of(sql, "seqscan", "indexscan")
        assert "Backward using search_entry_pkey" not in plan_of(sql, "seqscan")
        assert "SCAN search_entry" not in plan_of(sql)
