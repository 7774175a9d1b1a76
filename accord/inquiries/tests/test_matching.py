"""From whom a request may be: what is found, what links by itself, and what is left to a person."""

import os
import re
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.accounts.models import Department
from accord.contacts.models import Contact, Identity
from accord.inquiries.models import Evidence, Inquiry
from accord.inquiries.models.candidate import MEDIUM, STRONG
from accord.inquiries.models.finding import find_known
from accord.inquiries.models.reading import matches
from accord.inquiries.models.weighing import find
from accord.kit.errors import RuleBroken
from accord.preferences import switches


def reasons(inquiry: Inquiry, record) -> dict[str, int]:
    rows = inquiry.candidates.filter(kind=record.kind, record_id=record.pk)
    return dict(rows.values_list("evidence", "strength"))


@pytest.mark.covers("DC-080", "DC-053", "DC-082")
def test_a_known_mail_address_links_the_request_and_asks_somebody_to_check(office):
    rudi = office.rudi

    asked = office.inquiry("Brakes", first_name="Rudi", last_name="Hakimi", email="RUDI@acme.example")

    assert (asked.contact, asked.company) == (rudi, office.acme)
    assert asked.verification_required
    assert reasons(asked, rudi)[Evidence.EMAIL] == STRONG


def test_a_request_linked_by_itself_belongs_to_the_owner_of_its_client(office):
    office.rudi

    asked = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")

    assert asked.owner == office.anna


@pytest.mark.covers("DC-085")
@pytest.mark.parametrize("phone", ["+49 40 123456", "040/123 456", "(040) 12-34-56", "0049 40 123456"])
def test_a_phone_is_the_same_however_it_is_written(office, phone):
    rudi = office.rudi

    asked = office.inquiry("Brakes", first_name="Rudi", email="", phone=phone)

    assert asked.contact == rudi


@pytest.mark.covers("DC-086")
def test_a_company_is_known_by_its_name_without_the_legal_form_and_by_its_other_names(office):
    office.acme.change("edited", by=office.anna.acting(), other_names="Harbour People, AHG")

    by_name = office.inquiry("Brakes", company_name="ACME Harbour", country="DE")
    by_other_name = office.inquiry("Winches", company_name="ahg")

    assert by_name.company == by_other_name.company == office.acme
    assert by_name.contact is None


@pytest.mark.covers("DC-083")
def test_an_address_at_a_public_provider_tells_no_company(office):
    office.company("Mail House", email="info@gmail.com", website="gmail.com")

    asked = office.inquiry("Brakes", email="somebody@gmail.com")

    assert not asked.candidates.exists()
    assert asked.company is None


@pytest.mark.covers("DC-086")
def test_a_mail_domain_of_one_company_only_tells_the_company(office):
    office.acme.change("edited", by=office.anna.acting(), website="https://www.acme.example/about")

    asked = office.inquiry("Brakes", email="new.colleague@acme.example")

    assert reasons(asked, office.acme) == {Evidence.DOMAIN: STRONG}
    assert (asked.company, asked.contact) == (office.acme, None)


def test_a_mail_domain_of_two_companies_tells_neither(office):
    for name in ("Acme Harbour GmbH", "Acme Docks GmbH"):
        office.company(name, website="acme.example")

    asked = office.inquiry("Brakes", email="new.colleague@acme.example")

    assert not asked.is_linked
    assert list(asked.candidates.values_list("strength", flat=True)) == [MEDIUM, MEDIUM]


def test_a_mail_domain_beside_the_name_of_another_company_is_only_a_hint(office):
    office.acme.change("edited", by=office.anna.acting(), website="acme.example")

    asked = office.inquiry("Brakes", email="new.colleague@acme.example", company_name="Container Freunde")

    assert not asked.is_linked
    assert reasons(asked, office.acme) == {Evidence.DOMAIN: MEDIUM}


def test_two_who_could_be_meant_are_shown_and_none_is_chosen(office):
    first = office.contact("Ada", "Berg", phone="+49 40 777888")
    second = office.contact("Adam", "Berg", phone="+49 40 777888")

    asked = office.inquiry("Brakes", first_name="A.", last_name="Berg", email="", phone="+49 40 777888")

    assert not asked.is_linked
    assert {row.record_id for row in asked.candidates.filter(evidence=Evidence.PHONE)} == {first.pk, second.pk}


def test_mail_of_one_and_phone_of_another_link_nobody(office):
    office.contact("Ada", "Berg", phone="+49 40 777888")
    office.contact("Ada", "Tal", email="ada@tal.example")

    asked = office.inquiry("Brakes", first_name="Ada", email="ada@tal.example", phone="+49 40 777888")

    assert not asked.is_linked


