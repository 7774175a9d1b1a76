"""A deal from a request, and a deal on its own."""

from datetime import date

import pytest

from accord.contacts.models import Company, Contact
from accord.deals.models import Deal
from accord.deals.models.opening import first_contact_day
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.preferences import switches


@pytest.mark.covers("DC-091", "DC-181")
def test_the_button_on_a_request_opens_its_deal(office, client):
    client.force_login(office.anna)
    page = client.get(f"/requests/{office.web_request.pk}/").content.decode()
    assert f"/deals/from-request/{office.web_request.pk}/" in page

    answer = client.post(f"/deals/from-request/{office.web_request.pk}/")

    deal = Deal.objects.get(inquiry=office.web_request)
    assert answer.headers["Location"] == f"/deals/{deal.pk}/"
    assert (deal.name, deal.ticket, deal.owner, deal.department) == (
        "Spare slewing rings",
        office.web_request.ticket,
        office.anna,
        office.north,
    )
    assert deal.next_step
    assert deal.next_step_on == first_contact_day(office.anna.acting().today())
    assert Inquiry.objects.get(pk=office.web_request.pk).is_processed
    assert deal.events.first().verb == "opened"


def test_a_request_opens_one_deal_only(office, client):
    Deal.objects.open_from(office.web_request, by=office.anna.acting())
    client.force_login(office.anna)

    again = client.post(f"/deals/from-request/{office.web_request.pk}/")

    assert again.status_code == 409
    assert Deal.objects.filter(inquiry=office.web_request).count() == 1
    page = client.get(f"/requests/{office.web_request.pk}/").content.decode()
    assert "Open a deal" not in page
    assert Deal.objects.get().get_absolute_url() in page


def test_the_table_itself_keeps_a_request_to_one_deal(office):
    Deal.objects.open_from(office.web_request, by=office.anna.acting())

    with pytest.raises(RuleBroken, match="already been opened"):
        office.deal("A second one", inquiry=office.web_request)


@pytest.mark.parametrize("decide", ["mark_duplicate", "mark_irrelevant", "close_case"])
def test_no_deal_is_made_of_a_request_that_was_decided_otherwise(office, decide):
    getattr(office.web_request, decide)(by=office.anna.acting())

    with pytest.raises(RuleBroken):
        Deal.objects.open_from(office.web_request, by=office.anna.acting())

    assert not Deal.objects.exists()


def test_links_of_the_request_go_to_the_deal(office):
    inquiry = office.inquiry("Rings", contact=office.rudi, company=office.acme, owner=office.boris)

    deal = Deal.objects.open_from(inquiry, by=office.dora.acting())

    assert (deal.contact, deal.company, deal.owner) == (office.rudi, office.acme, office.boris)


def test_company_and_contact_are_made_from_what_the_request_says_if_asked(office, client):
    inquiry = office.inquiry("Rings", company_name="Nordhavn Kran AS", last_name="Moe", country="NO")
    client.force_login(office.anna)

    client.post(f"/deals/from-request/{inquiry.pk}/", {"making": "1"})

    deal = Deal.objects.get(inquiry=inquiry)
    assert (str(deal.company), str(deal.contact), deal.contact.company) == (
        "Nordhavn Kran AS",
        "Karl Moe",
        deal.company,
    )
    assert Inquiry.objects.get(pk=inquiry.pk).contact == deal.contact


def test_opening_is_taken_back_whole_with_what_it_made(office):
    inquiry = office.inquiry("Rings", company_name="Nordhavn Kran AS", last_name="Moe")
    by = office.anna.acting()
    deal = Deal.objects.open_from(inquiry, by=by, making=True)

    by.ledger.change_set.undo(by=office.anna.acting())

    assert not Deal.objects.live().filter(pk=deal.pk).exists()
    assert not Company.objects.live().filter(name="Nordhavn Kran AS").exists()
    assert not Contact.objects.live().filter(last_name="Moe").exists()
    assert Inquiry.objects.get(pk=inquiry.pk).is_pending


def test_a_global_department_needs_the_country_first(office):
    office.north.change("edited", by=office.house, works_globally=True)
    inquiry = Inquiry.objects.get(pk=office.web_request.pk)

    with pytest.raises(RuleBroken, match="country"):
        Deal.objects.open_from(inquiry, by=office.anna.acting())

    inquiry.change("changed", by=office.house, country="NO")
    assert Deal.objects.open_from(inquiry, by=office.anna.acting()).pk


@pytest.mark.covers("DC-089")
def test_the_button_of_the_request_says_what_is_missing_country_first_then_the_product(office, client):
    office.north.change("edited", by=office.house, works_globally=True)
    assert office.ring
    client.force_login(office.anna)
    url, opening = f"/requests/{office.web_request.pk}/", f"/deals/from-request/{office.web_request.pk}/"

    first = client.post(opening)
    client.post(f"{url}field/country/", {"country": "NO", "version": Inquiry.objects.get().version})
    second = client.post(opening)
    wanted = {"products": "slewing RING\nSomething else", "version": Inquiry.objects.get().version}
    client.post(f"{url}field/products/", wanted)
    third = client.post(opening)

    assert (first.status_code, second.status_code, third.status_code) == (409, 409, 302)
    assert "Enter the country first" in first.content.decode()
    assert "Enter first which products they want" in second.content.decode()
    deal = Deal.objects.get(inquiry=office.web_request)
    assert deal.product == "slewing RING, Something else"
    line = deal.lines.live().get()
    assert (line.product, line.quantity, line.net) == (office.ring, 1, 1500)
    assert deal.amount == 1500


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 11, 18), 19), (date(2026, 11, 20), 23), (date(2026, 11, 21), 23), (date(2026, 11, 22), 23)],
)
def test_the_first_contact_is_due_on_the_next_working_day(today, expected):
    assert first_contact_day(today) == date(2026, 11, expected)


