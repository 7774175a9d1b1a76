"""Stages: where a deal begins, how it moves, what a stage asks for."""

from decimal import Decimal

import pytest

from accord.deals.models import Deal, Pipeline, Stage
from accord.kit.errors import Conflict, RuleBroken
from accord.preferences import switches

HTMX = {"HX-Request": "true"}


@pytest.mark.covers("DC-194", "CK-122")
def test_the_consultative_pipeline_has_twelve_stages_that_say_what_they_mean(office):
    stages = {stage.code: stage.state for stage in office.pipeline.in_order}

    assert len(stages) == 12
    assert [code for code, state in stages.items() if state == "open"] == [
        "new", "first-contact", "needs", "presentation", "offer", "prototype", "decision",
    ]  # fmt: skip
    assert {stages["completed"], stages["pause"], stages["refusal"], stages["dropout"], stages["old"]} == {
        "won", "paused", "lost", "archived",
    }  # fmt: skip


def test_a_new_deal_begins_in_the_first_stage_and_stays_there_on_its_next_save(office):
    deal = Deal.objects.add(by=office.anna.acting(), name="Crane cabin")
    deal.change("changed", by=office.anna.acting(), product="Cabin")

    assert deal.stage.code == "new"
    assert deal.state == "open"
    assert deal.currency == "EUR"
    assert deal.owner == office.anna
    assert deal.department == office.north


def test_a_new_deal_takes_the_pipeline_of_its_department_before_the_one_for_all(office):
    own = Pipeline.objects.add(by=office.house, code="south", name="South", departments=[office.south])
    Stage.objects.add(by=office.house, pipeline=own, code="start", name="Start")

    north = Deal.objects.add(by=office.anna.acting(), name="North deal")
    south = Deal.objects.add(by=office.zoe.acting(), name="South deal")

    assert north.pipeline == office.pipeline
    assert south.pipeline == own


@pytest.mark.covers("DC-193")
def test_the_form_offers_the_stages_of_ones_own_department_only(office, client):
    own = Pipeline.objects.add(by=office.house, code="south", name="South", departments=[office.south])
    stage = Stage.objects.add(by=office.house, pipeline=own, code="start", name="Survey at sea")

    client.force_login(office.anna)
    assert "Survey at sea" not in client.get("/deals/new/").content.decode()

    client.force_login(office.zoe)
    page = client.get("/deals/new/").content.decode()
    assert f'<option value="{stage.pk}">Survey at sea' in page


@pytest.mark.covers("CK-139", "DC-196")
def test_a_tick_of_the_stage_bar_moves_the_deal_with_and_without_script(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/move/"

    plain = client.post(url, {"stage": office.stage("Presentation").pk})
    assert plain.status_code == 302
    assert Deal.objects.get(pk=office.crane.pk).stage.code == "presentation"

    live = client.post(url, {"stage": office.stage("Decision").pk}, headers=HTMX)
    assert live.headers["HX-Redirect"] == f"/deals/{office.crane.pk}/"
    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.stage.code, deal.probability) == ("decision", 60)


def groups_of(office, client):
    """The parts of the stage bar as the page shows them: what stands above, and the stages."""
    client.force_login(office.anna)
    page = client.get(f"/deals/{office.crane.pk}/").content.decode()
    bar = page.split('<ol class="stage-bar', 1)[1].split("</ol>", 1)[0]
    parts = [part.split('class="stage-bar__stages"', 1) for part in bar.split("<li ")[1:]]
    return [(above, [piece.split('"')[0] for piece in ticks.split('title="')[1:]]) for above, ticks in parts]


@pytest.mark.covers("CK-157", "CK-158", "CK-159")
def test_the_stage_bar_begins_with_0_20_and_40_percent(office, client):
    new, qualification, development = groups_of(office, client)[:3]

    assert "0 %" in new[0]
    assert "Processing" in new[0]
    assert new[1] == ["New"]
    assert "20 %" in qualification[0]
    assert qualification[1] == ["First contact", "Identify needs"]
    assert "40 %" in development[0]
    assert development[1] == ["Presentation", "Offer preparation", "Prototype"]


@pytest.mark.covers("CK-160", "CK-161", "CK-162")
def test_the_stage_bar_ends_with_60_and_100_percent_and_what_lies_beside_the_way(office, client):
    confirmation, victory, beside = groups_of(office, client)[3:]

    assert "60 %" in confirmation[0]
    assert confirmation[1] == ["Decision"]
    assert "100 %" in victory[0]
    assert victory[1] == ["Completed"]
    assert "Refusal/Pause" in beside[0]
    assert "%" not in beside[0]
    assert beside[1] == ["Pause", "Refusal"]


@pytest.mark.covers("CK-156")
def test_the_stage_bar_fills_what_is_behind_and_says_how_long_the_deal_is_there(office):
    office.crane.move_to(office.stage("Presentation"), by=office.anna.acting())

    states = {tick.name: tick.state for group in office.crane.stage_bar() for tick in group.stages}

    assert states["New"] == states["Identify needs"] == "done"
    assert states["Presentation"] == "now"
    assert states["Decision"] == states["Refusal"] == ""
    assert [name for name, since in office.crane.stage_dates()] == ["New", "Presentation"]


