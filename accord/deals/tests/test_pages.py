"""List, board, and the panels on other records' pages."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accord.contacts.models import Company
from accord.deals.models import Deal, DealLine, copied
from accord.dictionaries.models import Industry, InquiryCategory, Source, Tag

HTMX = {"HX-Request": "true"}


@pytest.mark.covers("CK-125", "DC-204")
def test_a_seller_sees_their_own_open_deals_at_first_and_clears_that_with_a_click(office, client):
    office.deal("Mine, won", amount=Decimal(1)).win(by=office.anna.acting(), reason=office.signed)
    office.deal("Of Boris", owner=office.boris)
    client.force_login(office.anna)

    first = client.get(f"/deals/?list={office.crane.pk}").content.decode()
    everything = client.get("/deals/?all=1").content.decode()

    assert "Harbour crane retrofit" in first
    assert "Mine, won" not in first
    assert "Of Boris" not in first
    assert "Mine, won" in everything
    assert "Of Boris" in everything


def test_totals_stand_below_the_list_for_each_currency(office, client):
    office.deal("In dollars", amount=Decimal(700), currency="USD")
    client.force_login(office.anna)
    assert office.crane.amount

    page = client.get("/deals/").content.decode()

    totals = page.split('class="totals"', 1)[1]
    assert "486,000" in totals
    assert "700" in totals
    assert "USD" in totals


@pytest.mark.covers("DC-209")
def test_the_view_of_won_deals_shows_them(office, client):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("Still open")
    client.force_login(office.anna)

    page = client.get("/deals/?state=won&sort=-closed_on").content.decode()

    assert "Harbour crane retrofit" in page
    assert "Still open" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("step=none", {"Without a step"}),
        ("step=overdue", {"Late"}),
        ("state=paused", {"Resting"}),
        ("state=open&expected_on=this-month", {"Closing soon"}),
        ("important=yes", {"Key account"}),
        ("country=DE", {"With a company"}),
        ("product=Rings", {"Rings for two cranes"}),
    ],
)
def test_filters_of_the_list(office, client, query, found):
    today = office.anna.acting().today()
    step = {"next_step": "Call", "next_step_on": today}
    office.deal("Without a step")
    late = office.deal("Late", next_step="Call", next_step_on=date(2026, 1, 1))
    resting = office.deal("Resting", **step)
    resting.move_to(office.stage("Pause"), by=office.anna.acting())
    office.deal("Closing soon", expected_on=today, **step)
    office.deal("Key account", important=True, **step)
    office.deal("With a company", company=office.acme, **step)
    office.deal("Rings for two cranes", product="Rings, 24 pcs", **step)
    names = {deal.name for deal in Deal.objects.all()}
    client.force_login(office.anna)
    assert late in Deal.objects.overdue(on=today)

    page = client.get(f"/deals/?{query}").content.decode()

    assert {name for name in names if f">{name}</a>" in page} == found


@pytest.mark.covers("CK-078", "CK-082")
def test_the_board_has_ten_columns_with_sums_for_each_currency(office, client):
    office.deal("In dollars", amount=Decimal(700), currency="USD")
    assert office.crane.amount
    client.force_login(office.anna)

    page = client.get("/deals/board/").content.decode()

    columns = page.split('<section class="column')[1:]
    names = [column.split('<h2 title="', 1)[1].split('"', 1)[0] for column in columns]
    assert names == [
        "New", "First contact", "Identify needs", "Presentation", "Offer preparation", "Prototype", "Decision",
        "Completed", "Pause", "Refusal",
    ]  # fmt: skip
    assert "486,000" in columns[0]
    assert "700" in columns[0]
    assert [name for name, column in zip(names, columns, strict=True) if "column--folded" in column[:40]] == [
        "Completed",
        "Refusal",
    ]


@pytest.mark.covers("CK-140")
def test_a_card_dropped_on_a_stage_moves_the_deal(office, client):
    client.force_login(office.anna)

    client.post(
        f"/deals/{office.crane.pk}/drop/",
        {"to": office.stage("Decision").pk, "version": office.crane.version},
        headers=HTMX,
    )

    assert Deal.objects.get(pk=office.crane.pk).stage.code == "decision"


def test_a_card_dropped_on_lost_asks_why_and_goes_back_without_an_answer(office, client):
    client.force_login(office.anna)
    drop = {"to": office.stage("Refusal").pk, "version": office.crane.version}
    url = f"/deals/{office.crane.pk}/drop/"

    asked = client.post(url, drop, headers=HTMX)
    assert asked.status_code == 422
    assert 'name="reason"' in asked.content.decode()
    assert Deal.objects.get(pk=office.crane.pk).is_open

    day = date.today().isoformat()
    client.post(url, {**drop, "asked": "1", "reason": office.too_dear.pk, "closed_on": day}, headers=HTMX)
    assert Deal.objects.get(pk=office.crane.pk).is_lost


def test_a_card_dropped_on_pause_asks_nothing(office, client):
    client.force_login(office.anna)

    client.post(
        f"/deals/{office.crane.pk}/drop/",
        {"to": office.stage("Pause").pk, "version": office.crane.version},
        headers=HTMX,
    )

    assert Deal.objects.get(pk=office.crane.pk).is_paused


@pytest.mark.covers("DC-122", "DC-190")
def test_a_companys_page_shows_all_its_deals_with_their_number(office, client):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    office.deal("Second crane", company=office.acme)
    client.force_login(office.anna)

    page = client.get(f"/companies/{office.acme.pk}/?tab=deals").content.decode()

    assert "Harbour crane retrofit" in page
    assert "Second crane" in page
    assert 'Deals <span class="tabs__count">2</span>' in page


def test_deals_on_a_companys_page_are_those_the_reader_may_see(office, client):
    office.deal("Of the south", owner=office.zoe, company=office.acme)
    client.force_login(office.anna)

    page = client.get(f"/companies/{office.acme.pk}/?tab=deals").content.decode()

    assert "Of the south" not in page


@pytest.mark.covers("CK-145", "DC-185", "DC-189")
def test_the_contacts_of_the_deal_stand_beside_it_or_those_of_its_company(office, client):
    assert office.rudi
    deal = office.deal("Without a contact", company=office.acme)
    client.force_login(office.anna)

    page = client.get(f"/deals/{deal.pk}/").content.decode()

    assert office.rudi.get_absolute_url() in page
    assert 'href="tel:+49 40 123456"' in page
    assert 'href="mailto:rudi@acme.example"' in page


@pytest.mark.covers("DC-207")
def test_marks_of_a_deal_say_in_words_what_they_mean(office, client):
    office.crane.mark_important(True, by=office.anna.acting())
    client.force_login(office.anna)

    page = client.get("/deals/").content.decode()

    assert 'aria-label="Important"' in page


@pytest.mark.covers("CK-126")
def test_dropouts_and_old_requests_are_not_in_the_list_at_first_and_the_newest_comes_first(office, client):
    for name, stage in (("Screened out", "Dropout"), ("Long ago", "Old requests")):
        office.deal(name).enter(office.stage(stage), by=office.anna.acting(), reason=office.too_dear)
    client.force_login(office.anna)
    office.deal("First")
    office.deal("Second")

    page = client.get("/deals/").content.decode()

    assert "Screened out" not in page
    assert "Long ago" not in page
    assert page.index(">Second</a>") < page.index(">First</a>")


@pytest.mark.covers("DC-210")
def test_the_dealer_who_brought_a_deal_stands_on_it_and_deals_are_found_by_them(office, client):
    dealer = office.contact("Ines", "Moreau", position="Distributor")
    office.crane.change("changed", by=office.anna.acting(), partner=dealer)
    office.deal("Without a dealer")
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").content.decode()
    found = client.get(f"/deals/?partner={dealer.pk}").content.decode()

    assert dealer.get_absolute_url() in page.split('class="record__side"', 1)[1]
    assert "Harbour crane retrofit" in found
    assert "Without a dealer" not in found


@pytest.mark.covers("CK-031", "CK-033")
def test_the_menu_leads_to_deals_and_payments_and_only_for_those_who_may_see_them(office, client):
    client.force_login(office.anna)
    menu = client.get("/").content.decode().split("</nav>", 1)[0]
    assert 'href="/deals/"' in menu
    assert 'href="/payments/"' in menu

    client.force_login(office.sven)
    menu = client.get("/").content.decode().split("</nav>", 1)[0]
    assert 'href="/deals/"' not in menu
    assert 'href="/payments/"' not in menu


@pytest.mark.covers("DC-189")
def test_the_data_of_the_other_side_is_changed_in_place_on_the_deal(office, client):
    client.force_login(office.anna)
    url = f"/contacts/{office.rudi.pk}/field/phone/"
    assert f'hx-get="{url}"' in client.get(f"/deals/{office.crane.pk}/").content.decode()

    client.post(url, {"phone": "+49 40 999", "version": office.rudi.version}, headers=HTMX)

    assert "+49 40 999" in client.get(f"/deals/{office.crane.pk}/").content.decode()


@pytest.mark.covers("CK-074")
def test_a_view_of_the_deals_in_work_comes_with_the_product(office, client):
    office.deal("Of Boris", owner=office.boris)
    office.deal("Done", amount=Decimal(1)).win(by=office.anna.acting(), reason=office.signed)
    client.force_login(office.anna)
    tabs = client.get("/deals/").content.decode().split('class="tabs"', 1)[1].split("</nav>", 1)[0]
    link = next(part for part in tabs.split("<a ") if "Deals in work" in part)

    page = client.get(link.split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")).content.decode()

    assert "Of Boris" in page
    assert ">Done</a>" not in page


@pytest.mark.covers("DC-208")
def test_deals_are_filtered_by_what_the_original_filtered_by(office, client):
    by = office.anna.acting()
    trade = Industry.objects.get(name="Transport")
    tag = Tag.objects.add(by=office.house, name="Fair")
    port = office.company("Port of Bergen", country="NO", city="Bergen", industries=[trade])
    office.deal("Wanted", company=port, partner=office.rudi, tags=[tag], stage=office.stage("Decision"))
    office.deal("Other")
    office.deal("Refused").lose(by=by, reason=office.too_dear)
    office.deal("By the chief").change("changed", by=office.erik.acting(), important=True)
    client.force_login(office.anna)
    queries = {
        f"partner={office.rudi.pk}": "Wanted",
        f"stage={office.stage('Decision').pk}": "Wanted",
        f"closing_reason={office.too_dear.pk}": "Refused",
        f"industry={trade.pk}": "Wanted",
        "country=NO": "Wanted",
        "city=bergen": "Wanted",
        f"tags={tag.pk}": "Wanted",
        "chiefs=yes": "By the chief",
    }

    for query, name in queries.items():
        page = client.get(f"/deals/?all=1&{query}").content.decode()
        found = {other for other in ("Wanted", "Other", "Refused", "By the chief") if f">{other}</a>" in page}
        assert found == {name}, query


@pytest.mark.covers("DC-132")
def test_a_company_that_moves_takes_its_deals_and_requests_along(office, client):
    company = office.company("Port of Bergen", country="SE", city="Malmo")
    deal = office.deal("Quay light", company=company)
    inquiry = office.inquiry("Lamps", company=company, country="SE", city="Malmo")
    client.force_login(office.anna)

    answer = client.post(f"/companies/{company.pk}/field/country/", {"country": "NO", "version": company.version})
    company.refresh_from_db()
    client.post(f"/companies/{company.pk}/field/city/", {"city": "Bergen", "version": company.version})

    assert answer.status_code == 302
    for query in ("country=NO", "city=Bergen"):
        assert ">Quay light</a>" in client.get(f"/deals/?all=1&{query}").content.decode()
    request = client.get(f"/requests/{inquiry.pk}/").content.decode()
    assert "Norway" in request
    assert "Bergen" in request
    change_set = company.events.get(verb="changed", after__has_key="country").change_set
    change_set.undo(by=office.anna.acting())
    inquiry.refresh_from_db()
    assert inquiry.country == "SE"
    assert deal.company_id == company.pk


@pytest.mark.covers("CK-003")
def test_a_client_is_followed_from_lead_to_deal_and_payment(office, client):
    client.force_login(office.anna)
    lead = office.mira
    client.post(f"/leads/{lead.pk}/company/", {"name": "Baltic Terminals", "country": "PL"})
    client.post(f"/leads/{lead.pk}/deal/", {"company": Company.objects.get(name="Baltic Terminals").pk})
    deal = Deal.objects.get(lead=lead)
    office.payment(deal, "100", purpose="Advance")

    on_lead = client.get(f"/leads/{lead.pk}/").content.decode()
    on_deal = client.get(f"/deals/{deal.pk}/?tab=payments").content.decode()
    company = f"/companies/{deal.company_id}/"
    tabs = {tab: client.get(f"{company}?tab={tab}").content.decode() for tab in ("leads", "deals", "payments")}

    assert deal.get_absolute_url() in on_lead
    assert lead.get_absolute_url() in on_deal
    assert "Advance" in on_deal
    assert lead.get_absolute_url() in tabs["leads"]
    assert deal.get_absolute_url() in tabs["deals"]
    assert "Advance" in tabs["payments"]


@pytest.mark.covers("CK-121")
def test_a_deal_has_every_field_of_both_systems_in_its_form_and_on_its_page(office, client):
    tag = Tag.objects.add(by=office.house, name="Fair")
    source, category = Source.objects.live().first(), InquiryCategory.objects.live().first()
    client.force_login(office.anna)
    form = {
        "name": "Harbour lights", "company": office.acme.pk, "contact": office.rudi.pk, "amount": "1200",
        "currency": "EUR", "stage": office.stage("Decision").pk, "expected_on": "2027-03-01", "next_step": "Call Rudi",
        "next_step_on": "2097-01-15", "product": "Lamps, 12 pcs", "description": "North quay first",
        "offer_text": "We are glad to offer", "source": source.pk, "category": category.pk, "partner": office.rudi.pk,
        "contacts": [office.rudi.pk], "number_of_users": "12 fitters", "tags": [tag.pk], "important": "on",
        "owner": office.anna.pk, "co_owner": office.boris.pk, "watchers": [office.olga.pk],
        "department": office.north.pk, "started_on": "2026-11-01",
    }  # fmt: skip

    answer = client.post("/deals/new/", form)

    deal = Deal.objects.get(name="Harbour lights")
    assert answer.headers["Location"] == deal.get_absolute_url()
    page = client.get(deal.get_absolute_url()).content.decode()
    for shown in (
        "Harbour lights", f"ID {deal.pk}", "Acme Harbour GmbH", "Rudi Hakimi", "1,200", "Decision", "Call Rudi",
        "Lamps, 12 pcs", "North quay first", "We are glad to offer", str(source), str(category), "12 fitters", "Fair",
        "Boris Petrov", "Olga Novak", "Anna Lindqvist", "Important", "North",
    ):  # fmt: skip
        assert shown in page, shown
    tabs = page.split('class="tabs"', 1)[1].split("</nav>", 1)[0]
    for name in ("Products and services", "Payments", "Files", "History"):
        assert name in tabs


@pytest.mark.covers("CK-136")
def test_contacts_and_marketing_stand_on_the_deal_as_on_the_lead(office, client):
    category = InquiryCategory.objects.live().first()
    lead = office.mira
    lead.change("changed", by=office.house, category=category, company=office.acme)
    client.force_login(office.anna)
    client.post(f"/leads/{lead.pk}/deal/", {"company": office.acme.pk})
    deal = Deal.objects.get(lead=lead)
    deal.change("changed", by=office.anna.acting(), contact=office.rudi)

    pages = [client.get(record.get_absolute_url()).content.decode() for record in (lead, deal)]

    for page in pages:
        assert "<h2>Contacts</h2>" in page
        assert "<h2>Marketing</h2>" in page
        assert str(category) in page
    assert office.rudi.get_absolute_url() in pages[1]


@pytest.mark.covers("CK-141")
def test_the_stage_is_changed_in_the_row_of_the_list_and_one_stays_there(office, client):
    theirs = office.deal("Of Boris", owner=office.boris)
    client.force_login(office.anna)
    ask = f"/deals/{office.crane.pk}/ask/move/"
    page = client.get("/deals/?all=1").content.decode()
    assert f'hx-get="{ask}?version={office.crane.version}"' in page
    assert f"/deals/{theirs.pk}/ask/move/" not in page
    dialog = client.get(ask, headers=HTMX).content.decode()
    assert f'hx-post="/deals/{office.crane.pk}/move/"' in dialog

    here = {**HTMX, "HX-Current-URL": "http://testserver/deals/?all=1"}
    answer = client.post(f"/deals/{office.crane.pk}/move/", {"stage": office.stage("Decision").pk}, headers=here)

    assert answer.headers["HX-Redirect"] == "/deals/?all=1"
    row = client.get("/deals/?all=1").content.decode().split("Harbour crane retrofit</a>", 1)[1].split("</tr>", 1)[0]
    assert "Decision" in row


@pytest.mark.covers("CK-141")
def test_the_stages_of_the_ticked_rows_are_changed_together(office, client):
    client.force_login(office.anna)
    pick = f"{office.crane.pk}.{office.crane.version}"
    assert "Change stage" in client.get("/deals/").content.decode()

    client.post("/deals/bulk/move/", {"pick": [pick], "confirmed": "1", "stage": office.stage("Decision").pk})

    assert Deal.objects.get(pk=office.crane.pk).stage.code == "decision"


# ── which days are red ──


PAST = date(2026, 1, 12)


def red_days(page: str) -> set[str]:
    return set(re.findall(r'<time class="due due--late" datetime="([^"]*)"', page))


@pytest.mark.parametrize(
    ("end", "expected"),
    [("", {"2026-01-12"}), ("win", set()), ("lose", set()), ("pause", set())],
)
@pytest.mark.parametrize("address", ["/deals/?all=1&columns=name,next_step,next_step_on", "/deals/board/?all=1", "own"])
def test_the_day_of_a_step_is_red_only_while_the_deal_is_worked_on(office, client, address, end, expected):
    deal = office.crane
    deal.change("edited", by=office.anna.acting(), next_step="Call Rudi", next_step_on=PAST)
    end_by(deal, end, office)
    client.force_login(office.anna)
    address = deal.get_absolute_url() if address == "own" else f"{address}&open={deal.stage_id}"

    page = client.get(address).content.decode()

    assert "Harbour crane retrofit" in page
    assert red_days(page) == expected


def end_by(deal: Deal, verb: str, office) -> None:
    reasons = {"win": office.signed, "lose": office.too_dear}
    if verb in reasons:
        getattr(deal, verb)(by=office.anna.acting(), reason=reasons[verb])
    elif verb:
        deal.move_to(
            next(stage for stage in deal.pipeline.in_order if stage.state == "paused"), by=office.anna.acting()
        )


@pytest.mark.parametrize(("verb", "late"), [("", True), ("win", False), ("lose", False)])
def test_the_closing_date_of_a_closed_deal_is_late_no_more(office, client, verb, late):
    office.crane.change("edited", by=office.anna.acting(), expected_on=PAST)
    end_by(office.crane, verb, office)
    client.force_login(office.anna)

    page = client.get(office.crane.get_absolute_url()).content.decode()

    assert (PAST.isoformat() in red_days(page)) is late


@pytest.mark.parametrize(
    ("days", "verb", "late"),
    [
        ({"ship_by": PAST}, "", True),
        ({"ship_by": PAST}, "win", True),
        ({"ship_by": PAST}, "lose", False),
        ({"planned_ship_on": PAST}, "lose", False),
        ({"planned_ship_on": PAST}, "", True),
        ({"planned_ship_on": PAST, "ship_by": PAST, "shipped_on": PAST}, "", False),
    ],
)
def test_what_has_been_shipped_or_never_will_be_is_not_late(office, client, days, verb, late):
    anna = office.anna.acting()
    DealLine.objects.add(by=anna, deal=office.crane, **copied(office.ring, "EUR", on=anna.today()), **days)
    office.crane.refresh_from_db()
    end_by(office.crane, verb, office)
    client.force_login(office.anna)

    page = client.get(f"{office.crane.get_absolute_url()}?tab=lines").content.decode()

    assert "Slewing ring" in page
    assert (PAST.isoformat() in red_days(page)) is late
