"""Pipelines: the two that come with the product, which departments use them, and the way of a deal between them."""

import pytest

from accord.deals import shipped
from accord.deals.models import Deal, Pipeline, Stage
from accord.history.models import Actor
from accord.kit.errors import RuleBroken


@pytest.fixture
def standard(office):
    return Pipeline.objects.get(code="standard")


def columns_of(page):
    return [part.split('"', 1)[0] for part in page.split('<h2 title="')[1:]]


def test_both_pipelines_are_there_and_new_deals_begin_in_the_consultative_one(office):
    assert [pipeline.code for pipeline in Pipeline.objects.live()] == ["consultative", "standard"]
    assert office.deal("Slewing ring", pipeline=None, stage=None).pipeline == office.pipeline


@pytest.mark.covers("DC-194")
def test_the_standard_pipeline_has_the_eleven_stages_with_their_marks(standard):
    stages = standard.in_order
    on_the_way = [stage for stage in stages if stage.is_on_the_way]

    assert [stage.code for stage in on_the_way] == [
        "request", "analysis", "clarification", "price-offer", "commercial-proposal", "commercial-offer", "agreement",
        "invoice", "first-payment", "shipment", "closed",
    ]  # fmt: skip
    assert standard.start().code == "request"
    assert [stage.code for stage in stages if stage.goods_shipped] == ["shipment"]
    assert [stage.code for stage in stages if stage.state == "conditionally_won"] == ["first-payment", "shipment"]
    assert [stage.code for stage in stages if stage.state == "won"] == ["closed"]
    assert [stage.code for stage in stages if not stage.is_on_the_way] == ["lost", "irrelevant"]


def test_the_first_payment_counts_as_the_day_of_winning_and_shipping_keeps_it(office, standard):
    stages = {stage.code: stage for stage in standard.in_order}
    deal = office.deal("Hoist", stage=stages["invoice"])
    by = office.anna.acting()

    deal.move_to(stages["first-payment"], by=by)
    paid = deal.won_on
    deal.move_to(stages["shipment"], by=by)

    assert paid == by.today()
    assert deal.won_on == paid
    assert deal.is_open


def test_installing_again_brings_only_what_was_never_there(office):
    Stage.objects.filter(pipeline__code="standard").delete()
    Pipeline.objects.filter(code="standard").delete()

    for _time in range(2):
        shipped.install(Actor.house())

    assert Pipeline.objects.count() == 2
    assert Stage.objects.count() == 25


def test_a_shipped_pipeline_that_was_taken_away_stays_away(office, standard):
    standard.discard(by=office.house)

    shipped.install(Actor.house())

    assert list(Pipeline.objects.live()) == [office.pipeline]


@pytest.mark.covers("DC-193")
def test_an_administrator_says_which_departments_use_a_pipeline(office, client, standard):
    url = f"/directories/pipelines/{standard.pk}/edit/"
    client.force_login(office.dora)
    assert f'value="{office.south.pk}"' in client.get(url).content.decode()

    form = {"name": "Standard", "departments": [office.south.pk]}
    assert client.post(url, form).status_code == 302

    client.force_login(office.anna)
    assert "Commercial proposal" not in client.get("/deals/new/").content.decode()
    client.force_login(office.zoe)
    assert "Commercial proposal" in client.get("/deals/new/").content.decode()
    client.post("/deals/new/", {"name": "Pump", "currency": "USD"})
    assert Deal.objects.get(name="Pump").pipeline == standard


@pytest.mark.covers("DC-193")
def test_an_administrator_adds_a_stage_and_deals_go_there(office, client):
    client.force_login(office.dora)
    form = {"name": "Trial run", "state": "open", "probability": "80", "group": office.stage("Decision").group.pk}
    assert client.post(f"/directories/pipelines/{office.pipeline.pk}/stages/new/", form).status_code == 302

    trial = Stage.objects.get(name="Trial run")
    client.post(f"/deals/{office.crane.pk}/move/", {"stage": trial.pk})

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.stage, deal.probability) == (trial, 80)
    assert "Trial run" in client.get("/deals/board/").content.decode()


@pytest.mark.covers("CK-078", "DC-193")
def test_each_pipeline_has_a_board_of_its_own(office, client, standard):
    office.deal("Hoist", stage=standard.start())
    assert office.crane
    client.force_login(office.anna)

    first = client.get("/deals/board/").content.decode()
    second = client.get(f"/deals/board/?board={standard.pk}").content.decode()

    assert columns_of(first)[0] == "New"
    assert len(columns_of(second)) == 12
    assert columns_of(second)[:2] == ["Request", "Analysis of the request"]
    assert "Hoist" in second
    assert "Harbour crane retrofit" not in second


@pytest.mark.covers("DC-193")
def test_a_deal_is_taken_over_to_another_pipeline_and_back_by_undo(office, client, standard):
    client.force_login(office.anna)
    asked = client.get(f"/deals/{office.crane.pk}/ask/change_pipeline/").content.decode()
    clarification = next(stage for stage in standard.in_order if stage.code == "clarification")
    assert f'<option value="{clarification.pk}">' in asked
    assert f'<option value="{office.stage("Decision").pk}">' not in asked

    client.post(f"/deals/{office.crane.pk}/pipeline/", {"stage": clarification.pk})

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.pipeline, deal.stage, deal.probability) == (standard, clarification, 20)
    page = client.get(f"/deals/{deal.pk}/").content.decode()
    assert "took the deal over to another pipeline" in page
    assert 'title="Commercial proposal"' in page

    deal.events.last().change_set.undo(by=office.anna.acting())
    back = Deal.objects.get(pk=deal.pk)
    assert (back.pipeline, back.stage.code, back.probability) == (office.pipeline, "new", 0)


def test_a_pipeline_that_the_department_does_not_use_is_refused(office, client, standard):
    standard.change("edited", by=office.house, departments=[office.south])
    client.force_login(office.anna)

    asked = client.get(f"/deals/{office.crane.pk}/ask/change_pipeline/").content.decode()
    answer = client.post(f"/deals/{office.crane.pk}/pipeline/", {"stage": standard.start().pk})

    assert "uses no other pipeline" in asked
    assert answer.status_code == 422
    with pytest.raises(RuleBroken):
        office.crane.change_pipeline(standard.start(), by=office.anna.acting())
    assert Deal.objects.get(pk=office.crane.pk).pipeline == office.pipeline


def test_a_closed_deal_stays_in_its_pipeline(office, client, standard):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    client.force_login(office.anna)

    answer = client.post(f"/deals/{office.crane.pk}/pipeline/", {"stage": standard.start().pk})

    assert answer.status_code == 422
    assert Deal.objects.get(pk=office.crane.pk).is_won


def test_what_a_stage_of_the_other_pipeline_needs_is_said(office, standard):
    stage = standard.in_order[2]
    stage.change("edited", by=office.house, required=["product"])

    with pytest.raises(RuleBroken) as broken:
        office.crane.change_pipeline(stage, by=office.anna.acting())

    assert set(broken.value.fields) == {"product"}
