"""Closing: won, lost, irrelevant, and opened again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accord.deals.models import Deal
from accord.history.models import Event
from accord.kit.errors import Conflict, RuleBroken

HTMX = {"HX-Request": "true"}


def closing(reason, **values):
    return {"reason": reason.pk, "closed_on": date.today().isoformat(), **values}


@pytest.mark.covers("DC-198", "DC-214")
def test_winning_a_deal_closes_it_and_says_who_did_it(office, client):
    client.force_login(office.anna)

    answer = client.post(f"/deals/{office.crane.pk}/win/", closing(office.signed))

    deal = Deal.objects.get(pk=office.crane.pk)
    assert answer.status_code == 302
    assert deal in Deal.objects.won()
    assert (deal.stage.code, deal.closing_reason, deal.probability) == ("completed", office.signed, 100)
    assert (deal.events.last().verb, deal.events.last().actor) == ("won", office.anna)


def test_the_question_is_a_dialog_with_script_and_a_page_without(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/ask/win/"

    assert "<dialog" in client.get(url, headers=HTMX).content.decode()
    page = client.get(url).content.decode()

    assert "<h1>Won</h1>" in page
    assert f'action="/deals/{office.crane.pk}/win/"' in page


def test_a_closing_without_a_reason_comes_back_with_the_question(office, client):
    client.force_login(office.anna)

    answer = client.post(f"/deals/{office.crane.pk}/lose/", {"closed_on": date.today().isoformat()})

    assert answer.status_code == 422
    assert Deal.objects.get(pk=office.crane.pk).is_open


@pytest.mark.covers("DC-200")
def test_winning_needs_an_amount_and_keeps_the_day(office, client):
    deal = office.deal("Without an amount")
    client.force_login(office.anna)
    url = f"/deals/{deal.pk}/win/"

    assert client.post(url, closing(office.signed)).status_code == 422
    with pytest.raises(RuleBroken):
        deal.win(by=office.anna.acting(), reason=office.signed)

    day = date.today() - timedelta(days=3)
    client.post(url, {"reason": office.signed.pk, "closed_on": day.isoformat(), "amount": "1200"})
    won = Deal.objects.get(pk=deal.pk)
    assert (won.is_won, won.amount, won.closed_on, won.won_on) == (True, Decimal(1200), day, day)


def test_reasons_of_success_close_as_won_only(office):
    with pytest.raises(RuleBroken):
        office.crane.lose(by=office.anna.acting(), reason=office.signed)
    with pytest.raises(RuleBroken):
        office.crane.win(by=office.anna.acting(), reason=office.too_dear)


def test_a_deal_is_not_closed_in_the_future(office, client):
    client.force_login(office.anna)
    tomorrow = (date.today() + timedelta(days=2)).isoformat()

    answer = client.post(f"/deals/{office.crane.pk}/win/", {"reason": office.signed.pk, "closed_on": tomorrow})

    assert answer.status_code == 422
    with pytest.raises(RuleBroken, match="in the future"):
        office.crane.lose(by=office.anna.acting(), reason=office.too_dear, on=date.today() + timedelta(days=2))


def test_two_clicks_make_one_win(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/win/"

    first, second = client.post(url, closing(office.signed)), client.post(url, closing(office.signed))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "already closed" in second.content.decode()
    assert Event.objects.about(office.crane).filter(verb="won").count() == 1


def test_two_people_at_the_same_moment_make_one_win(office):
    mine, theirs = Deal.objects.get(pk=office.crane.pk), Deal.objects.get(pk=office.crane.pk)
    mine.win(by=office.anna.acting(), reason=office.signed)

    with pytest.raises(Conflict):
        theirs.lose(by=office.dora.acting(), reason=office.too_dear)

    assert Deal.objects.get(pk=office.crane.pk).is_won


def test_a_tick_that_closes_asks_for_the_reason_first(office, client):
    client.force_login(office.anna)
    refusal = office.stage("Refusal")
    url = f"/deals/{office.crane.pk}/move/"

    asked = client.post(url, {"stage": refusal.pk}, headers=HTMX)
    assert "<dialog" in asked.content.decode()
    assert Deal.objects.get(pk=office.crane.pk).is_open

    client.post(f"{url}?stage={refusal.pk}", closing(office.too_dear))
    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.is_lost, deal.stage) == (True, refusal)
    assert deal.events.last().verb == "lost"


@pytest.mark.covers("DC-202", "CK-123")
def test_an_irrelevant_deal_is_archived_without_a_reason_and_out_of_what_is_relevant(office, client):
    client.force_login(office.anna)

    client.post(f"/deals/{office.crane.pk}/archive/", {"closed_on": date.today().isoformat()})

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.state, deal.stage.code) == ("archived", "old")
    assert deal not in Deal.objects.relevant()


@pytest.mark.covers("CK-124")
def test_archived_deals_are_hidden_from_list_and_board_at_first(office, client):
    office.crane.archive(by=office.anna.acting())
    client.force_login(office.anna)

    assert str(office.crane) not in client.get("/deals/").content.decode()
    assert str(office.crane) not in client.get("/deals/board/").content.decode()
    assert str(office.crane) in client.get("/deals/?state=archived").content.decode()


def test_reopening_puts_the_deal_back_where_it_stood(office, client):
    office.crane.move_to(office.stage("Prototype"), by=office.anna.acting())
    office.crane.lose(by=office.anna.acting(), reason=office.too_dear)
    client.force_login(office.anna)

    client.post(f"/deals/{office.crane.pk}/reopen/")

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.stage.code, deal.closing_reason, deal.closed_on, deal.probability) == ("prototype", None, None, 40)


def test_a_won_deal_shows_its_outcome_instead_of_the_stage_bar(office, client):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").content.decode()

    assert "outcome--won" in page
    assert '<ol class="stage-bar' not in page
    assert f"/deals/{office.crane.pk}/reopen/" in page


@pytest.mark.parametrize("verb", ["win", "lose", "archive"])
def test_a_closing_is_taken_back_whole(office, verb):
    before = Deal.objects.filter(pk=office.crane.pk).values().get()
    by = office.anna.acting()
    reasons = {"win": office.signed, "lose": office.too_dear, "archive": None}
    getattr(office.crane, verb)(by=by, reason=reasons[verb])

    by.ledger.change_set.undo(by=office.anna.acting())

    after = Deal.objects.filter(pk=office.crane.pk).values().get()
    moved = {"version", "changed_at", "changed_by_id"}
    assert {name: value for name, value in after.items() if name not in moved} == {
        name: value for name, value in before.items() if name not in moved
    }


def test_a_conditional_win_keeps_its_day_until_the_deal_goes_back(office):
    decision = office.stage("Decision")
    decision.change("edited", by=office.house, state="conditionally_won")

    office.crane.move_to(decision, by=office.anna.acting())
    assert (office.crane.is_open, office.crane.won_on) == (True, office.anna.acting().today())

    office.crane.move_to(office.stage("Prototype"), by=office.anna.acting())
    assert office.crane.won_on is None


def test_the_table_itself_refuses_a_lost_deal_without_a_reason(office):
    with pytest.raises(RuleBroken, match="needs a closing reason"):
        office.crane.change(
            "changed", by=office.house, stage=office.stage("Refusal"), closed_on=date(2026, 1, 1), closing_reason=None
        )


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("hanna", 403), ("zoe", 404), ("dora", 302), ("erik", 403)])
def test_who_may_win_annas_deal(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.post(f"/deals/{office.crane.pk}/win/", closing(office.signed)).status_code == status
