"""The pages of requests, as people meet them."""

import pytest

from accord.inquiries.models import Inquiry
from accord.preferences import switches


@pytest.mark.covers("DC-081", "DC-053")
def test_the_page_shows_what_they_wrote_beside_who_it_may_be_and_why(office, client):
    office.rudi
    asked = office.inquiry("Brakes", description="Does not hold.", first_name="Rudi", email="rudi@acme.example")
    client.force_login(office.anna)

    page = client.get(asked.get_absolute_url()).content.decode()

    assert "Does not hold." in page
    assert "Same e-mail: <b>rudi@acme.example</b>" in page
    assert "Linked by itself: please check" in page
    assert asked.ticket in page


def test_a_candidate_is_linked_with_one_press(office, client):
    asked = office.inquiry("Brakes", email="x@acme.example")
    client.force_login(office.olga)

    answer = client.post(f"/requests/{asked.pk}/link/company/{office.acme.pk}/")

    asked.refresh_from_db()
    assert (answer.status_code, asked.company) == (302, office.acme)


def test_nobody_links_what_they_cannot_see(office, client):
    asked = office.web_request
    client.force_login(office.anna)

    assert client.post(f"/requests/{asked.pk}/link/company/{office.solar.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 302), ("olga", 302), ("dora", 302), ("erik", 403), ("zoe", 404), ("sven", 404)]
)
def test_who_may_mark_a_request_of_the_north_as_irrelevant(office, client, who, status):
    asked = office.web_request
    client.force_login(getattr(office, who))

    assert client.post(f"/requests/{asked.pk}/irrelevant/").status_code == status


@pytest.mark.parametrize(
    "verb", ["take", "irrelevant", "close-case", "duplicate", "unlink", "confirm-match", "reopen", "not-spam"]
)
def test_no_verb_answers_to_reading(office, client, verb):
    client.force_login(office.anna)

    assert client.get(f"/requests/{office.web_request.pk}/{verb}/").status_code == 405


def test_a_duplicate_asks_what_it_repeats(office, client):
    first, second = office.web_request, office.inquiry("Spare slewing rings again")
    client.force_login(office.anna)

    question = client.get(f"/requests/{second.pk}/ask/mark_duplicate/")
    answer = client.post(f"/requests/{second.pk}/duplicate/", {"duplicate_of": first.pk})

    second.refresh_from_db()
    assert question.status_code == 200
    assert (answer.status_code, second.duplicate_of) == (302, first)


@pytest.mark.covers("DC-073", "DC-090")
def test_an_operator_enters_a_request_after_a_call_and_chooses_the_seller(office, client):
    client.force_login(office.olga)
    form = client.get("/requests/new/").context["form"]

    answer = client.post(
        "/requests/new/",
        {
            "key": form.initial["key"],
            "subject": "Brakes",
            "first_name": "Mr. Rudi Hakimi",
            "phone": "+49 40 123456",
            "owner": office.boris.pk,
            "department": office.north.pk,
        },
    )

    asked = Inquiry.objects.get()
    assert answer.status_code == 302
    assert (asked.owner, asked.first_name, asked.last_name) == (office.boris, "Mr. Rudi", "Hakimi")


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "12345"), ("first_name", "Dr."), ("first_name", ""), ("email", "nobody"), ("received_on", "yesterday?")],
)
def test_what_is_wrong_is_said_at_its_field(office, client, field, value):
    client.force_login(office.anna)
    given = {"subject": "Brakes", "first_name": "Rudi", "key": "once"}

    answer = client.post("/requests/new/", {**given, field: value})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.covers("DC-101")
def test_a_warning_says_that_the_client_belongs_to_somebody_else(office, client):
    asked = office.inquiry("Brakes", owner=office.boris, first_name="Rudi", email=office.rudi.email)
    client.force_login(office.boris)

    assert "belongs to <b>Anna Lindqvist</b>" in client.get(asked.get_absolute_url()).content.decode()


@pytest.mark.covers("DC-088", "DC-087")
def test_the_page_points_out_what_is_still_missing(office, client):
    client.force_login(office.anna)

    page = client.get(office.web_request.get_absolute_url()).content.decode()

    assert "Still to be found out:" in page
    assert "products" in page