def test_a_shared_mailbox_does_not_make_somebody_else_of_the_writer(office):
    office.rudi

    asked = office.inquiry("Brakes", first_name="Petra", last_name="Vogel", email="rudi@acme.example")

    assert asked.contact is None
    assert Evidence.OTHER_NAME in reasons(asked, office.rudi)


def test_a_shared_mailbox_of_a_company_tells_the_company(office):
    office.rudi

    asked = office.inquiry("Brakes", first_name="Petra", last_name="Vogel", email="rudi@acme.example")

    assert (asked.contact, asked.company) == (None, office.acme)


def test_a_shared_private_mailbox_tells_nobody(office):
    office.contact("Rudi", "Hakimi", company=office.acme, email="hakimis@gmail.com")

    asked = office.inquiry("Brakes", first_name="Petra", last_name="Hakimi", email="hakimis@gmail.com")

    assert not asked.is_linked
    assert asked.candidates.exists()


@pytest.mark.covers("DC-080")
@pytest.mark.parametrize(
    "given",
    [
        {"first_name": "Rudolf", "email": "RUDI+shop@acme.example"},
        {"first_name": "Hakimi", "last_name": "Rudi", "phone": "49 40 123456"},
        {"first_name": "Rudi", "last_name": "Hakmi", "phone": "040/123456"},
        {"first_name": "Rudy", "last_name": "Hakimi", "company_name": "acme-harbour"},
        {"first_name": "Руди", "last_name": "Хакими", "company_name": "ACME Harbour, GmbH"},
        {"first_name": "R.", "last_name": "Hakimi", "email": "rudi@acme.example"},
    ],
)
def test_a_contact_is_known_by_short_foreign_and_mistyped_names_too(office, given):
    rudi = office.rudi

    asked = office.inquiry("Brakes", **{"email": "", "first_name": ""} | given)

    assert (asked.contact, asked.company) == (rudi, office.acme)


@pytest.mark.covers("DC-080")
def test_a_name_with_a_slip_or_more_words_is_a_hint_and_the_place_makes_it_sure(office):
    office.acme.change("edited", by=office.anna.acting(), city="Hamburg")

    hint = office.inquiry("Brakes", company_name="Acme Harbuor Group", country="DE")
    sure = office.inquiry("Brakes", company_name="Acme Harbuor", country="DE", city="hamburg")

    assert (hint.company, sure.company) == (None, office.acme)
    assert sure.verification_required


def test_of_two_companies_of_one_name_the_one_whose_mail_it_is_was_meant(office):
    office.company("Acme Harbour Ltd", country="GB")
    office.acme.change("edited", by=office.anna.acting(), website="acme.example")

    plain = office.inquiry("Brakes", company_name="Acme Harbour")
    mailed = office.inquiry("Brakes", company_name="Acme Harbour", email="new@acme.example")

    assert (plain.company, mailed.company) == (None, office.acme)


def test_brothers_with_one_telephone_are_not_taken_for_each_other(office):
    office.contact("Ivan", "Petrov", phone="+49 40 777888")

    asked = office.inquiry("Brakes", first_name="Pavel", last_name="Petrov", email="", phone="+49 40 777888")

    assert not asked.is_linked


def test_a_company_of_the_same_name_in_another_country_is_only_shown(office):
    office.acme

    asked = office.inquiry("Brakes", company_name="Acme Harbour", country="FR")

    assert asked.company is None
    assert Evidence.OTHER_COUNTRY in reasons(asked, office.acme)


def test_matching_runs_again_on_each_save_while_pending(office):
    asked = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")
    rudi = office.rudi

    asked.change("edited", by=office.olga.acting(), remark="Called back")

    assert asked.contact == rudi


def test_a_decided_request_is_not_matched_any_more(office):
    asked = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")
    asked.mark_irrelevant(by=office.olga.acting())
    office.rudi

    asked.change("edited", by=office.olga.acting(), remark="Called back")

    assert asked.contact is None


def test_what_a_person_unlinked_stays_unlinked(office):
    office.rudi
    asked = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")

    asked.unlink(by=office.anna.acting())
    asked.change("edited", by=office.anna.acting(), remark="It was his brother")

    assert not asked.is_linked
    assert asked.candidates.exists()


@pytest.mark.covers("DC-081", "DC-082")
def test_confirming_says_that_somebody_looked(office):
    office.rudi
    asked = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")

    asked.confirm_match(by=office.anna.acting())

    assert not asked.verification_required
    with pytest.raises(RuleBroken):
        asked.confirm_match(by=office.anna.acting())


