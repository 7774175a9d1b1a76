"""The order of a list tells nothing of a linked record that its reader may not see."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from accord.kit.cursors import read_cursor
from accord.records.contents import pages_of
from accord.records.lists.listing import listing, neighbours, rows_for_export


@pytest.fixture
def sites(office):
    """Deals of Anna's: with companies that she sees, with Zoe's, which she does not, and with none."""
    visible = [office.company(name) for name in ("Alpha Cranes", "Zulu Docks")]
    hidden = [
        office.company(name, owner=office.zoe, department=office.south) for name in ("Bravo Secret", "Yankee Secret")
    ]
    for company in [*visible, *hidden]:
        for number in range(8):
            office.deal(f"{company.name} {number}", company=company)
    office.deal("Without")
    return {company.pk for company in hidden}


def listed(person, **asked):
    return listing(pages_of("deal"), person, QueryDict(urlencode({"all": "1", "size": "25", **asked})))


def companies(made) -> list[str]:
    return list(dict.fromkeys(deal.name.rpartition(" ")[0] or deal.name for deal in made.page.records))


@pytest.mark.parametrize("sort", ["company", "-company"])
def test_rows_with_a_company_one_cannot_see_stand_with_those_that_have_none(office, sites, sort):
    first = listed(office.anna, sort=f"{sort},name")

    visible = ["Alpha Cranes", "Zulu Docks"]
    assert companies(first)[:2] == (visible if sort == "company" else visible[::-1])
    assert set(companies(first)[2:]) <= {"Bravo Secret", "Yankee Secret", "Without"}


@pytest.mark.parametrize("sort", ["company", "-company", "company,-name", "name,company"])
def test_pages_go_on_without_a_gap_or_a_repetition_and_their_addresses_keep_secrets(office, sites, sort):
    first = listed(office.anna, sort=sort)
    place = read_cursor(first.page.next)
    second = listed(office.anna, sort=sort, after=first.page.next)
    back = listed(office.anna, sort=sort, before=second.page.previous)

    names = [deal.name for deal in [*first.page.records, *second.page.records]]
    assert len(names) == len(set(names)) == 33
    assert [deal.pk for deal in back.page.records] == [deal.pk for deal in first.page.records]
    if sort != "name,company":
        assert place is not None
        assert "secret" not in str(place[2]).lower()


def test_the_next_record_and_an_export_go_in_the_same_order(office, sites):
    made = listed(office.anna, sort="company")
    rows = [deal.pk for deal in rows_for_export(pages_of("deal"), office.anna, QueryDict("all=1&sort=company"))]
    deal = made.page.records[3]

    assert rows[:25] == [each.pk for each in made.page.records]
    assert neighbours(pages_of("deal"), office.anna, QueryDict("all=1&sort=company"), deal) == (rows[2], rows[4])


def test_who_sees_the_companies_has_them_in_their_places(office, sites):
    made = listed(office.dora, sort="company,name")

    assert companies(made) == ["Alpha Cranes", "Bravo Secret", "Yankee Secret", "Zulu Docks"]
