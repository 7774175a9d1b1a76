"""What the list and the board of every type ask is answered by the index meant for it, on both databases.

Ten thousand rows lie in the table and the planner knows it (decisions 6, 23 and 24). Boris sees a department, Dora
everything, Sven only what is his own.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from accord.access.models import Grant, Membership, Role
from accord.records import contents
from accord.records.lists.order import Order
from tests.matrix.records import record_in
from tests.plans.grown import grow

pytestmark = [pytest.mark.usefixtures("no_statistics"), pytest.mark.broad]

every_type = pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
with_board = pytest.mark.parametrize(
    "pages", [pages for pages in contents.every() if pages.board], ids=lambda pages: pages.record.kind
)
POSTGRES = connection.vendor == "postgresql"
GROUNDS = ("owner", "co_owner", "department", "private")
SORTED = re.compile(r"\bSort\b|USE TEMP B-TREE FOR (LAST TERM OF |RIGHT PART OF )?ORDER BY")


@pytest.fixture
def grown(office):
    """Many of a type, half of them of the north and half of the south, a few of Sven's."""
    role = Role.objects.add(by=office.house, code="own-only", name="Own only")
    Grant.objects.add(by=office.house, role=role, type="*", right="view", reach="own")
    Membership.objects.add(by=office.house, role=role, person=office.sven)
    office.sven.refresh_from_db()
    return lambda pages: grow(
        record_in(office, pages.record.kind, "own"), owners=[office.boris, office.zoe], few=office.sven
    )


class Statement(str):
    """As it reads with its values. It is explained as it was sent: SQLite plans otherwise where a value is bound."""

    sent: tuple[str, Any]


def asked(client, person, address):
    """The statements behind a page, and the page."""
    found = []

    def note(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        said = Statement(connection.ops.last_executed_query(context["cursor"].cursor, sql, params))
        said.sent = sql, params
        found.append(said)
        return result

    client.force_login(person)
    with connection.execute_wrapper(note):
        answer = client.get(address)
    assert answer.status_code == 200
    return found, answer


def explained(statement):
    """The plan, a line a step. A few megabytes PostgreSQL would rather read as a whole, where there is no way by an
    index; it has to show that there is one.
    """
    sql, params = statement.sent
    with connection.cursor() as cursor:
        if POSTGRES:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {'(COSTS OFF) ' if POSTGRES else 'QUERY PLAN '}{sql}", params)
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def rows_of(sqls, pages):
    """The statement that reads the rows of a page: one more than are shown, in order."""
    table = pages.record._meta.db_table
    limit = f"LIMIT {pages.page_size + 1}"
    return next(sql for sql in sqls if f'FROM "{table}"' in sql and "ORDER BY" in sql and limit in sql)


def plan_of_list(client, person, pages, query):
    sqls, _answer = asked(client, person, f"/{pages.path}/{query}")
    return explained(rows_of(sqls, pages))


def two_pages(client, person, pages):
    """The plans of the usual list and of its next page."""
    sqls, first = asked(client, person, f"/{pages.path}/")
    following = first.context["listing"].page.next
    assert following, f"{pages.record.kind}: no second page for {person}"
    further, _second = asked(client, person, f"/{pages.path}/?after={following}")
    return [(sql, explained(sql)) for sql in (rows_of(sqls, pages), rows_of(further, pages))]


def in_order(pages, person):
    """How a plan may say that it walks an index in the list's usual order: the first column of the order leads in it,
    alone or behind the owner whom the list asks for.
    """
    sort = tuple((name.lstrip("-"), name.startswith("-")) for name in pages.sort)
    first = Order.of(pages, sort, person).keys[0].path.replace("pk", "id")
    columns = {index.name: [name.lstrip("-") for name in index.fields] for index in pages.record._meta.indexes}
    names = [name for name, own in columns.items() if own[:1] == [first] or own[:2] == ["owner", first]]
    table = pages.record._meta.db_table
    by_id = [f"using {table}_pkey"] if POSTGRES else [f"SCAN {table}\n", f"SEARCH {table} USING INTEGER PRIMARY KEY"]
    return [f"{'using' if POSTGRES else 'USING INDEX'} {name}" for name in names] + (by_id if first == "id" else [])


def led_by(pages, field):
    return [index.name for index in pages.record._meta.indexes if index.fields[0] == field]


def scanned(pages):
    """How a plan says that it reads the whole table of the type."""
    table = pages.record._meta.db_table
    return re.compile(rf"Seq Scan on {table}\b" if POSTGRES else rf"SCAN ({table}|[UV]\d)\b")


@every_type
def test_a_list_of_wide_reach_and_its_next_page_walk_an_index_in_order(office, client, grown, pages):
    grown(pages)

    plans = [(who, *page) for who in (office.boris, office.dora) for page in two_pages(client, who, pages)]

    for who, sql, plan in plans:
        assert not SORTED.search(plan), f"{who}: {plan}\n{sql}"
        assert any(name in f"{plan}\n" for name in in_order(pages, who)), f"{who}: {plan}\n{sql}"


@every_type
def test_narrow_reach_is_a_union_of_index_ranges(office, client, grown, pages):
    grown(pages)

    plans = two_pages(client, office.sven, pages)

    for sql, plan in plans:
        assert re.search(r'"id" IN \(\(?SELECT .* UNION ALL ', sql), sql
        assert " OR EXISTS" not in sql
        assert not scanned(pages).search(plan), f"{plan}\n{sql}"
        assert all(any(name in plan for name in led_by(pages, ground)) for ground in ("owner", "co_owner")), plan
        assert "access_part_person" in plan, f"{plan}\n{sql}"


@pytest.fixture
def dear_pages(no_statistics):
    """Every page read costs as much as in a large table, however swollen earlier tests have left this one."""
    if POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL seq_page_cost = 400; SET LOCAL random_page_cost = 400")


@pytest.mark.usefixtures("dear_pages")
@with_board
def test_counts_and_sums_of_a_board_come_from_its_covering_index(office, client, grown, pages):
    grown(pages)
    board, indexes = pages.board, pages.record._meta.indexes
    needed = {*GROUNDS, board.sum or board.field}
    covering = [each.name for each in indexes if each.fields[0] == board.field and needed <= set(each.fields)]
    wanted = "Index Only Scan using" if POSTGRES else "USING COVERING INDEX"

    for who in (office.boris, office.dora):
        sqls, _answer = asked(client, who, f"/{pages.path}/board/?all=1")
        plan = explained(next(sql for sql in sqls if "GROUP BY" in sql))
        assert any(f"{wanted} {name}" in plan for name in covering), f"{who}: {plan}"


def test_a_list_in_an_order_that_no_index_has_is_found_out(office, client, grown):
    companies = contents.pages_of("company")
    grown(companies)

    plan = plan_of_list(client, office.boris, companies, "?sort=city")

    assert SORTED.search(plan)
