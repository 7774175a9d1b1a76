"""What reports and counters add up comes from indexes that hold all they need, policy included."""

from __future__ import annotations

import re

import pytest

from accord.records import contents
from tests.matrix.records import record_in
from tests.plans.grown import grow
from tests.plans.test_plans import POSTGRES, SORTED, asked, dear_pages, explained

__all__ = ["dear_pages"]
pytestmark = [pytest.mark.usefixtures("dear_pages"), pytest.mark.broad]

COVERED = "Index Only Scan {}using {}" if POSTGRES else "USING COVERING INDEX {}{}"


def covers(plan, index):
    return any(COVERED.format(how, index) in plan for how in ("", "Backward "))


@pytest.mark.parametrize("who", ["boris", "dora"])
def test_income_and_promises_come_from_their_indexes(office, client, who):
    grow(office.advance, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/analytics/income/?owner=everybody")

    sums = explained(next(sql for sql in sqls if "UNION ALL" in sql and "GROUP BY" in sql))
    nearest = explained(next(sql for sql in sqls if '"planned_on" ASC' in sql))
    assert covers(sums, "payment_received_figures"), sums
    assert covers(sums, "payment_promised_figures"), sums
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


@pytest.mark.parametrize(
    ("who", "indexes"),
    [("boris", ["deal_own_steps_due", "deal_co_own_steps_due"]), ("dora", ["deal_steps_due"])],
)
def test_the_steps_of_the_start_page_are_the_first_of_each_range(office, client, who, indexes):
    due = office.deal("Due gate", amount=100)
    due.change("step planned", by=office.house, next_step="Call", next_step_on=office.house.today())
    grow(due, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/")

    plan = explained(next(sql for sql in sqls if 'ORDER BY "deals_deal"."next_step_on"' in sql))
    assert all(index in plan for index in indexes), plan


@pytest.mark.parametrize("who", ["boris", "dora"])
def test_requests_to_take_are_the_first_that_nobody_has(office, client, who):
    grow(office.web_request, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/")

    plan = explained(next(sql for sql in sqls if 'ORDER BY "inquiries_inquiry"."received_on" DESC' in sql))
    assert "inquiry_waiting_owner" in plan


def test_where_running_deals_stand_is_known_without_the_deals(office, client):
    grow(office.deal("Running gate", amount=100), owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, office.dora, "/?part=sums")

    plan = explained(next(sql for sql in sqls if "GROUP BY" in sql and "deals_deal" in sql))
    assert any(covers(plan, index) for index in ("deal_running_figures", "deal_board_figures")), plan


@pytest.mark.parametrize("who", ["boris", "dora"])
def test_all_payments_by_day_come_from_their_index(office, client, who):
    grow(office.advance, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, getattr(office, who), "/payments/totals/?all=1")

    plan = explained(next(sql for sql in sqls if "date_sort" in sql and "GROUP BY" in sql))
    assert covers(plan, "payment_day_figures")


FEW_LINKS = [
    ("lead", "deals_deal", "deal_lead"),
    ("lead", "inquiries_inquiry", "inquiry_lead"),
    ("company", "contacts_company", "company_parent"),
    ("company", "leads_lead", "lead_company"),
    ("contact", "leads_lead", "lead_contact"),
]


@pytest.mark.parametrize(("kind", "table", "index"), FEW_LINKS)
def test_what_hangs_on_a_record_is_found_where_hardly_anything_hangs_on_any(office, client, kind, table, index):
    """An index of nothing but nulls says that every value finds all rows, and SQLite would rather read the table."""
    record = record_in(office, kind, "own")
    other = {"deals_deal": "deal", "inquiries_inquiry": "inquiry", "leads_lead": "lead", "contacts_company": "company"}
    hanging = record if other[table] == kind else record_in(office, other[table], "own")
    grow(hanging, owners=[office.boris, office.zoe], few=office.hanna)

    sqls, _answer = asked(client, office.dora, record.get_absolute_url())

    column = f"{index.rpartition('_')[2]}_id"
    pointing = re.compile(rf'"{table}"\."{column}" = [0-9]')
    plans = [explained(sql) for sql in sqls if pointing.search(sql)]
    ways = [index, f"Index Cond: ({column} = "]  # PostgreSQL knows of nulls and may take either of the two
    assert plans
    assert all(any(way in plan for way in ways) for plan in plans), plans
