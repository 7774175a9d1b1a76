"""Many rows get values of their own in one statement."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.kit.updating import update

NAMES = ("name", "product", "amount", "expected_on", "co_owner")


def columns(row, *names):
    return [row._meta.get_field(name) for name in names]


def test_each_row_gets_its_own_and_what_is_alike_in_one_statement(office):
    deals = [office.deal(f"Deal {number}") for number in range(3)]
    for number, deal in enumerate(deals):
        deal.name, deal.product = f"“Œ” 100 %, %(c)s {number}", "Alike"
        deal.amount, deal.expected_on = Decimal(f"{number}.5"), date(2026, 1, 2) if number else None
    deals[1].co_owner = office.anna

    with CaptureQueriesContext(connection) as asked:
        update(deals, columns(deals[0], *NAMES), also='"version" = "version" + 1')

    assert len(asked) == 1
    for deal in deals:
        kept = type(deal).objects.get(pk=deal.pk)
        assert [getattr(kept, name) for name in NAMES] == [getattr(deal, name) for name in NAMES]
        assert kept.version == deal.version + 1


def test_other_rows_and_columns_stay_as_they_were(office):
    one, other = office.deal("One"), office.deal("Other")
    one.name = one.product = "Changed"

    update([one], columns(one, "name"))

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.name, one.product, other.name) == ("Changed", "", "Other")