def test_moving_on_goes_to_the_stage_that_follows(office, client):
    client.force_login(office.anna)

    client.post(f"/deals/{office.crane.pk}/advance/")

    assert Deal.objects.get(pk=office.crane.pk).stage.code == "first-contact"


def test_behind_the_last_open_stage_there_is_nothing_to_move_on_to(office, client):
    office.crane.move_to(office.stage("Decision"), by=office.anna.acting())
    client.force_login(office.anna)

    assert client.post(f"/deals/{office.crane.pk}/advance/").status_code == 409


def test_a_stage_asks_for_the_fields_it_requires(office, client):
    offer = office.stage("Offer preparation")
    offer.change("edited", by=office.house, required=["product", "expected_on"])
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/move/"

    asked = client.post(url, {"stage": offer.pk})
    assert asked.status_code == 200
    assert 'name="product"' in asked.content.decode()
    assert Deal.objects.get(pk=office.crane.pk).stage.code == "new"

    refused = client.post(f"{url}?stage={offer.pk}", {"product": "Slewing gear"})
    assert refused.status_code == 422

    client.post(f"{url}?stage={offer.pk}", {"product": "Slewing gear", "expected_on": "2027-01-31"})
    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.stage.code, deal.product) == ("offer", "Slewing gear")


def test_the_model_refuses_a_stage_whose_fields_are_empty_whatever_the_door(office):
    offer = office.stage("Offer preparation")
    offer.change("edited", by=office.house, required=["product"])

    with pytest.raises(RuleBroken) as broken:
        office.crane.move_to(offer, by=office.anna.acting())

    assert set(broken.value.fields) == {"product"}


def test_a_stage_of_another_pipeline_is_refused(office, client):
    other = Pipeline.objects.add(by=office.house, code="other", name="Other")
    stage = Stage.objects.add(by=office.house, pipeline=other, code="start", name="Start")
    client.force_login(office.anna)

    with pytest.raises(RuleBroken):
        office.crane.move_to(stage, by=office.anna.acting())
    assert client.post(f"/deals/{office.crane.pk}/move/", {"stage": stage.pk}).status_code == 404


def test_whoever_moves_second_is_told_and_nothing_is_overwritten(office):
    mine, theirs = Deal.objects.get(pk=office.crane.pk), Deal.objects.get(pk=office.crane.pk)
    mine.move_to(office.stage("Presentation"), by=office.anna.acting())

    with pytest.raises(Conflict):
        theirs.move_to(office.stage("Decision"), by=office.dora.acting())

    assert Deal.objects.get(pk=office.crane.pk).stage.code == "presentation"


def test_the_kind_of_a_stage_stays_as_it_is_while_deals_are_there(office):
    office.crane.move_to(office.stage("Decision"), by=office.anna.acting())

    with pytest.raises(RuleBroken):
        office.stage("Decision").change("edited", by=office.house, state="won")

    assert Deal.objects.get(pk=office.crane.pk).is_open


def test_moving_is_taken_back_from_its_change_set(office):
    by = office.anna.acting()
    office.crane.move_to(office.stage("Decision"), by=by)

    by.ledger.change_set.undo(by=office.anna.acting())

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.stage.code, deal.probability, deal.state) == ("new", 0, "open")


def test_many_deals_are_moved_at_once_and_taken_back_together(office, client):
    second = office.deal("Second crane", amount=Decimal(10))
    picks = [f"{deal.pk}.{deal.version}" for deal in (office.crane, second)]
    client.force_login(office.anna)

    client.post("/deals/bulk/move/", {"pick": picks, "confirmed": "1", "stage": office.stage("Presentation").pk})

    assert Deal.objects.in_stage("presentation").count() == 2
    office.crane.events.last().change_set.undo(by=office.anna.acting())
    assert Deal.objects.in_stage("new").count() == 2


@pytest.mark.covers("CK-164")
def test_an_administrator_lets_the_stage_bar_show_only_the_present_stage(office, client):
    office.crane.move_to(office.stage("Presentation"), by=office.anna.acting())
    client.force_login(office.ada)
    given = {name: value for name, value in switches.values().items() if value is not False}
    form = client.get("/settings/").content.decode()
    assert "Stage bars show all stages" in form

    client.post("/settings/", {name: value for name, value in given.items() if name != "whole_stage_bar"})

    client.force_login(office.anna)
    page = client.get(f"/deals/{office.crane.pk}/").content.decode()
    bar = page.split('<ol class="stage-bar', 1)[1].split("</ol>", 1)[0]
    assert [piece.split('"')[0] for piece in bar.split('title="')[1:]] == ["Presentation"]
    assert "40 %" in bar
    assert "Victory" not in bar