@pytest.mark.covers("DC-183")
def test_what_the_customer_wrote_is_read_on_the_deal(office, client):
    inquiry = office.inquiry("Rings", description="Wir brauchen Ringe", translation="We need rings")
    deal = Deal.objects.open_from(inquiry, by=office.anna.acting())
    client.force_login(office.anna)

    page = client.get(f"/deals/{deal.pk}/").content.decode()

    assert "Wir brauchen Ringe" in page
    assert "We need rings" in page


@pytest.mark.covers("DC-183")
def test_what_the_customer_wrote_is_corrected_in_place_on_the_deal(office, client):
    inquiry = office.inquiry("Rings", description="Wir brauchen Ringe")
    deal = Deal.objects.open_from(inquiry, by=office.anna.acting())
    client.force_login(office.anna)
    page = client.get(f"/deals/{deal.pk}/").content.decode()

    for name, text in (("description", "Wir brauchen zwei Ringe"), ("translation", "We need two rings")):
        url = f"/requests/{inquiry.pk}/field/{name}/"
        assert f'hx-get="{url}"' in page
        assert f'name="{name}"' in client.get(url, headers={"HX-Request": "true"}).content.decode()
        version = Inquiry.objects.get(pk=inquiry.pk).version
        client.post(url, {name: text, "version": version}, headers={"HX-Request": "true"})

    page = client.get(f"/deals/{deal.pk}/").content.decode()
    assert "Wir brauchen zwei Ringe" in page
    assert "We need two rings" in page


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("olga", 302), ("zoe", 404), ("erik", 403), ("alba", 404)])
def test_who_may_open_a_deal_from_a_request_of_the_north(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.post(f"/deals/from-request/{office.web_request.pk}/").status_code == status


@pytest.mark.covers("CK-128", "CK-129", "CK-130")
def test_a_deal_on_its_own_is_made_in_one_step(office, client):
    client.force_login(office.anna)
    assert 'href="/deals/new/"' in client.get("/deals/").content.decode()

    answer = client.post(
        "/deals/new/",
        {"name": "Cabin refit", "company": office.acme.pk, "amount": "94,200.00", "currency": "EUR",
         "probability": "0", "next_step": "Call", "key": "once"},
    )  # fmt: skip

    deal = Deal.objects.get(name="Cabin refit")
    assert answer.status_code == 302
    assert (deal.company, int(deal.amount), deal.stage.code, deal.owner) == (office.acme, 94200, "new", office.anna)


def test_a_name_is_enough_and_the_probability_is_that_of_the_stage(office, client):
    client.force_login(office.anna)

    client.post("/deals/new/", {"name": "Only a name", "stage": office.stage("Decision").pk})

    deal = Deal.objects.get(name="Only a name")
    assert (deal.amount, deal.currency, deal.probability, deal.started_on) == (
        0,
        "EUR",
        60,
        office.anna.acting().today(),
    )


def test_a_deal_from_a_companys_page_knows_its_company(office, client):
    client.force_login(office.anna)

    page = client.get(f"/deals/new/?company={office.acme.pk}").content.decode()

    assert "Acme Harbour GmbH" in page


@pytest.mark.covers("CK-147")
def test_the_company_is_made_from_the_deal_filled_in_and_offered_while_it_has_none(office, client):
    inquiry = office.inquiry("Rings", company_name="Nordhavn Kran AS", country="NO", city="Oslo")
    deal = Deal.objects.open_from(inquiry, by=office.anna.acting())
    deal.change("changed", by=office.house, company=None)
    client.force_login(office.anna)
    page = client.get(f"/deals/{deal.pk}/").content.decode()
    assert "Create company" in page
    asked = client.get(f"/deals/{deal.pk}/ask/make_company/").content.decode()
    assert 'value="Nordhavn Kran AS"' in asked

    form = {"name": "Nordhavn Kran AS", "country": "NO", "city": "Bergen"}
    answer = client.post(f"/deals/{deal.pk}/company/", form)

    deal = Deal.objects.get(pk=deal.pk)
    assert answer.headers["Location"] == deal.get_absolute_url()
    company = deal.company
    assert (company.name, company.country, company.city, company.owner) == (
        "Nordhavn Kran AS", "NO", "Bergen", office.anna,
    )  # fmt: skip
    assert "Create company" not in client.get(f"/deals/{deal.pk}/").content.decode()
    assert client.post(f"/deals/{deal.pk}/company/", {"name": "Another", "country": "NO"}).status_code == 422
    deal.events.get(verb="company made").change_set.undo(by=office.anna.acting())
    assert Deal.objects.get(pk=deal.pk).company is None
    assert not Company.objects.live().filter(pk=company.pk).exists()


@pytest.mark.covers("DC-336")
def test_administrators_say_what_is_done_first_with_a_deal_of_a_request(office, client):
    client.force_login(office.ada)
    given = {name: value for name, value in switches.values().items() if value is not False}
    client.post("/settings/", given | {"first_step": "Send the price list"})
    request = office.inquiry("Rings", country="PL", products="Rings")

    client.force_login(office.anna)
    client.post(f"/deals/from-request/{request.pk}/")

    assert Deal.objects.get(inquiry=request).next_step == "Send the price list"


def test_a_title_in_the_request_becomes_the_title_of_the_contact(office):
    inquiry = office.inquiry("Rings", company_name="Nordhavn Kran AS", first_name="Prof. Karl Emil", last_name="Moe")

    deal = Deal.objects.open_from(inquiry, by=office.anna.acting(), making=True)

    assert deal.contact is not None
    assert (deal.contact.titled, deal.contact.first_name) == ("Prof. Karl Emil Moe", "Karl Emil")
