"""Whoever sees a deal but not its company learns nothing of it: not by words, not by filters, not by choices."""

from __future__ import annotations

import pytest

HTMX = {"HX-Request": "true"}


@pytest.fixture
def deal(office):
    """Boris sees the deal; its company is Anna's secret, its contact too."""
    company = office.company("Quillfeather Works", country="JP", private=True)
    contact = office.contact("Umbra", "Vexley", company=company, private=True)
    return office.deal("Harbour gate", company=company, contact=contact)


def found_by(client, person, **asked):
    client.force_login(person)
    return "Harbour gate" in client.get("/deals/", {"all": "1", **asked}).text


@pytest.mark.parametrize("words", ["quillfeather", "Quillfeather Works", "vexley", "umbra vex"])
def test_words_of_a_hidden_company_or_contact_find_the_deal_for_those_alone_who_see_them(office, client, deal, words):
    assert found_by(client, office.anna, q=words)
    assert not found_by(client, office.boris, q=words)


def test_its_own_words_find_it_for_everybody_who_sees_it(office, client, deal):
    assert found_by(client, office.anna, q="harbour")
    assert found_by(client, office.boris, q="harbour")


def test_filters_by_the_company_leave_the_deal_out_where_the_company_is_hidden(office, client, deal):
    for asked in ({"country": "JP"}, {"company": str(deal.company_id)}, {"contact": str(deal.contact_id)}):
        assert found_by(client, office.anna, **asked), asked
        assert not found_by(client, office.boris, **asked), asked


@pytest.mark.parametrize("door", ["/find/", "/pick/deal/"])
def test_palette_and_picker_know_nothing_either(office, client, deal, door):
    client.force_login(office.boris)

    answer = client.get(door, {"q": "quillfeather"}, headers=HTMX)

    assert "Harbour" not in answer.text
    assert "Quillfeather" not in answer.text


def test_a_payment_cannot_be_given_to_a_deal_by_the_name_of_its_hidden_company(office, client, deal):
    """Typed without script, as the name of a deal."""
    client.force_login(office.boris)
    given = {"deal_text": "Quillfeather", "deal": "", "amount": "5", "currency": "EUR", "key": "typed"}

    answer = client.post("/payments/new/", given)

    assert answer.status_code == 422
    assert "Harbour" not in answer.text
