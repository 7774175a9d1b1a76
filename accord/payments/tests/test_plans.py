"""The figures of the board are answered from one index that carries the policy's columns (decision 24)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def plan_of_figures(client, url):
    """How the database answers the one question of the board that adds up."""
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    sql = next(query["sql"] for query in found if "GROUP BY" in query["sql"])
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            # A handful of rows is read fastest from the table itself; the question here is what the index can answer.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
        cursor.execute(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{sql}")
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


@pytest.mark.parametrize("who", ["anna", "dora"])
@pytest.mark.parametrize(("url", "index"), [("deals", "deal_board_figures"), ("payments", "payment_board_figures")])
def test_counts_and_sums_of_a_board_come_from_its_covering_index(office, client, who, url, index):
    office.payment(office.crane, "10")
    client.force_login(getattr(office, who))

    plan = plan_of_figures(client, f"/{url}/board/?all=1")

    wanted = "Index Only Scan using" if connection.vendor == "postgresql" else "USING COVERING INDEX"
    assert f"{wanted} {index}" in plan
