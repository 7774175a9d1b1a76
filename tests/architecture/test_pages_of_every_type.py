"""What people meet on the list, the board and the page of every type, whatever the type is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accord.records import contents
from tests.matrix.records import canary, record_in

pytestmark = pytest.mark.broad

every_type = pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
with_board = pytest.mark.parametrize(
    "pages", [pages for pages in contents.every() if pages.board], ids=lambda pages: pages.record.kind
)


@pytest.fixture
def dora(office, client):
    client.force_login(office.dora)
    return client


def named(record):
    return f'href="{record.get_absolute_url()}'


@pytest.mark.covers("CK-057", "DC-057")
@every_type
def test_a_list_shows_its_records_with_their_number_and_page_by_page(office, dora, pages):
    record = record_in(office, pages.record.kind, "own")

    page = dora.get(f"/{pages.path}/", {"all": "1"})

    assert named(record) in page.text
    assert 'class="page-head__count">' in page.text
    assert page.context["listing"].figures.rows == pages.record.objects.visible_to(office.dora).count()


@pytest.mark.covers("DC-057", "CK-058")
def test_a_long_list_goes_on_and_back_and_keeps_its_totals(office, dora):
    for number in range(7):
        office.deal(f"Gate {number}", amount=100)

    first = dora.get("/deals/", {"all": "1", "size": "25", "sort": "name"})
    for number in range(30):
        office.deal(f"Later {number:02}", amount=1)
    longer = dora.get("/deals/", {"all": "1", "size": "25", "sort": "name"})
    after = re.search(r'href="([^"]*after=[^"]+)"', longer.text)[1].replace("&amp;", "&")
    second = dora.get(after)

    assert "Gate 6" in first.text
    assert "Later 29" not in longer.text
    assert "Later 29" in second.text
    assert longer.context["listing"].figures.sums == second.context["listing"].figures.sums
    assert "before=" in second.text


@pytest.mark.covers("CK-058", "DC-206")
def test_deals_are_sorted_filtered_and_searched_as_one_likes(office, dora):
    small, large = office.deal("Small gate", amount=5), office.deal("Large gate", amount=900)
    large.change("dated", by=office.anna.acting(), expected_on=office.anna.acting().today() + timedelta(days=400))

    rising = dora.get("/deals/", {"all": "1", "sort": "amount"}).text
    falling = dora.get("/deals/", {"all": "1", "sort": "-amount"}).text
    searched = dora.get("/deals/", {"all": "1", "q": "large"}).text
    narrowed = dora.get("/deals/", {"amount.from": "100"}).text

    assert rising.index(named(small)) < rising.index(named(large))
    assert falling.index(named(large)) < falling.index(named(small))
    for page in (searched, narrowed):
        assert named(large) in page
        assert named(small) not in page


@pytest.mark.covers("DC-044")
@every_type
def test_beside_each_list_stands_a_panel_with_a_filter_for_each_that_is_declared(dora, pages):
    page = dora.get(f"/{pages.path}/")

    assert page.text.count('class="list-page__filters') >= 1
    shown = {facet.name for facet in page.context["listing"].state.facets}
    assert shown == {each.name for each in pages.filters} - pages.switched.keys()
    assert len(shown) >= 3


@pytest.mark.covers("DC-045", "CK-060")
@pytest.mark.parametrize("name", ["anna", "dora"])
@every_type
def test_default_filters_stand_as_chips_that_one_click_clears(office, client, pages, name):
    client.force_login(getattr(office, name))
    record_in(office, pages.record.kind, "own")
    usual = pages.default_filters(getattr(office, name))

    page = client.get(f"/{pages.path}/")
    listing = page.context["listing"]

    assert set(usual) == {facet.name for facet in listing.state.facets if facet.is_on}
    if usual:
        cleared = client.get(f"/{pages.path}/", {"all": "1"})
        assert page.context["page"].chips
        assert "all=1" in page.text
        assert not any(facet.is_on for facet in cleared.context["listing"].state.facets)


@pytest.mark.covers("DC-045")
def test_sellers_begin_with_their_own_open_deals(office, client):
    mine, other = office.crane, office.deal("Of Boris", owner=office.boris)
    client.force_login(office.anna)

    usual, everything = client.get("/deals/").text, client.get("/deals/", {"all": "1"}).text

    assert named(mine) in usual
    assert named(other) not in usual
    assert named(other) in everything


@pytest.mark.covers("CK-071")
@with_board
def test_one_click_leads_from_the_table_to_the_board_and_back(dora, pages):
    table, board = dora.get(f"/{pages.path}/").text, dora.get(f"/{pages.path}/board/").text

    assert f'href="/{pages.path}/board/' in table
    assert f'href="/{pages.path}/' in board.replace(f'href="/{pages.path}/board/', "")


@pytest.mark.covers("CK-072")
@with_board
def test_the_selection_stays_in_the_address_when_the_layout_changes(office, dora, pages):
    asked = f"owner={office.anna.pk}"

    table, board = dora.get(f"/{pages.path}/?{asked}").text, dora.get(f"/{pages.path}/board/?{asked}").text

    assert re.search(rf'href="/{pages.path}/board/\?[^"]*{asked}', table)
    assert re.search(rf'href="/{pages.path}/\?[^"]*{asked}', board)


@pytest.mark.covers("CK-095", "CK-167")
@every_type
def test_a_record_page_is_made_of_panels_with_its_properties(office, dora, pages):
    record = record_in(office, pages.record.kind, "own")

    page = dora.get(record.get_absolute_url()).text

    assert canary(pages.record.kind, "own") in page
    assert page.count('class="panel') + page.count("<section") >= 2
    for label in ("Owner", "Created", "Changed"):
        assert label in page, label


@pytest.mark.covers("CK-171")
@pytest.mark.parametrize(
    ("kind", "said"), [("deal", "New"), ("payment", "Planned"), ("inquiry", "Pending"), ("lead", "New")]
)
def test_the_page_says_where_the_record_stands(office, dora, kind, said):
    record = record_in(office, kind, "own")

    assert said in re.sub(r"<[^>]+>", " ", dora.get(record.get_absolute_url()).text.split('id="main"')[1])


@pytest.mark.covers("DC-028")
@every_type
def test_a_record_is_handed_to_another_owner(office, client, pages):
    record = record_in(office, pages.record.kind, "own")
    changed = record.deal if pages.record.kind == "payment" else record
    if not hasattr(changed, "owner_id"):
        pytest.fail("A record has an owner.")
    client.force_login(office.dora)
    address = f"{changed.get_absolute_url()}field/owner/"

    answer = client.post(
        address, {"owner": office.boris.pk, "version": changed.version}, headers={"HX-Request": "true"}
    )

    record.refresh_from_db()
    assert answer.status_code == 200
    assert record.owner == office.boris


@pytest.mark.covers("DC-131")
def test_the_owner_of_many_companies_is_changed_at_once_and_taken_back_at_once(office, client):
    companies = [office.company(f"Many {number}") for number in range(3)]
    client.force_login(office.ada)

    picked = {"pick": [f"{each.pk}.{each.version}" for each in companies], "list": "all=1"}
    client.post("/companies/bulk/owner/", {**picked, "confirmed": "1", "owner": office.boris.pk})

    handed = {type(each).objects.get(pk=each.pk).owner for each in companies}
    sets = {each.events.last().change_set_id for each in companies}
    client.post(f"/undo/{sets.pop()}/")
    assert handed == {office.boris}
    assert not sets
    assert {type(each).objects.get(pk=each.pk).owner for each in companies} == {office.anna}


@pytest.mark.covers("CK-044")
def test_the_button_new_offers_every_type_that_one_may_make_on_every_page(office, client):
    client.force_login(office.dora)

    page = client.get("/").text

    offered = {kind.record.kind for kind in contents.every() if kind.offers_new(office.dora)}
    assert all(f'href="/{contents.pages_of(kind).path}/new/"' in page for kind in offered)
    assert offered >= {"lead", "deal", "company", "contact", "inquiry"}


@pytest.mark.covers("DC-033")
def test_the_titles_of_the_sections_lead_to_everything_of_a_type(office, dora):
    page = dora.get("/").text

    assert all(f'href="/{pages.path}/"' in page for pages in contents.every())


@pytest.mark.covers("CK-250")
def test_a_payment_shows_up_on_its_deal_by_itself(office, dora):
    payment = office.payment(office.crane, "4321", purpose="Second instalment")

    page = dora.get(office.crane.get_absolute_url(), {"tab": "payments"}).text

    assert "Second instalment" in page
    assert named(payment) in page


@pytest.mark.covers("CK-015")
def test_the_rights_on_a_payment_follow_from_its_deal(office, client):
    payment = office.payment(office.crane, "4321", purpose="Second instalment")
    statuses = {}
    for name in ("anna", "boris", "zoe", "dora", "sven"):
        client.force_login(getattr(office, name))
        seen = client.get(payment.get_absolute_url()).status_code
        statuses[name] = (seen, client.get(f"{payment.get_absolute_url()}edit/").status_code)
    office.crane.change("handed over", by=office.house, owner=office.zoe, department=office.south)
    client.force_login(office.zoe)

    assert statuses == {
        "anna": (200, 200),
        "boris": (200, 403),
        "zoe": (404, 404),
        "dora": (200, 200),
        "sven": (404, 404),
    }
    assert client.get(f"{payment.get_absolute_url()}edit/").status_code == 200


@every_type
@pytest.mark.parametrize("page", ["", "edit/"])
def test_page_and_form_cost_at_most_twenty_queries(office, dora, django_assert_max_num_queries, pages, page):
    record = record_in(office, pages.record.kind, "own")
    url = f"{record.get_absolute_url()}{page}"
    dora.get(url)

    with django_assert_max_num_queries(20):
        answer = dora.get(url)

    assert answer.status_code == 200
