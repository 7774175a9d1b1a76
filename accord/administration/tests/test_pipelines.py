"""Pipelines on their pages: made, arranged, and never left without what makes them one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accord.deals.models import Deal, Pipeline, Stage, StageGroup
from accord.history.models import ChangeSet
from accord.jobs.running import run_due
from accord.kit.errors import RuleBroken
from accord.records.models import Undertaking

HTMX = {"HX-Request": "true"}
ALL = "/directories/pipelines/"


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def dora(office: Any) -> Client:
    return client_of(office.dora)


def url(office: Any, *rest: Any) -> str:
    return "/".join([f"{ALL}{office.pipeline.pk}", *map(str, rest), ""])


def names(office: Any) -> list[str]:
    return [stage.name for stage in Pipeline.objects.get(pk=office.pipeline.pk).in_order]


def undo_the_latest(client: Client) -> None:
    assert client.post(f"/undo/{ChangeSet.objects.latest('pk').pk}/").status_code in (200, 302)


@pytest.mark.covers("DC-193", "DC-194")
def test_a_new_pipeline_for_a_department_can_be_sold_on_at_once(office, dora):
    answer = dora.post(f"{ALL}new/", {"name": "Сервис", "departments": [office.south.pk]})

    made = Pipeline.objects.get(name="Сервис")
    assert answer["Location"] == f"{ALL}{made.pk}/"
    assert [(stage.name, stage.state) for stage in made.in_order] == [("New", "open"), ("Won", "won"), ("Lost", "lost")]
    deal = Deal.objects.add(by=office.zoe.acting(), name="Pump service", amount=Decimal(900))
    deal.win(by=office.zoe.acting(), reason=office.signed)
    assert (deal.pipeline, deal.stage.name) == (made, "Won")
    assert Deal.objects.add(by=office.anna.acting(), name="Crane").pipeline == office.pipeline


@pytest.mark.covers("CK-122", "CK-123")
def test_a_pipeline_may_begin_with_the_stages_of_another_and_undo_takes_all_of_it_back(office, dora):
    dora.post(f"{ALL}new/", {"name": "Like it", "like": office.pipeline.pk})

    made = Pipeline.objects.get(name="Like it")
    kept = ("name", "state", "probability", "position", "is_default")
    assert list(made.stages.values_list(*kept)) == list(office.pipeline.stages.values_list(*kept))
    assert [stage.group and stage.group.name for stage in made.in_order][:2] == ["Processing", "Qualification"]
    undo_the_latest(dora)
    assert not Pipeline.objects.live().filter(pk=made.pk).exists()
    assert not Stage.objects.live().filter(pipeline=made).exists()


@pytest.mark.covers("DC-193")
def test_a_stage_moves_by_its_buttons_with_and_without_script(office, dora):
    needs = office.stage("Identify needs")

    plain = dora.post(url(office, "arrange"), {"moved": needs.pk, "step": "up"})
    once = names(office)
    live = dora.post(url(office, "arrange"), {"moved": needs.pk, "step": "down"}, headers=HTMX)

    assert (plain.status_code, live.status_code) == (302, 200)
    assert once[1:3] == ["Identify needs", "First contact"]
    assert names(office)[1:3] == ["First contact", "Identify needs"]
    assert 'id="parts"' in live.content.decode()


def test_a_stage_is_put_before_another_or_at_the_end_and_undo_puts_it_back(office, dora):
    before = names(office)
    pause, needs = office.stage("Pause"), office.stage("Identify needs")

    dora.post(url(office, "arrange"), {"moved": pause.pk, "before": needs.pk}, headers=HTMX)
    dora.post(url(office, "arrange"), {"moved": pause.pk, "before": ""}, headers=HTMX)

    assert names(office) == [*(name for name in before if name != "Pause"), "Pause"]
    undo_the_latest(dora)
    assert names(office)[2:4] == ["Pause", "Identify needs"]


@pytest.mark.parametrize("moved", ["", "x", "0", "99999999999999999999", "-1"])
def test_an_unknown_stage_moves_nowhere(office, dora, moved):
    before = names(office)

    assert dora.post(url(office, "arrange"), {"moved": moved, "step": "up"}).status_code == 404
    assert names(office) == before


def test_what_is_no_open_stage_does_not_come_first(office, dora):
    before = names(office)
    pause, new = office.stage("Pause"), office.stage("New")

    answer = dora.post(url(office, "arrange"), {"moved": pause.pk, "before": new.pk}, headers=HTMX)

    assert answer.status_code == 409
    assert names(office) == before


@pytest.mark.covers("DC-194")
def test_a_stage_gets_kind_probability_group_and_marks_and_stands_behind_its_like(office, dora):
    group = StageGroup.objects.get(pipeline=office.pipeline, name="Confirmation")
    form = {"name": "Delivered", "state": "conditionally_won", "group": group.pk, "probability": "90"}

    dora.post(url(office, "stages", "new"), form | {"goods_shipped": "on"})

    made = Stage.objects.get(name="Delivered")
    assert (made.state, made.probability, made.group, made.goods_shipped) == ("conditionally_won", 90, group, True)
    assert names(office)[6:9] == ["Decision", "Delivered", "Completed"]
    page = dora.get(url(office)).content.decode()
    assert "Conditionally won · 90 % · Confirmation" in page
    assert "goods shipped" in page


def test_a_stage_asks_for_the_fields_that_were_ticked(office, dora):
    offer = office.stage("Offer preparation")
    form = {"name": "Offer preparation", "state": "open", "group": offer.group.pk, "probability": "40", "version": "1"}

    dora.post(url(office, "stages", offer.pk), form | {"required": ["product", "amount"]})
    asked = client_of(office.anna).post(f"/deals/{office.crane.pk}/move/", {"stage": offer.pk})

    assert 'name="product"' in asked.content.decode()
    assert "needs Amount, Product" in dora.get(url(office)).content.decode()


def test_new_deals_begin_where_one_says_and_nowhere_else(office, dora):
    contact = office.stage("First contact")
    form = {"name": "First contact", "state": "open", "probability": "20", "group": contact.group.pk, "version": "1"}

    dora.post(url(office, "stages", contact.pk), form | {"is_default": "on"})

    assert Deal.objects.add(by=office.anna.acting(), name="Winch").stage == contact
    assert Stage.objects.filter(pipeline=office.pipeline, is_default=True).count() == 1
    won = office.stage("Completed")
    refused = dora.post(
        url(office, "stages", won.pk),
        {"name": "Completed", "state": "won", "probability": "100", "is_default": "on", "version": "1"},
    )
    assert refused.status_code == 422


@pytest.mark.covers("DC-194")
def test_a_stage_that_holds_deals_asks_where_they_go_and_undo_brings_both_back(office, dora):
    crane, gone = office.crane, office.deal("Old winch")
    gone.discard(by=office.anna.acting())
    new, contact = office.stage("New"), office.stage("First contact")
    page = dora.get(url(office, "stages", new.pk, "retire")).content.decode()
    assert "1 deal that you can see is in this stage." in page
    assert f'<option value="{contact.pk}">' in page
    assert f'<option value="{office.stage("Completed").pk}">' not in page

    assert dora.post(url(office, "stages", new.pk, "retire"), {"to": contact.pk}).status_code == 302

    assert "New" not in names(office)
    assert {deal.stage for deal in Deal.objects.all()} == {contact}
    assert Deal.objects.get(pk=crane.pk).probability == contact.probability
    undo_the_latest(dora)
    assert names(office)[0] == "New"
    assert {deal.stage for deal in Deal.objects.all()} == {new}


def test_closed_deals_of_a_retired_stage_stay_closed_as_they_were(office, dora):
    office.crane.lose(by=office.anna.acting(), reason=office.too_dear)
    refusal, dropout = office.stage("Refusal"), office.stage("Dropout")
    closed_on = Deal.objects.get(pk=office.crane.pk).closed_on
    wrong = dora.post(url(office, "stages", refusal.pk, "retire"), {"to": office.stage("New").pk})

    dora.post(url(office, "stages", refusal.pk, "retire"), {"to": dropout.pk})

    deal = Deal.objects.get(pk=office.crane.pk)
    assert wrong.status_code == 422
    assert (deal.stage, deal.state, deal.closed_on) == (dropout, "lost", closed_on)


@pytest.fixture
def full(office, monkeypatch):
    """A stage that more deals stand in than a request moves, one of them in the trash."""
    monkeypatch.setattr("accord.deals.retiring.AT_ONCE", 5)
    monkeypatch.setattr("accord.deals.retiring.PORTION", 3)
    monkeypatch.setattr("accord.records.undoing.AT_ONCE", 5)
    monkeypatch.setattr("accord.records.undoing.PORTION", 3)
    stage = office.stage("New")
    deals = [office.deal(f"Deal {number}", stage=stage) for number in range(8)]
    deals[0].discard(by=office.house)
    return stage


def test_a_stage_that_many_deals_stand_in_is_retired_by_the_worker(office, dora, full, monkeypatch):
    to, came = office.pipeline.in_order[1], []
    among = full.deals.count()

    def breathe():
        if not came:
            came.append(office.deal("Came meanwhile", stage=full))

    monkeypatch.setattr("accord.records.jobs.breathe", breathe)
    page = dora.post(url(office, "stages", full.pk, "retire"), {"to": to.pk})["Location"]
    before = full.deals.count()
    run_due()
    done = dora.get(page).text
    moved, is_live = to.deals.filter(name__startswith="Deal").count(), Stage.objects.get(pk=full.pk).is_live
    dora.post(f"/undo/{Undertaking.objects.get().change_set_id}/")
    run_due()

    assert (before, moved, is_live) == (among, 8, False)
    assert Deal.objects.get(pk=came[0].pk).stage == full
    assert f"{among + 1} records done" in done
    assert Stage.objects.get(pk=full.pk).is_live
    assert full.deals.count() == among + 1


def test_up_to_the_line_a_stage_is_retired_at_once(office, dora, monkeypatch):
    monkeypatch.setattr("accord.deals.retiring.AT_ONCE", 5)
    stage = office.stage("New")
    office.deal("One", stage=stage)

    dora.post(url(office, "stages", stage.pk, "retire"), {"to": office.pipeline.in_order[1].pk})

    assert not Stage.objects.get(pk=stage.pk).is_live
    assert not Undertaking.objects.exists()


def test_no_deal_moves_where_the_pipeline_cannot_do_without_the_stage(office, dora, full):
    for stage in office.pipeline.in_order:
        if stage.state == "open" and stage.pk != full.pk:
            stage.discard(by=office.house)
    paused = next(stage for stage in office.pipeline.stages.live() if stage.state == "paused")

    page = dora.post(url(office, "stages", full.pk, "retire"), {"to": paused.pk})["Location"]
    run_due()

    assert full.deals.count() >= 8
    assert "begins with an open stage" in dora.get(page).text


def test_retiring_stops_where_the_other_stage_goes_meanwhile(office, dora, full, monkeypatch):
    to, third = office.pipeline.in_order[1:3]
    moved = []

    def breathe():
        if not moved:
            moved.append(to.deals.count())
            Stage.objects.get(pk=to.pk).retire(by=office.house, to=third)

    monkeypatch.setattr("accord.records.jobs.breathe", breathe)
    page = dora.post(url(office, "stages", full.pk, "retire"), {"to": to.pk})["Location"]
    run_due()

    assert Stage.objects.get(pk=full.pk).is_live
    assert "One of the two stages is no longer there." in dora.get(page).text
    assert "It has come to a halt: 3 of" in dora.get(page).text


def test_the_only_won_stage_stays_whatever_is_tried(office, dora):
    won = office.stage("Completed")

    assert dora.post(url(office, "stages", won.pk, "retire")).status_code == 409
    form = {"name": "Completed", "state": "lost", "probability": "0", "version": "1"}
    assert dora.post(url(office, "stages", won.pk), form).status_code == 422
    with pytest.raises(RuleBroken, match="begins with an open stage"):
        won.discard(by=office.house)
    assert Stage.objects.get(pk=won.pk).state == "won"


def test_an_undo_that_would_take_the_last_won_stage_is_refused(office, dora):
    dora.post(url(office, "stages", "new"), {"name": "Signed", "state": "won", "probability": "100"})
    added = ChangeSet.objects.latest("pk")
    office.stage("Completed").retire(by=office.dora.acting())

    with pytest.raises(RuleBroken, match="begins with an open stage"):
        added.undo(by=office.dora.acting())

    assert "Signed" in names(office)


@pytest.mark.covers("CK-157", "CK-158")
def test_groups_are_made_renamed_arranged_and_stay_while_stages_are_in_them(office, dora):
    dora.post(url(office, "groups", "new"), {"name": "Trial", "percent": "70"})
    trial, development = StageGroup.objects.get(name="Trial"), StageGroup.objects.get(name="Development")
    dora.post(url(office, "groups", "arrange"), {"moved": trial.pk, "before": development.pk})

    kept = dora.post(url(office, "groups", development.pk, "delete"))
    gone = dora.post(url(office, "groups", trial.pk, "delete"))

    assert StageGroup.objects.filter(pipeline=office.pipeline, position=3).get() == trial
    assert (kept.status_code, gone.status_code) == (409, 302)
    assert not StageGroup.objects.get(pk=trial.pk).is_live
    too_much = dora.post(url(office, "groups", "new"), {"name": "Beyond", "percent": "101"})
    assert too_much.status_code == 422


def test_a_pipeline_with_deals_and_the_last_one_stay(office, dora):
    office.crane
    empty = Pipeline.objects.get(code="standard")

    assert dora.post(url(office, "delete")).status_code == 409
    assert dora.post(f"{ALL}{empty.pk}/delete/").status_code == 302
    Deal.objects.get(pk=office.crane.pk).change("moved away", by=office.house, deleted_at=office.house.now())
    assert "last pipeline" in dora.post(url(office, "delete")).content.decode()
    empty.refresh_from_db()
    empty.restore(by=office.dora.acting())
    assert len(Pipeline.objects.get(pk=empty.pk).in_order) == 13


@pytest.mark.parametrize("name", ["anna", "olga", "erik", "sven"])
def test_for_others_the_pages_do_not_exist(office, name):
    client, new = client_of(getattr(office, name)), office.stage("New")

    assert client.get(ALL).status_code == client.get(url(office)).status_code == 404
    assert client.post(url(office, "arrange"), {"moved": new.pk, "step": "down"}).status_code == 404
    assert client.post(url(office, "stages", new.pk, "retire"), {}).status_code == 404


def test_a_shipped_name_stays_translatable_when_nobody_changes_it(office, dora):
    contact = office.stage("First contact")
    office.dora.change("settings changed", by=office.house, language="ru")
    form = dora.get(url(office, "stages", contact.pk)).context["form"]
    sent = {"name": form["name"].value(), "state": "open", "group": contact.group.pk, "probability": "25"}

    dora.post(url(office, "stages", contact.pk), sent)

    contact.refresh_from_db()
    assert form["name"].value() == "Первый контакт"
    assert (contact.name, contact.probability) == ("First contact", 25)


def test_the_pages_cost_the_same_for_few_deals_and_many(office, dora, django_assert_max_num_queries):
    for number in range(12):
        office.deal(f"Deal {number}", next_step="Call", next_step_on=office.anna.acting().today() + timedelta(days=1))
    dora.get("/")

    for page in (ALL, url(office), url(office, "stages", "new")):
        with django_assert_max_num_queries(12):
            assert dora.get(page).status_code == 200