@pytest.mark.covers("DC-107")
def test_a_seller_first_sees_their_own_and_nobodys_pending_requests(office, client):
    mine = office.inquiry("Mine", owner=office.anna)
    free = office.inquiry("Free")
    boris = office.inquiry("Of Boris", owner=office.boris)
    done = office.inquiry("Done", owner=office.anna)
    done.mark_irrelevant(by=office.anna.acting())
    spam = office.inquiry("Casino", spam_suspected=True)
    client.force_login(office.anna)

    page = client.get("/requests/").content.decode()

    assert all(shown.subject in page for shown in (mine, free))
    assert not any(f">{hidden.subject}<" in page for hidden in (boris, done, spam))


def test_one_more_match_elsewhere_is_said_without_a_name(office, client):
    office.solar
    asked = office.inquiry("Pumps", company_name="Solar Pumps Ltd")
    switches.change({"hint_other_departments": True}, by=office.ada.acting())
    client.force_login(office.anna)

    page = client.get(asked.get_absolute_url()).content.decode()

    assert "One more match in another department." in page


def test_the_page_of_a_request_costs_the_same_with_one_candidate_or_ten(office, client, django_assert_max_num_queries):
    def queries(asked):
        with django_assert_max_num_queries(100) as counted:
            client.get(asked.get_absolute_url())
        return len(counted)

    client.force_login(office.anna)
    office.contact("Ada", "Berg0", phone="+49 40 777888")
    one = queries(office.inquiry("One", phone="+49 40 777888", email=""))
    for number in range(1, 10):
        office.contact("Ada", f"Berg{number}", phone="+49 40 777888")

    ten = queries(office.inquiry("Ten", phone="+49 40 777888", email=""))

    assert ten <= one


def test_one_request_after_another_the_newest_first_and_round_again(office, client):
    old = office.inquiry("Old", received_on="2026-01-05")
    new = office.inquiry("New", received_on="2026-01-07")
    middle = office.inquiry("Middle", received_on="2026-01-06")
    office.inquiry("Spam", received_on="2026-01-06", spam_suspected=True)
    office.inquiry("South", received_on="2026-01-06", department=office.south)
    client.force_login(office.olga)

    def after(inquiry):
        return client.get(f"/requests/{inquiry.pk}/next/")["Location"]

    assert [after(each) for each in (new, middle, old)] == [each.get_absolute_url() for each in (middle, old, new)]
    middle.mark_irrelevant(by=office.olga.acting())
    assert after(new) == after(middle) == old.get_absolute_url()


def test_when_nothing_waits_the_list_says_so(office, client):
    client.force_login(office.olga)

    page = client.get(f"/requests/{office.web_request.pk}/next/", follow=True)

    assert page.redirect_chain[0][0] == "/requests/"
    assert "Nothing waits for you any more." in page.content.decode()


def test_a_seller_goes_through_their_own_and_nobodys(office, client):
    first = office.inquiry("First", owner=office.anna, received_on="2026-01-07")
    office.inquiry("Of Boris", owner=office.boris, received_on="2026-01-06")
    free = office.inquiry("Free", received_on="2026-01-05")
    client.force_login(office.anna)

    assert client.get(f"/requests/{first.pk}/next/")["Location"] == free.get_absolute_url()
    client.force_login(office.zoe)
    assert client.get(f"/requests/{first.pk}/next/").status_code == 404


def test_what_is_missing_leads_to_the_field_where_it_is_entered(office, client):
    office.north.change("edited", by=office.house, works_globally=True)
    client.force_login(office.anna)

    page = client.get(office.web_request.get_absolute_url()).content.decode()

    for name in ("products", "country"):
        assert f'href="/requests/{office.web_request.pk}/edit/#id_{name}"' in page


@pytest.mark.parametrize(("who", "offered"), [("olga", True), ("anna", True), ("erik", False)])
def test_who_may_decide_finds_the_ways_without_a_deal_beside_the_deal(office, client, who, offered):
    client.force_login(getattr(office, who))

    page = client.get(office.web_request.get_absolute_url()).content.decode()

    assert page.count(f"/requests/{office.web_request.pk}/irrelevant/") == (3 if offered else 0)


def test_a_deal_is_opened_and_the_next_request_comes(office, client):
    first = office.inquiry("First", received_on="2026-01-07")
    second = office.inquiry("Second", received_on="2026-01-06")
    client.force_login(office.olga)

    answer = client.post(f"/deals/from-request/{first.pk}/", {"then": "next"}, follow=True)

    assert answer.redirect_chain[-1][0] == second.get_absolute_url()
    assert "The deal is opened." in answer.content.decode()
