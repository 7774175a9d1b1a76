"""Who may do what with a deal."""

import pytest

from accord.deals.models import Deal
from accord.kit.errors import NotAllowed, RuleBroken


@pytest.mark.covers("DC-008")
def test_executives_change_importance_next_step_and_co_owner_and_nothing_else(office, client):
    client.force_login(office.erik)
    pk = office.crane.pk

    assert client.post(f"/deals/{pk}/important/").status_code == 302
    assert client.post(f"/deals/{pk}/step/", {"next_step": "Show me the offer"}).status_code == 302
    assert client.post(f"/deals/{pk}/move/", {"stage": office.stage("Decision").pk}).status_code == 403
    deal = Deal.objects.get(pk=pk)
    assert (deal.important, deal.next_step, deal.stage.code) == (True, "Show me the offer", "new")
    deal.change("changed", by=office.erik.acting(), co_owner=office.boris)
    with pytest.raises(NotAllowed):
        deal.change("changed", by=office.erik.acting(), amount=1)


def test_verbs_are_offered_only_where_right_and_state_allow_them(office, client):
    def page(who):
        client.force_login(who)
        return client.get(f"/deals/{office.crane.pk}/").content.decode()

    assert f"/deals/{office.crane.pk}/ask/win/" in page(office.anna)
    assert f"/deals/{office.crane.pk}/ask/win/" not in page(office.hanna)
    executive = page(office.erik)
    assert f"/deals/{office.crane.pk}/ask/win/" not in executive
    assert f"/deals/{office.crane.pk}/ask/plan_step/" in executive
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    assert f"/deals/{office.crane.pk}/ask/win/" not in page(office.anna)


def test_a_deal_of_nobody_is_taken_by_a_seller_of_its_department(office, client):
    deal = Deal.objects.add(by=office.house, name="From outside", department=office.north)
    client.force_login(office.zoe)
    assert client.post(f"/deals/{deal.pk}/take/").status_code == 404

    client.force_login(office.boris)
    client.post(f"/deals/{deal.pk}/take/")

    deal = Deal.objects.get(pk=deal.pk)
    assert deal.owner == office.boris
    with pytest.raises(RuleBroken):
        deal.take(by=office.anna.acting())


@pytest.mark.covers("CK-142")
def test_an_owner_hands_over_their_own_deal_and_a_director_anybodys(office, client):
    client.force_login(office.anna)
    client.post(f"/deals/{office.crane.pk}/hand-over/", {"owner": office.boris.pk})
    assert Deal.objects.get(pk=office.crane.pk).owner == office.boris

    assert client.post(f"/deals/{office.crane.pk}/hand-over/", {"owner": office.anna.pk}).status_code == 403

    client.force_login(office.dora)
    client.post(f"/deals/{office.crane.pk}/hand-over/", {"owner": office.zoe.pk})
    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.owner, deal.department) == (office.zoe, office.south)


@pytest.mark.covers("CK-143")
@pytest.mark.parametrize(
    ("who", "assigns"), [("dora", True), ("carla", True), ("olga", True), ("boris", False), ("hanna", False)]
)
def test_assigning_a_deal_of_somebody_else_is_offered_to_directors_and_operators_only(office, client, who, assigns):
    client.force_login(getattr(office, who))
    url = f"/deals/{office.crane.pk}/"

    offered = f"{url}ask/hand_over/" in client.get(url).content.decode()
    answer = client.post(f"{url}hand-over/", {"owner": office.boris.pk})

    assert (offered, answer.status_code) == ((True, 302) if assigns else (False, 403))
    assert Deal.objects.get(pk=office.crane.pk).owner == (office.boris if assigns else office.anna)


@pytest.mark.covers("DC-182")
def test_a_co_owner_works_on_the_deal_like_its_owner(office, client):
    client.force_login(office.boris)
    url = f"/deals/{office.crane.pk}/move/"
    assert client.post(url, {"stage": office.stage("Decision").pk}).status_code == 403

    office.crane.change("changed", by=office.anna.acting(), co_owner=office.boris)

    assert client.post(url, {"stage": office.stage("Decision").pk}).status_code == 302


def test_pipelines_are_kept_by_those_who_keep_directories(office):
    with pytest.raises(NotAllowed):
        office.pipeline.change("renamed", by=office.anna.acting(), name="Mine")

    office.pipeline.change("renamed", by=office.carla.acting(), name="Ours")
    assert office.pipeline.name == "Ours"
