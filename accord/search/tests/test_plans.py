"""A search is answered by the word index, however common the word is: no database walks through the entries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.search.query import search


def plans_of(work):
    """How the database answers each question that is asked of the index."""
    with CaptureQueriesContext(connection) as asked:
        work()
    found = [query["sql"] for query in asked if "UNION ALL" in query["sql"]]
    return [plan_of(sql) for sql in found]


def plan_of(sql):
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:  # a handful of rows is read fastest from the table itself
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{sql}")
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


@pytest.mark.parametrize("who", ["anna", "dora"])
def test_a_typo_in_a_common_word_is_answered_by_the_word_index(office, who):
    for number in range(30):
        office.company(f"Harbour works {number}")

    plans = plans_of(lambda: search(getattr(office, who), "harbuor wroks"))

    assert len(plans) == 2
    for plan in plans:
        found_by = "Bitmap Index Scan on search_entry_found" if connection.vendor == "postgresql" else "VIRTUAL TABLE"
        assert found_by in plan
        assert "Backward" not in plan
        assert "SCAN search_entry" not in plan
