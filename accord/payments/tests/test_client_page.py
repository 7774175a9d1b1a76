"""The page of a client: requests, deals that are closed too, payments, each with its number."""

import pytest

from tests.office import Office


@pytest.fixture
def known(office: Office) -> Office:
    """Acme with a contact, a request, a lost deal, a running one and its payment."""
    office.rudi
    office.inquiry("New spare parts", company=office.acme, contact=office.rudi, owner=office.anna)
    lost = office.deal("Old crane", company=office.acme, contact=office.rudi)
    lost.lose(by=office.anna.acting(), reason=office.too_dear)
    office.crane.change("edited", by=office.house, company=office.acme, contact=office.rudi)
    office.advance
    return office


@pytest.mark.covers("CK-276", "DC-122", "CK-002")
@pytest.mark.parametrize("whose", ["acme", "rudi"])
@pytest.mark.parametrize(
    ("tab", "number", "shown"),
    [("requests", 1, ["New spare parts"]), ("deals", 2, ["Old crane", "Harbour crane"]), ("payments", 1, ["EUR", "€"])],
)
def test_a_clients_page_shows_everything_of_theirs_with_its_number(known, client, whose, tab, number, shown):
    client.force_login(known.anna)

    page = client.get(f"{getattr(known, whose).get_absolute_url()}?tab={tab}").content.decode()

    assert f'{tab.capitalize()} <span class="tabs__count">{number}</span>' in page
    assert any(text in page for text in shown)


@pytest.mark.covers("CK-038", "CK-001")
def test_clients_stand_in_the_menu_with_their_requisites_and_people(known, client):
    known.acme.change("edited", by=known.house, tax_number="DE136695976", bank_account="DE89370400440532013000")
    client.force_login(known.anna)

    home = client.get("/").content.decode()
    page = client.get(known.acme.get_absolute_url()).content.decode()
    people = client.get(f"{known.acme.get_absolute_url()}?tab=contacts").content.decode()

    assert 'href="/companies/"' in home
    assert 'href="/contacts/"' in home
    assert "DE136695976" in page
    assert "DE89370400440532013000" in page
    assert "Rudi Hakimi" in people


def test_payments_of_deals_that_one_may_not_see_are_not_counted(known, client):
    client.force_login(known.sven)

    assert client.get(known.acme.get_absolute_url()).status_code == 404
    client.force_login(known.alba)
    page = client.get(f"{known.acme.get_absolute_url()}?tab=payments").content.decode()
    assert 'Payments <span class="tabs__count">1</span>' in page
