"""What a list shows, and that nothing but its declaration decides it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.history.models import model_of
from accord.kit.cursors import sign_cursor
from accord.records.contents import every, pages_of
from accord.records.lists.listing import Listing, listing, neighbours, rows_for_export
from accord.records.lists.page import ListPage
from accord.records.lists.state import read
from accord.records.models import SavedView

NASTY = ["\x00", "'", '"><script>', "%", "😀" * 300, "9" * 40, "-1", "a" * 5000, "1e999", "\u202e", "../..", "None"]


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def deals(person: Any, query: str = "all=1") -> Listing:
    return listing(pages_of("deal"), person, QueryDict(query))


def names(made: Listing) -> list[str]:
    return [record.name for record in made.page.records]


def several(office: Any, count: int, **values: Any) -> list[Any]:
    return [office.deal(f"Deal {number:03}", amount=Decimal(number % 5), **values) for number in range(count)]


# ── who sees what ──


def test_a_list_shows_what_the_person_may_see(office, anna):
    office.crane, office.pumps

    page = anna.get("/deals/?all=1").content.decode()

    assert "Harbour crane retrofit" in page
    assert "Pump station" not in page


def test_a_linked_record_that_one_may_not_see_is_not_named(office, anna):
    office.deal("Shared site", company=office.solar)

    page = anna.get("/deals/?all=1").content.decode()

    assert "Shared site" in page
    assert "Solar Pumps" not in page
    assert "Company you cannot see" in page


# ── filters ──


def test_default_filters_are_in_force_and_one_click_clears_them(office):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("Still open")

    at_first = deals(office.anna, "")
    chips = ListPage(at_first).chips

    assert names(at_first) == ["Still open"]
    assert [(chip.field, chip.value) for chip in chips] == [("State", "Open"), ("Owner", "Me")]
    without_state = deals(office.anna, urlsplit(chips[0].off).query)
    assert set(names(without_state)) == {"Still open", "Harbour crane retrofit"}
    assert "all=1" in ListPage(at_first).clear_url


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owner=me", {"Harbour crane retrofit"}),
        ("owner=nobody", {"Nobody's"}),
        ("owner=me&owner=nobody", {"Harbour crane retrofit", "Nobody's"}),
        ("owner.not=me&owner.not=nobody", {"Boris's"}),
        ("amount.from=486,000", {"Harbour crane retrofit"}),
        ("amount.to=10&amount.currency=EUR", {"Nobody's"}),
        ("product=PUMP", {"Boris's"}),
        ("product.is=pump 7", {"Boris's"}),
        ("product.not=pump 7", {"Harbour crane retrofit", "Nobody's"}),
        ("product.empty=yes", {"Harbour crane retrofit", "Nobody's"}),
        ("expected_on=this-month", {"Boris's"}),
        ("expected_on.empty=yes", {"Harbour crane retrofit", "Nobody's"}),
        ("important=yes", {"Boris's"}),
        ("important=no", {"Harbour crane retrofit", "Nobody's"}),
        ("state=won", set()),
        ("step=none", {"Harbour crane retrofit", "Nobody's", "Boris's"}),
        ("country=DE", {"Harbour crane retrofit"}),
    ],
)
def test_each_operator_of_a_filter(office, query, expected):
    office.crane
    office.deal("Nobody's").change("changed", by=office.house, owner=None)
    today = office.anna.acting().today()
    values = {"product": "Pump 7", "important": True, "expected_on": today, "amount": Decimal(900), "currency": "USD"}
    office.deal("Boris's", owner=office.boris, **values)

    found = deals(office.anna, query)

    assert set(names(found)) == expected


def test_a_date_between_two_days_counts_both(office):
    for day in range(1, 6):
        office.deal(f"On {day}", expected_on=date(2026, 12, day))

    found = deals(office.anna, "expected_on.from=2026-12-02&expected_on.to=2026-12-04")

    assert sorted(names(found)) == ["On 2", "On 3", "On 4"]


def test_a_moment_is_filtered_by_the_day_of_the_person(office):
    office.crane

    assert names(deals(office.anna, "created_at=today")) == ["Harbour crane retrofit"]
    assert names(deals(office.anna, "created_at=yesterday")) == []


def test_a_filter_over_many_links_does_not_repeat_a_row(office):
    tags = [model_of("tag").objects.add(by=office.house, name=name) for name in ("Port", "Crane")]
    office.acme.change("changed", by=office.anna.acting(), tags=tags)

    query = "&".join(f"tags={tag.pk}" for tag in tags)
    found = listing(pages_of("company"), office.anna, QueryDict(query))

    assert [record.name for record in found.page.records] == ["Acme Harbour GmbH"]
    assert found.figures.rows == 1


def test_a_filter_does_not_name_a_record_that_one_may_not_see(office, anna):
    page = anna.get(f"/deals/?company={office.solar.pk}").content.decode()

    assert "Solar" not in page


@pytest.mark.broad
@pytest.mark.parametrize("kind", ["deal", "company", "contact", "inquiry", "payment"])
def test_hostile_addresses_never_break_a_list(office, anna, kind):
    pages = pages_of(kind)
    params = [param for facet in read(pages, office.anna, {}).facets for param in facet.params]

    for value in NASTY:
        query = dict.fromkeys(params, value)
        query |= dict.fromkeys(("q", "sort", "columns", "after", "before", "view", "size", "from", "board"), value)

        assert anna.get(f"/{pages.path}/", query).status_code == 200


def test_an_undeclared_path_filters_and_sorts_nothing(office):
    office.crane

    found = deals(office.anna, "owner__password__startswith=argon&sort=owner__password&columns=owner__password&all=1")

    assert names(found) == ["Harbour crane retrofit"]
    assert found.state.sort == found.state.base_sort
    assert found.state.columns == found.state.base_columns


# ── search in the list ──


@pytest.mark.covers("DC-049")
def test_the_search_box_takes_all_words_within_the_filters(office):
    office.crane
    office.deal("Harbour office", owner=office.boris)

    assert names(deals(office.anna, "q=crane harbour&all=1")) == ["Harbour crane retrofit"]
    assert set(names(deals(office.anna, "q=harbour&all=1"))) == {"Harbour crane retrofit", "Harbour office"}
    assert names(deals(office.anna, "q=harbour&owner=me")) == ["Harbour crane retrofit"]


@pytest.mark.covers("DC-050")
def test_an_id_opens_the_record_whatever_the_filters_are(office, anna):
    answer = anna.get("/deals/", {"q": f"ID{office.crane.pk}", "state": "won"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/deals/{office.crane.pk}/"


def test_an_id_of_an_unseen_record_opens_nothing(office, anna):
    answer = anna.get("/deals/", {"q": f"ID{office.pumps.pk}"})

    assert answer.status_code == 200
    assert b"Pump station" not in answer.content


# ── order and pages ──


@pytest.mark.covers("DC-047", "DC-048")
def test_sorting_by_two_levels(office):
    for name, amount in (("B", 1), ("A", 2), ("C", 2), ("a", 1)):
        office.deal(name, amount=Decimal(amount))

    assert names(deals(office.anna, "all=1&sort=-amount,name")) == ["A", "C", "a", "B"]
    assert names(deals(office.anna, "all=1&sort=amount,-name")) == ["B", "a", "C", "A"]


@pytest.mark.parametrize("sort", ["name", "-name", "-id", "amount,name", "-amount,name", "expected_on", "-expected_on"])
def test_pages_go_through_every_row_once_in_both_directions(office, sort):
    for number, deal in enumerate(several(office, 57)):
        if number % 3:
            deal.change("changed", by=office.house, expected_on=date(2026, 12, 1) + timedelta(days=number % 4))
    whole = [record.pk for record in rows_for_export(pages_of("deal"), office.anna, QueryDict(f"all=1&sort={sort}"))]

    forwards = walk(office.anna, f"all=1&sort={sort}&size=25", "next")
    backwards = walk(office.anna, f"all=1&sort={sort}&size=25&before=end", "previous")

    assert len(set(whole)) == 57
    assert [pk for page in forwards for pk in page] == whole
    assert list(dict.fromkeys(pk for page in reversed(backwards) for pk in page)) == whole
    assert [len(page) for page in backwards] == [25, 25, 25]


def walk(person: Any, query: str, direction: str) -> list[list[int]]:
    pages = []
    while True:
        made = deals(person, query)
        pages.append([record.pk for record in made.page.records])
        page = ListPage(made)
        url = page.next_url if direction == "next" else page.previous_url
        if not url:
            return pages
        query = urlsplit(url).query


def test_what_stands_empty_comes_last_either_way(office):
    office.deal("Never")
    office.deal("Early", expected_on=date(2026, 12, 1))
    office.deal("Late", expected_on=date(2026, 12, 9))

    assert names(deals(office.anna, "all=1&sort=expected_on")) == ["Early", "Late", "Never"]
    assert names(deals(office.anna, "all=1&sort=-expected_on")) == ["Late", "Early", "Never"]


def test_a_page_says_where_it_is(office):
    several(office, 60)
    first = ListPage(deals(office.anna, "all=1&size=25"))

    second = ListPage(deals(office.anna, urlsplit(first.next_url).query))

    assert (first.position, second.position) == ("1–25 of 60", "26–50 of 60")
    assert first.previous_url == first.first_url == ""
    assert ListPage(deals(office.anna, urlsplit(second.previous_url).query)).position == "1–25 of 60"
    assert ListPage(deals(office.anna, urlsplit(first.last_url).query)).position == "36–60 of 60"


def test_a_forged_or_foreign_place_begins_at_the_first_row(office):
    several(office, 30)
    page = ListPage(deals(office.anna, "all=1&size=25&sort=name"))
    foreign = dict(parse_qsl(urlsplit(page.next_url).query))["after"]

    for word in (foreign, foreign[:-1], sign_cursor([1]), sign_cursor(["deal:-id", 0, "x", "y", "z"])):
        assert deals(office.anna, f"all=1&size=25&after={word}").page.first == 0


def test_jumping_to_a_value(office):
    several(office, 30)

    assert names(deals(office.anna, "all=1&sort=name&from=Deal 020"))[0] == "Deal 020"
    assert names(deals(office.anna, "all=1&sort=-name&from=Deal 020"))[0] == "Deal 020"
    assert names(deals(office.anna, "all=1&sort=-amount,name&from=3"))[0] == "Deal 003"
    assert len(names(deals(office.anna, "all=1&sort=-amount&from=nonsense"))) == 30


def test_an_order_without_index_is_refused_in_words_in_a_long_list(office, anna, monkeypatch):
    several(office, 4)
    monkeypatch.setattr("accord.records.lists.figures.COUNTED_TO", 3)

    made = deals(office.anna, "all=1&sort=product")
    page = anna.get("/deals/?all=1&sort=product").content.decode()

    assert made.is_sort_refused
    assert made.order.mark == "deal:-id"
    assert "This order is possible in lists of up to 10,000 rows" in page
    assert not deals(office.anna, "all=1&sort=amount").is_sort_refused


def test_the_neighbours_of_a_record_are_those_of_its_list(office):
    first, second, third = several(office, 3)
    third.win(by=office.anna.acting(), reason=office.signed, amount=Decimal(1))

    pages = pages_of("deal")

    assert neighbours(pages, office.anna, QueryDict("all=1&sort=name"), second) == (first.pk, third.pk)
    assert neighbours(pages, office.anna, QueryDict("state=open&sort=name"), second) == (first.pk, None)
    assert neighbours(pages, office.anna, QueryDict("state=won"), second) == (None, None)


def test_the_neighbours_in_a_kept_view_are_those_of_the_view(office, anna):
    first, second, third = several(office, 3)
    second.change("changed", by=office.house, product="Pump")
    anna.post("/views/deal/save/", {"name": "Not pumps", "query": "product.empty=yes&sort=name"})
    view = SavedView.objects.get()

    found = neighbours(pages_of("deal"), office.anna, QueryDict(f"view={view.pk}"), first)

    assert found == (None, third.pk)


# ── figures ──


def test_sums_stand_per_currency_and_are_never_added(office):
    office.deal("One", amount=Decimal("0.10"), currency="EUR")
    office.deal("Two", amount=Decimal("0.20"), currency="EUR")
    office.deal("Three", amount=Decimal(7), currency="USD")

    figures = deals(office.anna).figures

    assert figures.sums == {"amount": [(Decimal(7), "USD"), (Decimal("0.30"), "EUR")]}
    assert figures.count == "3"


def test_a_long_list_counts_no_further_and_sums_later(office, anna, monkeypatch):
    several(office, 5)
    monkeypatch.setattr("accord.records.lists.figures.COUNTED_TO", 3)

    made = deals(office.anna)
    later = anna.get("/deals/?all=1&part=figures", headers={"HX-Request": "true"}).content.decode()

    assert made.figures.count == "3+"
    assert made.figures.sums is None
    assert "10" in later
    assert "EUR" in later


def test_the_options_of_a_filter_say_how_many_they_would_show(office, anna):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("One")
    office.deal("Two", owner=office.boris)

    counts = deals(office.anna, "state=open&owner=me").option_counts()
    answer = anna.get("/deals/?state=open&part=counts", headers={"HX-Request": "true"}).content.decode()

    assert counts["state"][:2] == [1, 1]
    assert counts["owner"][:2] == [1, 0]
    assert 'hx-target="#n-state-1" hx-swap="innerHTML">2<' in answer


# ── queries ──

ROLES = ["anna", "olga", "alba", "dora", "erik", "carla", "ada"]


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("kind", ["deal", "company", "contact", "inquiry", "payment"])
def test_a_list_asks_as_much_for_fifty_rows_as_for_five(office, client, who, kind):
    client.force_login(getattr(office, who))
    address = f"/{pages_of(kind).path}/?all=1&size=50"
    fill(office, kind, 5)
    client.get(address)

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    fill(office, kind, 45)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert len(few) == len(many), "\n".join(query["sql"][:200] for query in many)
    assert len(many) <= 12, "\n".join(query["sql"][:200] for query in many)
    seen = pages_of(kind).record.objects.visible_to(getattr(office, who)).count()
    assert page.count('name="pick"') == min(seen, 50)


def fill(office: Any, kind: str, count: int) -> None:
    """Records of Anna's with every relation that the list shows."""
    for number in range(count):
        if kind == "deal":
            office.deal(f"Deal {number}", company=office.acme, contact=office.rudi, amount=Decimal(5))
        elif kind == "company":
            office.company(f"Company {kind} {pages_of(kind).record.objects.count()}", country="DE", city="Hamburg")
        elif kind == "contact":
            office.contact("Nia", f"Number {pages_of(kind).record.objects.count()}", company=office.acme)
        elif kind == "inquiry":
            office.inquiry(f"Request {number}", owner=office.anna, company=office.acme)
        else:
            office.payment(office.crane, "10", payer=office.acme)


@pytest.mark.broad
def test_every_list_of_the_product_opens_for_everybody(office, client):
    for who in ROLES:
        client.force_login(getattr(office, who))
        for pages in every():
            assert client.get(f"/{pages.path}/").status_code == 200
            assert client.get(f"/{pages.path}/?all=1", headers={"HX-Request": "true"}).status_code == 200
            for facet in read(pages, getattr(office, who), {}).facets:
                part = client.get(f"/{pages.path}/?part=facet&facet={facet.name}", headers={"HX-Request": "true"})
                assert part.status_code == 200


def test_a_form_without_script_comes_to_the_short_address(office, anna):
    answer = anna.get("/deals/?all=1&state=won&amount.from=&amount.to=&q=&owner=")

    assert answer.status_code == 302
    assert answer["Location"] == "/deals/?state=won"
