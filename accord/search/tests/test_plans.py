"""A search is answered by the word index, however common the word is: no database walks through the entries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.history.models import model_of
from accord.search.query import matching, search


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


def test_a_list_whose_rows_are_found_over_several_links_looks_at_none_in_vain(office, no_statistics):
    """Over one link that was asked of each row, a rare word took 3.4 s of a million contacts, a common one was cut."""
    contacts = model_of("contact").objects.visible_to(office.dora)
    with CaptureQueriesContext(connection) as asked:
        list(matching(contacts, office.dora, "harbour"))

    plan = plan_of(asked[-1]["sql"], "seqscan", "indexscan")

    asked_in_each_row = re.findall(r"^\s*SubPlan \d+\n.*", plan, re.MULTILINE)
    assert all("access_participant" in line for line in asked_in_each_row)
    assert "SCAN contacts_contact" not in plan
