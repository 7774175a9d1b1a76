"""The numbers of a company: what cannot be right is said, or refused where the house wants that."""

import pytest

from accord.contacts import requisites
from accord.contacts.models import BankAccount, Company, Contact
from accord.contacts.tests.test_pages import new
from accord.history.models import ChangeSet
from accord.kit.errors import RuleBroken
from accord.preferences import switches

RIGHT = [
    ("RU", "legal", "tax_number", "1234567894"),
    ("RU", "entrepreneur", "tax_number", "123456789047"),
    ("RU", "legal", "registration_number", "1237704567891"),
    ("RU", "entrepreneur", "registration_number", "323770460000122"),
    ("RU", "individual", "insurance_number", "112-233-445 95"),
    ("RU", "legal", "branch_code", "770401001"),
    ("DE", "legal", "tax_number", "DE 136695976"),
    ("FR", "legal", "registration_number", "552 008 443"),
    ("US", "legal", "tax_number", "91-1144442"),
    ("AQ", "legal", "tax_number", "whatever"),
    ("DE", "legal", "gln", "4601234567893"),
    ("DE", "legal", "bank_account", "DE89 3704 0044 0532 0130 00"),
    ("DE", "legal", "swift", "DEUTDEFF"),
]

WRONG = [
    ("RU", "legal", "tax_number", "7743013902"),
    ("RU", "legal", "tax_number", "123456789047"),
    ("RU", "legal", "registration_number", "1237704567892"),
    ("RU", "individual", "insurance_number", "112-233-445 96"),
    ("RU", "legal", "branch_code", "77040100"),
    ("DE", "legal", "tax_number", "DE136695977"),
    ("DE", "legal", "gln", "4601234567894"),
    ("DE", "legal", "bank_account", "DE89 3704 0044 0532 0130 01"),
    ("DE", "legal", "swift", "NOBANK"),
]


@pytest.mark.parametrize(("country", "kind", "field", "number"), RIGHT)
def test_numbers_that_can_be_right(country, kind, field, number):
    assert requisites.faults(Company(country=country, legal_kind=kind, **{field: number})) == {}


@pytest.mark.parametrize(("country", "kind", "field", "number"), WRONG)
def test_numbers_that_cannot(country, kind, field, number):
    assert list(requisites.faults(Company(country=country, legal_kind=kind, **{field: number}))) == [field]


@pytest.mark.parametrize(
    ("account", "bank", "fits"),
    [
        ("40702810600000000001", "044525999", True),
        ("40602810700000000025", "049805746", True),
        ("30101810800000000746", "049805000", True),
        ("40702810700000000001", "044525999", False),
        ("40702810600000000001", "", True),
        ("4070281060000000000", "044525999", False),
    ],
)
def test_the_key_of_a_russian_account_is_weighed_with_its_bank(account, bank, fits):
    assert requisites.key_fits(account, bank) is fits


@pytest.mark.parametrize(
    ("code", "fits"), [("12345678", True), ("1234567890", True), ("00032537", True), ("12345679", False), ("1", False)]
)
def test_statistical_codes(code, fits):
    assert requisites.okpo(code) is fits


@pytest.mark.covers("CK-274")
def test_the_page_warns_of_a_number_that_cannot_be_right(office, client):
    client.force_login(office.anna)

    answer = new(
        client, "companies", name="Kran", country="RU", relation="buyer", legal_kind="legal", tax_number="7743013902"
    )

    page = client.get(Company.objects.get().get_absolute_url()).content.decode()
    assert answer.status_code == 302
    assert "Numbers to check" in page
    assert "check digits do not fit" in page


@pytest.mark.covers("CK-274")
def test_where_the_house_wants_it_the_form_refuses_such_a_number_at_its_field(office, client):
    switches.change({"refuse_wrong_numbers": True}, by=office.house)
    client.force_login(office.anna)

    answer = new(
        client, "companies", name="Kran", country="RU", relation="buyer", legal_kind="legal", tax_number="7743013902"
    )

    assert answer.status_code == 422
    assert "tax_number" in answer.context["form"].errors
    assert not Company.objects.exists()


def test_a_wrong_number_of_old_does_not_stop_other_changes(office):
    office.acme.change("edited", by=office.house, tax_number="DE136695977")
    switches.change({"refuse_wrong_numbers": True}, by=office.house)

    office.acme.change("edited", by=office.anna.acting(), city="Kiel")

    with pytest.raises(RuleBroken, match="check digits"):
        office.acme.change("edited", by=office.anna.acting(), tax_number="DE136695970")


@pytest.mark.covers("CK-275")
@pytest.mark.parametrize(
    ("kind", "kept", "foreign"),
    [
        ("legal", {"head": "R. Roe", "branch_code": "770401001"}, {"born_on": "1980-01-02"}),
        ("entrepreneur", {"born_on": "1980-01-02"}, {"head": "R. Roe", "branch_code": "770401001"}),
        ("individual", {"insurance_number": "112-233-445 95"}, {"legal_form": "", "head": "R. Roe", "employees": "5"}),
    ],
)
def test_each_kind_of_company_keeps_its_own_fields(office, client, kind, kept, foreign):
    client.force_login(office.anna)

    new(client, "companies", name="Muster", country="RU", relation="buyer", legal_kind=kind, **kept, **foreign)

    company = Company.objects.get()
    page = client.get(company.get_absolute_url()).content.decode()
    assert all(getattr(company, name) for name in kept)
    assert not any(getattr(company, name) for name in foreign)
    assert all(f'id="prop-{name}"' in page for name in kept)
    assert not any(f'id="prop-{name}"' in page for name in foreign)


