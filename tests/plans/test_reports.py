"""What reports and counters add up comes from indexes that hold all they need, policy included."""

from __future__ import annotations

import pytest
from django.db import connection

from accord.records import contents
from tests.plans.grown import grow
from tests.plans.test_plans import POSTGRES, SORTED, asked, explained

pytestmark = pytest.mark.broad
COVERED = "Index Only Scan {}using {}" if POSTGRES else "USING COVERING INDEX {}{}"


@pytest.fixture(autouse=True)
def dear_pages(no_statistics):
    """Every page read costs as much as in a large table, however swollen earlier tests have left this one."""
    if POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL seq_page_cost = 400; SET LOCAL random_page_cost = 400")


def covers(plan, index):
    return any(COVERED.format(how, index) in plan for how in ("", "Backward "))


@pytest.mark.parametrize("who", ["boris", "dora"])
def test_income_and_promises_come_from_their_indexes(office, client, who):
    grow(office.advance, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/analytics/income/?owner=everybody")

    sums = explained(next(sql for sql in sqls if "UNION ALL" in sql and "GROUP BY" in sql))
    nearest = explained(next(sql for sql in sqls if '"planned_on" ASC' in sql))
    assert covers(sums, "payment_received_figures")
    assert covers(sums, "payment_promised_figures")
    assert "payment_promised_figures" in nearest
    assert not SORTED.search(nearest)


@pytest.mark.parametrize("who", ["boris", "dora"])
def test_the_funnel_comes_from_its_index(office, client, who):
    lost = office.deal("Lost gate", amount=100)
    lost.lose(by=office.anna.acting(), reason=office.too_dear)
    grow(lost, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/analytics/funnel/?owner=everybody")

    plan = explained(next(sql for sql in sqls if "closed_from" in sql and "GROUP BY" in sql))
    assert covers(plan, "deal_closed_figures")


@pytest.mark.parametrize(
    ("who", "indexes"),
    [("boris", ["inquiry_waiting_home", "inquiry_waiting_owner"]), ("dora", ["inquiry_waiting"])],
)
def test_the_counter_of_waiting_requests_reads_the_first_of_each_range(office, client, who, indexes):
    """The department's own and what is one's own, not a row of what others have."""
    grow(office.web_request, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), f"/{contents.pages_of('deal').path}/")

    counter = next(sql for sql in sqls if "UNION ALL" in sql and "'older 0'" in sql)
    plan = explained(counter)
    assert all(covers(plan, index) for index in indexes), plan
    assert not SORTED.search(plan)
    assert counter.count("LIMIT 100") == counter.count("UNION ALL") + 1
