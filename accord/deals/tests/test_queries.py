"""Pages cost the same number of queries for few rows and for many."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.deals.models import Deal
from accord.deals.models.deal import Deal as Made

ROWS = 50


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as found:
        page = client.get(url).content.decode()
    return len(found), page


def deals(office, count):
    """Every relation filled."""
    stage = office.stage("New")
    made = [
        Made(
            name=f"Deal number {number:02}",
            stage=stage,
            company=office.acme,
            contact=office.rudi,
            amount=Decimal(number + 1),
            currency="EUR",
            next_step="Call",
            next_step_on=date(2026, 1, 1),
            owner=office.anna,
            co_owner=office.boris,
        )
        for number in range(count)
    ]
    return Deal.objects.add_all(made, by=office.anna.acting())


@pytest.mark.parametrize("who", ["anna", "hanna", "dora", "erik", "ada"])
@pytest.mark.parametrize(("url", "most"), [("/deals/?all=1", 12), ("/deals/board/?all=1&take={stage}:50", 15)])
def test_fifty_deals_cost_as_many_queries_as_five(office, client, who, url, most):
    url = url.format(stage=office.stage("New").pk)
    client.force_login(getattr(office, who))
    deals(office, 5)
    client.get(url)
    few, _page = queries(client, url)
    deals(office, ROWS - 5)

    many, page = queries(client, url)

    assert page.count('class="deal-card"' if "board" in url else 'class="cell--pick"') == ROWS
    assert many == few <= most


def test_a_deals_page_costs_a_constant_number_of_queries(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/"
    client.get(url)
    few, _page = queries(client, url)
    for number in range(10):
        office.payment(office.crane, str(number + 1))
        office.contact("Person", f"Number {number}", company=office.acme)
        office.crane.plan_step(f"Step {number}", None, by=office.anna.acting())

    many, page = queries(client, url)

    assert "Step 9" in page
    assert many == few <= 20


def test_many_deals_are_made_and_changed_with_queries_by_the_batch(office):
    """Twenty at most: SQLite takes some thirty rows of this width in one statement."""
    deals(office, 20)  # their words are learned
    with CaptureQueriesContext(connection) as few:
        deals(office, 5)
    with CaptureQueriesContext(connection) as many:
        made = deals(office, 20)
    assert len(many) == len(few)

    pks = [deal.pk for deal in made]
    with CaptureQueriesContext(connection) as few:
        Deal.objects.filter(pk__in=pks[:5]).change_all("changed", by=office.anna.acting(), product="Rings")
    with CaptureQueriesContext(connection) as many:
        Deal.objects.filter(pk__in=pks).change_all("changed", by=office.anna.acting(), product="Hooks")
    assert len(many) == len(few)