@pytest.mark.covers("DC-087")
def test_linking_by_hand_fills_in_what_the_request_leaves_open(office):
    asked = office.inquiry("Brakes", email="", first_name="")

    asked.link(office.rudi, by=office.olga.acting())

    assert (asked.contact, asked.company, asked.company_name) == (office.rudi, office.acme, "Acme Harbour GmbH")
    assert (asked.first_name, asked.last_name, asked.email) == ("Rudi", "Hakimi", "rudi@acme.example")
    assert not asked.verification_required


def test_a_contact_of_another_company_cannot_be_linked_beside_it(office):
    asked = office.inquiry("Brakes", company=office.company("Other"))

    with pytest.raises(RuleBroken):
        asked.change("edited", by=office.olga.acting(), contact=office.rudi)


def test_a_match_in_another_department_is_hidden_until_the_switch_says_so(office):
    solar = office.solar
    asked = office.inquiry("Pumps", company_name="Solar Pumps", country="IN")

    before = matches(asked, office.anna)
    switches.change({"hint_other_departments": True}, by=office.ada.acting())
    after = matches(Inquiry.objects.get(pk=asked.pk), office.anna)

    assert asked.company == solar
    assert (before.seen, before.elsewhere) == ([], 0)
    assert (after.seen, after.elsewhere) == ([], 1)


@pytest.mark.covers("DC-099")
def test_a_second_request_of_a_client_is_told_from_the_first(office):
    office.rudi

    first = office.inquiry("Brakes", first_name="Rudi", email="rudi@acme.example")
    second = office.inquiry("Winches", first_name="Rudi", email="rudi@acme.example")

    assert (first.subsequent, second.subsequent) == (False, True)


def test_matching_a_request_takes_a_bounded_number_of_queries(office, django_assert_max_num_queries):
    for number in range(25):
        Contact.objects.add(by=office.house, first_name="Karl", last_name=f"N{number}", phone="+49 40 555000")
    Department.objects.first()

    with django_assert_max_num_queries(25):
        asked = office.inquiry("Brakes", phone="+49 40 555000", company_name="Acme Harbour Group")

    assert asked.candidates.filter(evidence=Evidence.PHONE).count() == 25


def test_what_thousands_share_tells_nobody_apart_and_is_not_read(office, django_assert_max_num_queries):
    row = Identity.objects.filter(kind="contact", record_id=office.rudi.pk, what="phone").get()
    crowd = [Identity(kind="contact", record_id=10**6 + n, what="phone", key=row.key) for n in range(3000)]
    Identity.objects.bulk_create(crowd)
    asked = Inquiry(department=office.north, subject="Brakes", first_name="Rudi", phone="+49 40 123456")

    with django_assert_max_num_queries(8):
        found = find_known(asked)

    assert found.records == []


def test_matching_looks_up_by_indexes_only(office):
    """However many companies and contacts there are. PostgreSQL prefers to read small tables whole, unless told."""
    crowd = [Identity(kind="company", record_id=10**6 + n, what="name", key=f"crowd{n}") for n in range(5000)]
    Identity.objects.bulk_create(crowd)
    office.rudi.change("edited", by=office.anna.acting(), mobile="+49 170 5550101")
    asked = Inquiry(department=office.north, subject="Brakes", first_name="Rudi", last_name="Hakimi",
                    email="rudi@acme.example", phone="040 123456", company_name="Acme Harbuor Group")  # fmt: skip

    with CaptureQueriesContext(connection) as queries:
        assert find(asked)
    plans = [plan(query["sql"]) for query in queries if "dictionaries_" not in query["sql"]]

    assert len(plans) >= 4
    assert [line for line in "\n".join(plans).splitlines() if WHOLE_TABLE.search(line)] == []


WHOLE_TABLE = re.compile(r"SCAN (contacts|leads|search)_|Seq Scan on (contacts|leads|search)_")


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE contacts_identity")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_the_plan_test_knows_a_whole_table_when_it_sees_one(office):
    office.rudi
    whole = str(Contact.objects.filter(position="'Buyer'").order_by().only("pk").query)

    assert WHOLE_TABLE.search(plan(whole))


def test_matching_belongs_to_the_models_so_that_no_door_goes_without_it():
    program = "import django; django.setup(); from accord.history.models import consequences; "
    program += "print([c.__name__ for c in consequences.of('inquiry', 'received')])"

    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "accord.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "match_again" in said.stdout
