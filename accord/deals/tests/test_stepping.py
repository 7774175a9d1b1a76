"""The next step, its date, and the log that writes itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accord.deals.models import Deal
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.records.models import SavedView

TODAY = date.today()
SOON = TODAY + timedelta(days=7)


@pytest.mark.covers("DC-203")
def test_each_step_stands_in_the_log_with_who_and_when(office, client):
    client.force_login(office.anna)
    office.crane.plan_step("Call the harbour master", SOON, by=office.anna.acting())

    client.post(f"/deals/{office.crane.pk}/step-done/", {"then": "Send the offer", "on": SOON.isoformat()})

    log = Deal.objects.get(pk=office.crane.pk).step_log()
    assert [(line.step, line.done) for line in log] == [
        ("Send the offer", "Call the harbour master"),
        ("Call the harbour master", ""),
    ]
    assert log[0].event.actor == office.anna
    assert "Send the offer" in client.get(f"/deals/{office.crane.pk}/").content.decode()


def test_a_step_changed_in_the_form_stands_in_the_log_too(office):
    office.crane.change("changed", by=office.dora.acting(), next_step="Ask again")

    assert office.crane.step_log()[0].step == "Ask again"
    assert office.crane.step_log()[0].event.actor == office.dora


def test_done_without_a_following_step_leaves_the_deal_without_one(office):
    office.crane.plan_step("Call", SOON, by=office.anna.acting())

    office.crane.finish_step(by=office.anna.acting())

    assert office.crane in Deal.objects.without_next_step()
    with pytest.raises(RuleBroken):
        office.crane.finish_step(by=office.anna.acting())


def test_a_step_is_not_planned_into_the_past(office, client):
    client.force_login(office.anna)
    yesterday = (TODAY - timedelta(days=2)).isoformat()
    url = f"/deals/{office.crane.pk}/step/"

    assert client.post(url, {"next_step": "Call", "next_step_on": yesterday}).status_code == 422
    with pytest.raises(RuleBroken):
        office.crane.plan_step("Call", TODAY - timedelta(days=2), by=office.anna.acting())


def test_a_late_step_may_stand_while_something_else_is_edited(office, client):
    late = TODAY - timedelta(days=5)
    office.crane.change("imported", by=office.house, next_step="Call", next_step_on=late)
    client.force_login(office.anna)

    answer = client.post(
        f"/deals/{office.crane.pk}/edit/",
        {"name": "Crane", "amount": "1", "currency": "EUR", "probability": "0", "next_step": "Call",
         "next_step_on": late.isoformat(), "started_on": "2026-01-01", "version": office.crane.version,
         "owner": office.anna.pk, "department": office.north.pk},
    )  # fmt: skip

    assert answer.status_code == 302
    assert Deal.objects.get(pk=office.crane.pk).name == "Crane"


def test_overdue_and_stale_are_said_of_open_deals_only(office):
    office.crane.change("imported", by=office.house, next_step="Call", next_step_on=TODAY - timedelta(days=5))
    later = timezone.now() + timedelta(days=31)
    assert office.crane in Deal.objects.overdue(on=TODAY)
    assert office.crane in Deal.objects.stale(now=later)
    assert office.crane.is_overdue(on=TODAY)

    office.crane.move_to(office.stage("Pause"), by=office.anna.acting())

    assert office.crane in Deal.objects.paused()
    assert office.crane not in Deal.objects.overdue(on=TODAY)
    assert office.crane not in Deal.objects.stale(now=later)


@pytest.mark.covers("DC-205")
def test_newest_first_and_by_next_step_with_those_without_one_last(office, client):
    names = ["Without a step", "Later", "Sooner"]
    days = [None, SOON, TODAY + timedelta(days=1)]
    for name, day in zip(names, days, strict=True):
        office.deal(name, next_step="Call" if day else "", next_step_on=day)
    client.force_login(office.anna)

    def order(query):
        page = client.get(f"/deals/{query}").content.decode()
        return sorted(names, key=lambda name: page.index(f">{name}</a>"))

    assert order("") == ["Sooner", "Later", "Without a step"]
    assert order("?sort=next_step") == ["Sooner", "Later", "Without a step"]
    assert order("?sort=-next_step") == ["Without a step", "Later", "Sooner"]


def test_the_side_column_asks_for_a_step_where_there_is_none(office, client):
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").content.decode()

    assert "No next step" in page
    assert f"/deals/{office.crane.pk}/ask/plan_step/" in page


@pytest.mark.covers("DC-197")
def test_the_dates_of_the_stages_stand_in_a_log(office, client):
    early = Actor(person=office.anna, at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    office.crane.move_to(office.stage("Presentation"), by=early)
    office.crane.move_to(office.stage("Decision"), by=replace(early, at=datetime(2026, 11, 9, 9, tzinfo=UTC)))
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/?tab=log").content.decode()

    dates = page.split("Dates of the stages", 1)[1].split("</section>", 1)[0]
    places = [dates.index(word) for word in ("New", "Presentation", "2026-11-02", "Decision", "2026-11-09")]
    assert places == sorted(places)


@pytest.mark.covers("DC-213")
def test_the_log_says_who_wrote_a_step_where_it_was_not_the_owner(office, client):
    by = office.anna.acting()
    office.crane.plan_step("Call Rudi", None, by=by)
    office.crane.plan_step("Visit him instead", None, by=office.erik.acting())
    office.crane.hand_over(office.boris, by=office.dora.acting())
    office.crane.finish_step(then="Send the offer", by=office.boris.acting())
    client.force_login(office.dora)

    page = client.get(f"/deals/{office.crane.pk}/?tab=log").content.decode()

    log = page.split("Log of the next steps", 1)[1].split("</section>", 1)[0]
    rows = {step: next(row for row in log.split("<li") if f"<b>{step}</b>" in row) for step in (
        "Call Rudi", "Visit him instead", "Send the offer",
    )}  # fmt: skip
    assert "Erik Sand" in rows["Visit him instead"]
    assert "Anna Lindqvist" not in rows["Call Rudi"]
    assert "Boris Petrov" not in rows["Send the offer"]
    assert "Done before: Visit him instead." in rows["Send the offer"]


@pytest.mark.covers("DC-205")
def test_one_click_orders_by_next_step_and_the_order_is_remembered_where_it_is_kept(office, client):
    for name, day in (("Later", SOON), ("Sooner", TODAY), ("Newest", SOON + timedelta(days=9))):
        office.deal(name, next_step="Call", next_step_on=day)
    client.force_login(office.anna)

    def order(page):
        return sorted(("Later", "Sooner", "Newest"), key=lambda name: page.index(f">{name}</a>"))

    first = client.get("/deals/").content.decode()
    tabs = first.split('class="tabs"', 1)[1].split("</nav>", 1)[0]
    link = next(part for part in tabs.split("<a ") if "By next step" in part).split('href="', 1)[1].split('"', 1)[0]
    toggled = client.get(link.replace("&amp;", "&")).content.decode()
    query = link.replace("&amp;", "&").partition("?")[2]
    client.post("/views/deal/save/", {"name": "My order", "query": query})
    client.post(f"/views/{SavedView.objects.get().pk}/default/")

    assert order(first) == ["Newest", "Sooner", "Later"]
    assert order(toggled) == ["Sooner", "Later", "Newest"]
    assert order(client.get("/deals/").content.decode()) == ["Sooner", "Later", "Newest"]