@pytest.mark.covers("DC-330")
def test_chats_of_any_messenger_open_from_the_page(office, client):
    client.force_login(office.anna)
    text = "WhatsApp 0170 1234567, Telegram @rudi, Signal +49 170 1234567, Mattermost rudi.h"

    new(client, "contacts", first_name="Rudi", last_name="Hakimi", country="DE", messengers=text)

    page = client.get(Contact.objects.get().get_absolute_url()).content.decode()
    links = ("https://wa.me/491701234567", "https://t.me/rudi", "https://signal.me/#p/+491701234567")
    assert all(f'href="{link}"' in page for link in links)
    assert "Mattermost" in page


def test_a_messenger_without_a_name_is_said_at_its_field(office, client):
    client.force_login(office.anna)

    answer = new(client, "contacts", first_name="Rudi", messengers="+49 170 1234567")

    assert "messengers" in answer.context["form"].errors


@pytest.mark.covers("CK-001", "CK-322")
def test_further_accounts_and_addresses_stand_on_the_page_of_the_company(office, client):
    client.force_login(office.anna)
    at = f"/companies/{office.acme.pk}/requisites"

    client.post(f"{at}/bank_account/new/", {"account": "DE89370400440532013000", "bank": "Kontor", "currency": "EUR"})
    client.post(f"{at}/address/new/", {"purpose": "warehouse", "address": "Kai 7", "city": "Kiel", "country": "DE"})

    page = client.get(f"{office.acme.get_absolute_url()}?tab=requisites").content.decode()
    assert "DE89370400440532013000 EUR" in page
    assert "Kontor" in page
    assert "Kai 7, Kiel" in page
    assert "Warehouse, Germany" in page


def test_an_account_is_changed_removed_and_comes_back_by_undo(office, client):
    client.force_login(office.anna)
    account = BankAccount.objects.add(by=office.anna.acting(), company=office.acme, account="123")
    at = f"/companies/{office.acme.pk}/requisites/bank_account/{account.pk}"

    client.post(f"{at}/", {"account": "456", "version": "1"})
    client.post(f"{at}/remove/")
    removed = BankAccount.objects.get()
    ChangeSet.objects.latest("pk").undo(by=office.anna.acting())

    back = BankAccount.objects.get()
    assert (removed.account, removed.is_live) == ("456", False)
    assert (back.account, back.is_live) == ("456", True)


def test_the_same_account_twice_is_refused_in_the_form(office, client):
    client.force_login(office.anna)
    at = f"/companies/{office.acme.pk}/requisites/bank_account/new/"
    client.post(at, {"account": "123"})

    assert client.post(at, {"account": "123"}).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("boris", 403), ("zoe", 404), ("erik", 403), ("dora", 200)])
def test_accounts_are_changed_by_those_who_may_change_the_company(office, client, who, status):
    account = BankAccount.objects.add(by=office.anna.acting(), company=office.acme, account="123")
    client.force_login(getattr(office, who))

    answer = client.get(f"/companies/{office.acme.pk}/requisites/bank_account/{account.pk}/")

    assert answer.status_code == status


def test_an_account_goes_to_the_trash_with_its_company_and_comes_back_with_it(office):
    account = BankAccount.objects.add(by=office.anna.acting(), company=office.acme, account="123")

    office.acme.discard(by=office.anna.acting())
    account.refresh_from_db()
    gone = not account.is_live
    office.acme.restore(by=office.anna.acting())

    account.refresh_from_db()
    assert gone
    assert account.is_live


def test_a_wrong_account_is_marked_or_refused(office, client):
    client.force_login(office.anna)
    at = f"/companies/{office.acme.pk}/requisites"
    client.post(f"{at}/bank_account/new/", {"account": "DE89370400440532013001"})
    page = client.get(f"{office.acme.get_absolute_url()}?tab=requisites").content.decode()
    switches.change({"refuse_wrong_numbers": True}, by=office.house)

    again = client.post(f"{at}/bank_account/new/", {"account": "DE89370400440532013002"})

    assert "Check the numbers" in page
    assert again.status_code == 422
    assert "account" in again.context["form"].errors


@pytest.mark.parametrize("kind", ["company", "user", "nothing"])
def test_nothing_but_parts_is_reached_by_the_addresses_of_parts(office, client, kind):
    client.force_login(office.dora)

    assert client.get(f"/companies/{office.acme.pk}/requisites/{kind}/new/").status_code == 404


@pytest.mark.covers("CK-275")
def test_choosing_the_kind_shows_its_fields_and_hides_the_others(office, page, sign_in):
    sign_in(page, office.anna)
    page.goto("/companies/new/")
    page.locator("summary", has_text="Requisites").click()
    director = page.get_by_label("Managing director")

    before = director.is_visible()
    page.get_by_label("Kind").select_option("individual")

    assert before
    assert not director.is_visible()
    assert page.get_by_label("Birthday").is_visible()
    assert not page.locator("summary", has_text="Figures").is_visible()
