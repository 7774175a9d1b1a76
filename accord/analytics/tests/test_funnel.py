"""The funnel counts what its reader sees, by the stage in which a deal ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accord.kit.dates import add_months

PAGE = "/analytics/funnel/"


def lines(page):
    """(stage, came here, lost here, share lost) of each row of the table."""
    body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    cells = ([re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)] for row in rows)
    return [(name, came, lost, share) for name, came, _of_all, lost, share, _on in cells]


@pytest.fixture
def year(sales):
    """Ten closed deals: two lost at the first contact, three at the offer, five won."""
    for number in range(2):
        sales.lost(f"Early {number}", "First contact")
    for number in range(3):
        sales.lost(f"Late {number}", "Offer preparation")
    for number in range(5):
        sales.won(f"Sold {number}")
    return sales


@pytest.mark.covers("DC-319")
def test_each_stage_shows_who_came_and_who_was_lost_there(client, office, year):
    client.force_login(office.dora)

    page = client.get(PAGE)

    assert lines(page) == [
        ("Total closed deals", "10", "–", "–"),
        ("First contact", "10", "2", "20%"),
        ("Offer preparation", "8", "3", "37.5%"),
        ("Won", "5", "–", "–"),
    ]


@pytest.mark.covers("DC-319")
def test_a_bar_leads_to_the_deals_that_ended_there(client, office, year):
    client.force_login(office.dora)
    url = re.search(r'<td><a href="([^"]+)">Offer preparation', client.get(PAGE).text)[1].replace("&amp;", "&")

    behind = client.get(url)

    assert all(f"Late {number}" in behind.text for number in range(3))
    assert "Early" not in behind.text
    assert "Sold" not in behind.text


def test_irrelevant_and_open_deals_and_those_of_other_years_stay_out(client, office, sales):
    client.force_login(office.dora)
    sales.won("Sold")
    office.deal("Open still")
    office.deal("Never ours").archive(by=office.anna.acting())
    sales.lost("Long ago", "First contact", on=add_months(sales.today, -12))
    sales.lost("Just within", "First contact", on=add_months(sales.today, -12) + timedelta(days=1))

    assert lines(client.get(PAGE))[0][1] == "2"


def test_a_seller_begins_with_their_own_and_widens_it_to_the_department(client, office, year):
    sold = year.won("Sold by Boris", owner=office.boris)
    client.force_login(office.boris)

    assert lines(client.get(PAGE))[0][1] == "1"
    assert lines(client.get(PAGE, {"owner": "everybody"}))[0][1] == "11"
    assert lines(client.get(PAGE, {"owner": office.anna.pk}))[0][1] == "10"
    assert sold.closed_from == office.stage("Decision")


def test_nobody_counts_what_they_do_not_see(client, office, year):
    client.force_login(office.zoe)

    assert "No deal has been closed" in client.get(PAGE, {"owner": "everybody"}).text


def test_private_deals_count_for_their_owner_alone(client, office, sales):
    sales.won("Secret").change("hidden", by=office.anna.acting(), private=True)

    client.force_login(office.dora)
    directors = lines(client.get(PAGE))
    client.force_login(office.anna)

    assert directors == []
    assert lines(client.get(PAGE))[0][1] == "1"


def test_a_reopened_deal_leaves_the_funnel_and_returns_to_its_stage(client, office, sales):
    deal = sales.lost("Almost", "Presentation")
    deal.reopen(by=office.anna.acting())
    client.force_login(office.anna)

    assert deal.stage == office.stage("Presentation")
    assert deal.closed_from is None
    assert lines(client.get(PAGE)) == []


def test_a_deal_that_came_closed_from_a_file_says_that_its_stage_is_unknown(client, office, sales):
    refusal = office.pipeline.stage_of("lost")
    office.deal("From a file", stage=refusal, closed_on=sales.today, closing_reason=office.too_dear)
    client.force_login(office.anna)

    page = client.get(PAGE)

    assert lines(page) == [("Total closed deals", "1", "1", "–"), ("Won", "0", "–", "–")]
    assert "nobody knows its last stage" in page.text


def test_each_pipeline_has_a_funnel_of_its_own(client, office, year):
    client.force_login(office.dora)

    assert lines(client.get(PAGE, {"pipeline": office.standard.pk})) == []
    assert lines(client.get(PAGE, {"pipeline": "nonsense"}))[0][1] == "10"


@pytest.mark.parametrize("name", ["sven", "olga"])
def test_without_the_right_to_analytics_there_is_no_such_page(client, office, name):
    client.force_login(getattr(office, name))

    assert [client.get(url).status_code for url in ("/analytics/", PAGE, "/analytics/income/")] == [404, 404, 404]
    assert "/analytics/" not in client.get("/").text


@pytest.mark.parametrize("asked", [{"owner": "nobody-of-this-name"}, {"department": "x"}, {"owner": "9" * 40}])
def test_a_filter_that_means_nothing_is_said_at_its_field(client, office, asked):
    client.force_login(office.dora)

    answer = client.get(PAGE, asked)

    assert answer.status_code == 422
    assert "field--invalid" in answer.text


def test_a_report_counts_what_a_colleague_has_closed_where_it_is_tomorrow_already(client, office, sales):
    office.anna.change("changed", by=office.house, time_zone="Pacific/Kiritimati")
    office.dora.change("changed", by=office.house, time_zone="Etc/GMT+12")
    sales.won("Sold in the morning")
    client.force_login(office.dora)

    page = client.get(PAGE)

    assert lines(page)[-1] == ("Won", "1", "–", "–")
    behind = re.search(r'<td><a href="([^"]+)">Won', page.text)[1].replace("&amp;", "&")
    assert "Sold in the morning" in client.get(behind).text
