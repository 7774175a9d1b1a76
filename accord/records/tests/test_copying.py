"""A new record may begin as a copy of another."""

from decimal import Decimal

import pytest

from accord.history.models import model_of

Deal, DealLine, Inquiry = (model_of(kind) for kind in ("deal", "deal_line", "inquiry"))


@pytest.mark.covers("DC-071")
def test_a_request_is_copied_into_a_new_form(office, client):
    asked = office.inquiry("Spare rings", company_name="Port of Kiel", phone="+49 431 12345678", country="DE")
    client.force_login(office.olga)

    page = client.get(f"/requests/{asked.pk}/").text
    form = client.get(f"/requests/new/?copy={asked.pk}").text

    assert f"/requests/new/?copy={asked.pk}" in page
    for said in ("Spare rings", "Port of Kiel", "+49 431 12345678"):
        assert f'value="{said}"' in form
    assert Inquiry.objects.count() == 1


def test_a_deal_is_copied_with_its_lines_and_begins_anew(office, client):
    deal = office.deal("Crane one", company=office.acme, product="Rings", next_step="Call")
    DealLine.objects.add(
        by=office.anna.acting(), deal=deal, product=office.ring, name="Ring, large", quantity=Decimal(3)
    )
    client.force_login(office.anna)

    form = client.get(f"/deals/new/?copy={deal.pk}").text

    assert 'value="Crane one"' in form
    assert 'value="Ring, large"' in form
    assert "Acme Harbour GmbH" in form
    assert 'value="Call"' not in form
    assert Deal.objects.count() == 1


def test_a_copy_tells_nothing_that_one_does_not_see(office, client):
    office.crane.change("changed", by=office.house, company=office.solar)
    client.force_login(office.anna)

    form = client.get(f"/deals/new/?copy={office.crane.pk}").text

    assert "Solar Pumps" not in form
    assert client.get(f"/deals/new/?copy={office.pumps.pk}").status_code == 404


@pytest.mark.parametrize("word", ["x", "-1", "9" * 30, "%00", ""])
def test_a_copy_of_nothing_is_an_empty_form(office, client, word):
    client.force_login(office.anna)

    assert client.get(f"/deals/new/?copy={word}").status_code == 200
