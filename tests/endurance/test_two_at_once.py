"""Two people, or one person twice, at the same moment at the same thing: nothing is lost, nothing is done twice."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from accord.contacts.models import Company, Contact
from accord.deals.models import Deal
from accord.dictionaries.models import Source
from accord.inquiries.models import Inquiry
from accord.leads.models import Lead
from accord.payments.models import Payment
from tests.endurance import THOROUGH
from tests.endurance.forms import filled_in
from tests.endurance.visitor import Answer

PAIRS = 1000 if THOROUGH else 15
SUBMITS = 500 if THOROUGH else 5
TICKETS = 50

FIELDS = ("name", "next_step", "description")


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def test_of_two_who_edit_one_deal_nobody_loses_anything_unknowingly(office, crowd):
    chance = random.Random(20261126)
    deal, address = office.crane.pk, f"/deals/{office.crane.pk}/edit/"
    anna, dora = crowd.visit(office.anna), crowd.visit(office.dora)
    ends: Counter[str] = Counter()

    for turn in range(PAIRS):
        wishes = [
            {name: f"{name} {turn} {chance.choice(who)}" for name in FIELDS if chance.random() < 0.5}
            for who in ("AC", "BC")
        ]
        before = Deal.objects.filter(pk=deal).values(*FIELDS).get()
        pages = crowd.at_once(anna.get(address), dora.get(address))
        forms = [filled_in(page.text, **wish) for page, wish in zip(pages, wishes, strict=True)]

        answers = crowd.at_once(anna.post(address, forms[0]), dora.post(address, forms[1]))

        stored = Deal.objects.filter(pk=deal).values(*FIELDS).get()
        ends[judged(before, stored, wishes, answers)] += 1
    assert set(ends) == {"merged", "asked"}


def judged(before: dict[str, str], stored: dict[str, str], wishes: list[dict[str, str]], answers: list[Answer]) -> str:
    """What must be stored, from what was accepted. Says how it ended."""
    accepted = [wish for wish, answer in zip(wishes, answers, strict=True) if answer.status == 302]
    refused = [answer for answer in answers if answer.status != 302]
    contested = {name for name in FIELDS if len({wish[name] for wish in wishes if name in wish}) == 2}
    assert stored == {**before, **{name: value for wish in accepted for name, value in wish.items()}}
    assert len(accepted) == (1 if contested else 2), (wishes, [answer.text for answer in refused])
    for answer in refused:
        assert answer.status == 409
        assert "Somebody was faster" in answer.text
    return "asked" if contested else "merged"


def test_a_form_that_is_sent_twice_at_once_makes_one_record(office, crowd):
    first, second = crowd.visit(office.anna), crowd.visit(office.anna)
    first.cookies = second.cookies

    for turn in range(SUBMITS):
        [page] = crowd.at_once(first.get("/companies/new/"))
        form = filled_in(page.text, name=f"Twice {turn}", country="DE")

        answers = crowd.at_once(first.post("/companies/new/", form), second.post("/companies/new/", form))

        assert statuses(answers) == {302: 2}
        assert answers[0].location == answers[1].location
        assert Company.objects.filter(name=f"Twice {turn}").count() == 1


def test_of_two_who_add_the_same_company_one_is_told_that_it_exists(office, crowd):
    people = [crowd.visit(office.anna), crowd.visit(office.boris)]

    for turn in range(SUBMITS):
        pages = crowd.at_once(*(each.get("/companies/new/") for each in people))
        forms = [filled_in(page.text, name=f"Same {turn}", country="DE") for page in pages]

        answers = crowd.at_once(*(each.post("/companies/new/", form) for each, form in zip(people, forms, strict=True)))

        assert statuses(answers) == {302: 1, 422: 1}
        assert Company.objects.filter(name=f"Same {turn}").count() == 1


def test_a_web_form_that_is_sent_twice_at_once_makes_one_request(office, crowd):
    source = Source.objects.add(by=office.house, name="Quote", department=office.north, form_open=True)
    strangers = [crowd.visit(), crowd.visit()]

    for turn in range(min(SUBMITS, 5)):  # ten posts of one network in ten minutes are all that a form takes
        form = {"name": "Rudi Hakimi", "email": "rudi@acme.example", "subject": f"Brakes {turn}"}
        answers = crowd.at_once(*(each.post(f"/form/{source.form_key}/", form) for each in strangers))

        assert statuses(answers) == {302: 2}
        assert Inquiry.objects.filter(subject=f"Brakes {turn}").count() == 1


@pytest.mark.parametrize("turn", range(20 if THOROUGH else 2))
def test_a_deal_is_won_once(office, crowd, turn):
    deal = office.crane
    win = {"reason": office.signed.pk, "closed_on": "2026-11-20", "amount": "486000"}
    people = [crowd.visit(person) for person in (office.anna, office.dora, office.dora)]

    answers = crowd.at_once(*(each.post(f"/deals/{deal.pk}/win/", win) for each in people))

    assert_once(answers)
    assert deal.events.filter(verb="won").count() == 1


def test_a_lead_is_converted_once(office, crowd):
    lead = office.mira
    people = [crowd.visit(person) for person in (office.anna, office.dora)]

    answers = crowd.at_once(*(each.post(f"/leads/{lead.pk}/convert/", {}) for each in people))

    assert_once(answers)
    assert Lead.objects.get(pk=lead.pk).is_converted
    assert Company.objects.filter(name="Baltic Terminals").count() == 1
    assert Contact.objects.filter(last_name="Holt").count() == 1


def test_a_request_becomes_one_deal(office, crowd):
    request = office.inquiry("Spare rings", owner=office.anna, company_name="Karl Works", country="DE")
    people = [crowd.visit(office.anna), crowd.visit(office.anna)]

    answers = crowd.at_once(*(each.post(f"/deals/from-request/{request.pk}/", {"making": "1"}) for each in people))

    assert max(statuses(answers)) < 500
    assert Deal.objects.filter(inquiry=request).count() == 1
    assert Company.objects.filter(name="Karl Works").count() == 1


def test_a_payment_is_received_once(office, crowd):
    advance = office.advance
    people = [crowd.visit(office.alba), crowd.visit(office.alba)]

    paid = {"paid_on": "2026-11-20", "amount": "48600"}
    answers = crowd.at_once(*(each.post(f"/payments/{advance.pk}/pay/", paid) for each in people))

    assert_once(answers)
    assert advance.events.filter(verb="paid").count() == 1
    assert Payment.objects.filter(deal=office.crane).count() == 1


def test_a_change_is_taken_back_once(office, crowd):
    event = office.crane.change("changed", by=office.anna.acting(), next_step="Call")
    people = [crowd.visit(office.anna), crowd.visit(office.anna)]

    answers = crowd.at_once(*(each.post(f"/undo/{event.change_set_id}/", {}) for each in people))

    assert_once(answers)
    assert office.crane.events.filter(verb="undone").count() == 1


def test_no_ticket_is_given_twice(office, crowd):
    people = [crowd.visit(office.olga) for _number in range(TICKETS)]
    [page] = crowd.at_once(people[0].get("/requests/new/"))
    form = filled_in(page.text, subject="Many at once", first_name="Karl")

    answers = crowd.at_once(
        *(each.post("/requests/new/", {**form, "key": f"ticket-{number}"}) for number, each in enumerate(people))
    )

    tickets = Inquiry.objects.filter(subject="Many at once").values_list("ticket", flat=True)
    assert statuses(answers) == {302: TICKETS}
    assert len(set(tickets)) == TICKETS


def assert_once(answers: list[Answer]) -> None:
    """One did it; the others were told so, in words."""
    counted = statuses(answers)
    assert counted[302] == 1
    assert set(counted) <= {302, 409, 422}
