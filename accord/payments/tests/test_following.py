"""What follows for payments from what happens to their deal."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.deals.models import Deal
from accord.payments.models import Payment


@pytest.fixture
def three(office):
    """One paid, one half paid, one planned; and one of another deal."""
    paid, half, planned = (office.payment(office.crane, amount) for amount in ("100", "200", "300"))
    paid.pay(by=office.anna.acting(), on=date.today())
    half.pay(by=office.anna.acting(), on=date.today(), amount=Decimal(50))
    office.payment(office.deal("Another", amount=Decimal(10)), "10")
    return [paid.pk, half.pk, planned.pk]


def statuses(pks):
    return list(Payment.objects.filter(pk__in=pks).order_by("pk").values_list("status", flat=True))


@pytest.mark.covers("DC-201")
def test_losing_a_deal_cancels_what_is_unpaid_and_deletes_nothing(office, client, three):
    client.force_login(office.anna)

    client.post(
        f"/deals/{office.crane.pk}/lose/",
        {"reason": office.too_dear.pk, "closed_on": date.today().isoformat()},
    )

    assert statuses(three) == ["paid", "cancelled", "cancelled"]
    assert Payment.objects.live().count() == 4
    cancelled = Payment.objects.get(pk=three[2])
    assert str(office.too_dear) in cancelled.comment
    assert cancelled.events.last().change_set == office.crane.events.last().change_set
    assert Payment.objects.exclude(pk__in=three).get().status == "planned"


def test_taking_the_loss_back_brings_the_payments_back(office, three):
    by = office.anna.acting()
    office.crane.lose(by=by, reason=office.too_dear)

    by.ledger.change_set.undo(by=office.anna.acting())

    assert statuses(three) == ["paid", "partially_paid", "planned"]
    assert Deal.objects.get(pk=office.crane.pk).is_open


def test_winning_a_deal_leaves_its_payments_alone(office, three):
    office.crane.win(by=office.anna.acting(), reason=office.signed)

    assert statuses(three) == ["paid", "partially_paid", "planned"]


def test_a_deal_goes_into_the_trash_with_its_payments_and_comes_back_with_them(office, three):
    office.crane.discard(by=office.anna.acting())
    assert Payment.objects.live().filter(pk__in=three).count() == 0

    Deal.objects.get(pk=office.crane.pk).restore(by=office.anna.acting())

    assert Payment.objects.live().filter(pk__in=three).count() == 3


def test_losing_many_deals_asks_for_their_payments_once(office):
    def asked_for(count):
        deals = [office.deal(f"Deal {number} of {count}", amount=Decimal(10)) for number in range(count)]
        payments = [office.payment(deal, "10", comment="By the end of May") for deal in deals]
        values = {**deals[0].values_of(office.stage("Refusal"), on=date.today()), "closing_reason": office.too_dear}
        pairs = [(deal, {**values, "closed_on": date.today()}) for deal in deals]
        with CaptureQueriesContext(connection) as asked:
            Deal.objects.change_each(pairs, "lost", by=office.house.consequence())
        kept = Payment.objects.filter(pk__in=[payment.pk for payment in payments])
        assert {payment.status for payment in kept} == {"cancelled"}
        assert all(payment.comment.startswith("By the end of May\n") for payment in kept)
        assert all(str(office.too_dear) in payment.comment for payment in kept)
        return len(asked)

    assert asked_for(2) == asked_for(12)
