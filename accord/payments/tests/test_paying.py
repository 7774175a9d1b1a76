"""The status line of a payment, and what each status needs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accord.kit.errors import Conflict, RuleBroken
from accord.payments.jobs import mark_overdue_payments
from accord.payments.models import Payment

HTMX = {"HX-Request": "true"}


def fresh(payment):
    return Payment.objects.get(pk=payment.pk)


@pytest.fixture
def draft(office):
    return Payment.objects.add(by=office.anna.acting(), deal=office.crane, amount=Decimal(1000))


@pytest.mark.covers("CK-242")
def test_a_payment_takes_currency_payer_owner_and_department_from_its_deal(office, draft):
    assert (draft.currency, draft.payer, draft.owner, draft.department, draft.status) == (
        "EUR",
        office.acme,
        office.anna,
        office.north,
        "draft",
    )


def test_a_payment_follows_its_deal_to_a_new_owner(office, draft):
    office.crane.hand_over(office.zoe, by=office.dora.acting())

    assert (fresh(draft).owner, fresh(draft).department) == (office.zoe, office.south)


@pytest.mark.covers("CK-243", "CK-244")
def test_planned_needs_a_planned_date(office, client, draft):
    client.force_login(office.anna)
    url = f"/payments/{draft.pk}/plan/"

    assert client.post(url, {"planned_on": ""}).status_code == 422
    assert fresh(draft).status == "draft"

    assert client.post(url, {"planned_on": "2026-12-18"}).status_code == 302
    assert (fresh(draft).status, fresh(draft).planned_on) == ("planned", date(2026, 12, 18))


@pytest.mark.covers("CK-245")
def test_paid_needs_the_actual_date(office, client, draft):
    client.force_login(office.anna)
    url = f"/payments/{draft.pk}/pay/"
    day = date.today() - timedelta(days=1)

    assert client.post(url, {"amount": "1000", "paid_on": ""}).status_code == 422
    assert fresh(draft).status == "draft"

    client.post(url, {"amount": "1000", "paid_on": day.isoformat()})
    assert (fresh(draft).status, fresh(draft).paid_on, fresh(draft).received) == ("paid", day, Decimal(1000))


@pytest.mark.covers("CK-246")
def test_cancelled_needs_a_comment(office, client, draft):
    client.force_login(office.anna)
    url = f"/payments/{draft.pk}/cancel/"

    assert client.post(url, {"comment": " "}).status_code == 422
    assert fresh(draft).status == "draft"

    client.post(url, {"comment": "The customer pays with the next lot."})
    assert (fresh(draft).status, fresh(draft).comment) == ("cancelled", "The customer pays with the next lot.")


@pytest.mark.covers("CK-247", "DC-218")
def test_the_whole_line_of_statuses_and_the_certainty_while_unpaid(office, draft):
    by = office.anna.acting()
    seen = [draft.status]

    draft.plan(date(2026, 1, 5), by=by)
    seen.append(draft.status)
    draft.confirm(by=by)
    seen.append(draft.status)
    Payment.objects.all().mark_overdue(on=date(2026, 1, 6), by=office.house)
    draft.refresh_from_db()
    seen.append(draft.status)
    draft.pay(by=by, on=by.today(), amount=Decimal(400))
    seen.append(draft.status)
    draft.pay(by=by, on=by.today())
    seen.append(draft.status)

    assert seen == ["draft", "planned", "confirmed", "overdue", "partially_paid", "paid"]
    assert (draft.received, draft.get_certainty_display()) == (Decimal(1000), "High")


@pytest.mark.covers("CK-248")
@pytest.mark.parametrize("status", ["planned", "paid", "cancelled"])
def test_the_same_guards_hold_on_the_board_and_for_whatever_writes_the_status(office, client, draft, status):
    client.force_login(office.anna)

    dropped = client.post(f"/payments/{draft.pk}/drop/", {"to": status, "version": draft.version}, headers=HTMX)

    assert dropped.status_code == 422
    with pytest.raises(RuleBroken):
        fresh(draft).change("imported", by=office.house, status=status)
    assert fresh(draft).status == "draft"


def test_nobody_drops_a_payment_on_overdue(office, client, draft):
    client.force_login(office.anna)

    answer = client.post(f"/payments/{draft.pk}/drop/", {"to": "overdue", "version": draft.version}, headers=HTMX)

    assert answer.status_code in (404, 409)
    assert fresh(draft).status == "draft"


def test_a_part_leaves_the_rest_expected_and_no_more_than_the_rest_is_taken(office, draft):
    by = office.anna.acting()

    draft.pay(by=by, on=by.today(), amount=Decimal("333.33"))

    assert str(draft.outstanding) == "666.67 EUR"
    with pytest.raises(RuleBroken):
        draft.pay(by=by, on=by.today(), amount=Decimal("666.68"))


def test_money_does_not_come_in_the_future(office, draft):
    with pytest.raises(RuleBroken):
        draft.pay(by=office.anna.acting(), on=date.today() + timedelta(days=2))


def test_two_people_record_a_payment_once(office, draft):
    mine, theirs = fresh(draft), fresh(draft)
    mine.pay(by=office.anna.acting(), on=date.today())

    with pytest.raises(Conflict):
        theirs.pay(by=office.alba.acting(), on=date.today())

    assert fresh(draft).received == Decimal(1000)


@pytest.mark.covers("CK-251")
def test_an_awaited_payment_becomes_overdue_by_itself_at_night(office, draft):
    draft.plan(date.today() - timedelta(days=3), by=office.anna.acting())
    later = Payment.objects.add(by=office.anna.acting(), deal=office.crane, amount=Decimal(5))
    later.plan(date.today() + timedelta(days=3), by=office.anna.acting())

    mark_overdue_payments()
    mark_overdue_payments()

    assert (fresh(draft).status, fresh(later).status) == ("overdue", "planned")
    assert draft.events.filter(verb="overdue").count() == 1
    assert draft.events.last().actor is None


def test_a_cancelled_payment_is_reopened_among_the_planned_ones(office, draft):
    draft.plan(date(2027, 1, 5), by=office.anna.acting())
    draft.cancel(by=office.anna.acting(), comment="Not now.")

    draft.reopen(by=office.dora.acting())

    assert draft.status == "planned"


@pytest.mark.parametrize("verb", ["plan", "confirm", "pay", "cancel", "reopen"])
def test_every_verb_is_taken_back_whole(office, draft, verb):
    given = {
        "plan": {"on": date(2027, 1, 5)},
        "confirm": {},
        "pay": {"on": date.today()},
        "cancel": {"comment": "Not now."},
        "reopen": {},
    }
    if verb == "reopen":
        draft.cancel(by=office.anna.acting(), comment="Not now.")
    before = Payment.objects.filter(pk=draft.pk).values().get()
    by = (office.dora if verb == "reopen" else office.anna).acting()
    getattr(draft, verb)(by=by, **given[verb])
    assert Payment.objects.filter(pk=draft.pk).values().get()["status"] != before["status"]

    by.ledger.change_set.undo(by=by.person.acting())

    after = Payment.objects.filter(pk=draft.pk).values().get()
    moved = {"version", "changed_at", "changed_by_id"}
    assert {n: v for n, v in after.items() if n not in moved} == {n: v for n, v in before.items() if n not in moved}


def test_a_paid_payment_is_read_only_to_managers_and_not_to_the_accountant(office, client, draft):
    draft.pay(by=office.anna.acting(), on=date.today())
    url = f"/payments/{draft.pk}/reopen/"
    client.force_login(office.anna)

    refused = client.post(url)
    page = client.get(f"/payments/{draft.pk}/").content.decode()
    assert refused.status_code == 403
    assert "paid payment is read-only" in refused.content.decode()
    assert url not in page

    client.force_login(office.alba)
    assert client.post(url).status_code == 302
    assert (fresh(draft).status, fresh(draft).received) == ("draft", Decimal(0))


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("hanna", 403), ("zoe", 404), ("alba", 302), ("erik", 403)])
def test_who_may_record_a_payment_of_annas_deal(office, client, draft, who, status):
    client.force_login(getattr(office, who))

    answer = client.post(f"/payments/{draft.pk}/pay/", {"amount": "1000", "paid_on": date.today().isoformat()})

    assert answer.status_code == status
