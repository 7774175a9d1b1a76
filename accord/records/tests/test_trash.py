"""Deleting, the trash, coming back, and going for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.access.models import Grant, Role
from accord.accounts.models import User
from accord.history.models import Event, model_of
from accord.jobs.running import run_due
from accord.kit.errors import RuleBroken
from accord.records import jobs
from accord.records.deletion import going_along, told_to
from accord.records.models import Forward, Undertaking
from accord.records.relink import relink

Company = model_of("company")
Deal = model_of("deal")
HTMX = {"HX-Request": "true"}


@pytest.mark.covers("DC-060")
def test_before_deleting_one_reads_what_goes_along(office, client):
    office.advance
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/delete/").text

    assert "Payment" in page
    assert str(office.advance) in page
    assert Deal.objects.live().filter(pk=office.crane.pk).exists()


def test_what_one_cannot_see_goes_along_uncounted_by_name(office):
    office.advance

    told = told_to(office.sven, going_along(office.crane))

    assert [(group.count, group.shown, group.unseen) for group in told] == [(1, [], 1)]


def test_deleting_offers_its_undo_and_undo_brings_everything_back(office, client):
    office.advance
    client.force_login(office.anna)

    answer = client.post(f"/deals/{office.crane.pk}/delete/")
    change_set = Event.objects.filter(kind="deal", verb="deleted").get().change_set
    client.post(f"/undo/{change_set.pk}/")

    office.crane.refresh_from_db()
    office.advance.refresh_from_db()
    assert answer["Location"] == "/deals/"
    assert office.crane.is_live
    assert office.advance.is_live


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 403), ("alba", 403), ("zoe", 404)])
def test_who_may_delete_annas_deal(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.get(f"/deals/{office.crane.pk}/delete/").status_code == status
    assert client.post(f"/deals/{office.crane.pk}/delete/").status_code == (302 if status == 200 else status)


def test_the_trash_restores_a_record_with_all_that_went_along(office, client):
    office.advance
    office.crane.discard(by=office.anna.acting())
    client.force_login(office.anna)

    page = client.get("/trash/").text
    answer = client.post(f"/deals/{office.crane.pk}/restore/")

    office.advance.refresh_from_db()
    assert "Harbour crane retrofit" in page
    assert "went along with Harbour crane retrofit" in page
    assert answer["Location"] == f"/deals/{office.crane.pk}/"
    assert office.advance.is_live


def test_of_a_selection_each_comes_out_of_the_trash_by_itself(office, client):
    office.advance
    pump = office.deal("Pump", company=office.acme)
    client.force_login(office.anna)
    picked = [f"{deal.pk}.{deal.version}" for deal in (office.crane, pump)]
    client.post("/deals/bulk/delete/", {"pick": picked, "confirmed": "1"})
    page = client.get("/trash/").text

    client.post(f"/deals/{office.crane.pk}/restore/")

    assert page.count("went along with") == 1
    assert "went along with Harbour crane retrofit" in page
    assert list(Deal.objects.live().filter(pk__in=[office.crane.pk, pump.pk])) == [office.crane]
    assert office.crane.payments.live().count() == 1


def test_what_hangs_on_another_brings_it_back_without_the_rest(office, client):
    office.advance, office.payment(office.crane, "77")
    office.crane.discard(by=office.anna.acting())
    client.force_login(office.anna)

    client.post(f"/payments/{office.advance.pk}/restore/")

    assert Deal.objects.live().filter(pk=office.crane.pk).exists()
    assert list(office.crane.payments.live()) == [office.advance]


def test_who_may_not_bring_back_the_deal_does_not_bring_back_its_payment(office, client):
    accountant = Role.objects.get(code="accountant")
    Grant.objects.add(by=office.house, role=accountant, type="payment", right="delete", reach="all")
    office.advance
    office.crane.discard(by=office.anna.acting())
    client.force_login(User.objects.get(pk=office.alba.pk))
    page = client.get("/trash/").text

    answer = client.post(f"/payments/{office.advance.pk}/restore/")

    assert str(office.advance) in page
    assert "went along with" not in page
    assert answer.status_code == 403
    assert not office.crane.payments.live().exists()


def test_what_hangs_on_something_deleted_at_another_time_says_so(office, client):
    office.advance.discard(by=office.anna.acting())
    office.crane.discard(by=office.anna.acting())
    client.force_login(office.anna)

    answer = client.post(f"/payments/{office.advance.pk}/restore/")

    assert answer.status_code == 409
    assert "Take that out first" in answer.text
    assert not office.crane.payments.live().exists()


@pytest.mark.parametrize(
    ("who", "sees"), [("anna", True), ("boris", False), ("zoe", False), ("dora", True), ("ada", True), ("sven", False)]
)
def test_who_sees_annas_deal_in_the_trash(office, client, who, sees):
    office.crane.discard(by=office.anna.acting())
    client.force_login(getattr(office, who))

    assert ("Harbour crane retrofit" in client.get("/trash/").text) is sees
    assert client.get(f"/deals/{office.crane.pk}/history/").status_code == (200 if sees else 404)
    assert (client.post(f"/deals/{office.crane.pk}/restore/").status_code == 302) is sees


def test_the_trash_is_shown_by_type_and_in_pages(office, client):
    office.crane.discard(by=office.anna.acting())
    for number in range(51):
        office.company(f"Company {number}", country="DE").discard(by=office.anna.acting())
    client.force_login(office.anna)

    first = client.get("/trash/?kind=company")
    second = client.get("/trash/", {"kind": "company", "before": first.context["earlier"]})

    assert "Harbour crane" not in first.text
    assert len(first.context["deleted"]) == 50
    assert len(second.context["deleted"]) == 1


@pytest.mark.parametrize("nonsense", ["x", "2026", "9999-99-99", "\x00"])
def test_nonsense_in_the_address_of_the_trash_is_harmless(office, client, nonsense):
    client.force_login(office.anna)

    assert client.get("/trash/", {"before": nonsense, "kind": nonsense}).status_code == 200


def test_a_deletion_of_many_is_done_by_the_worker_in_portions(office, client, monkeypatch):
    monkeypatch.setattr("accord.records.show_views.AT_ONCE", 1)
    monkeypatch.setattr("accord.records.discarding.PORTION", 2)
    monkeypatch.setattr("accord.records.undoing.AT_ONCE", 1)
    payments = [office.payment(office.crane, "1000") for _number in range(5)]
    client.force_login(office.anna)

    page = client.post(f"/deals/{office.crane.pk}/delete/")["Location"]
    before = Deal.objects.live().filter(pk=office.crane.pk).exists()
    run_due()
    told, undertaking = client.get(page).text, Undertaking.objects.get()
    gone = not Deal.objects.live().filter(pk=office.crane.pk).exists()
    client.post(f"/undo/{undertaking.change_set_id}/")
    run_due()

    assert (before, gone) == (True, True)
    assert (undertaking.done, undertaking.total) == (6, 6)
    assert "Deleting Harbour crane retrofit" in told
    assert Deal.objects.live().filter(pk=office.crane.pk).exists()
    assert office.crane.payments.live().count() == len(payments)


@pytest.fixture
def gone(office, monkeypatch):
    """A deal that is in the trash with more than a request takes out of it."""
    monkeypatch.setattr("accord.records.discarding.AT_ONCE", 3)
    monkeypatch.setattr("accord.records.discarding.PORTION", 2)
    for _number in range(5):
        office.payment(office.crane, "1000")
    office.crane.discard(by=office.anna.acting())
    return Deal.objects.get(pk=office.crane.pk)


def test_much_comes_out_of_the_trash_in_portions(office, client, gone):
    client.force_login(office.anna)

    page = client.post(f"/deals/{gone.pk}/restore/")["Location"]
    before = Deal.objects.live().filter(pk=gone.pk).exists()
    run_due()

    assert not before
    assert Deal.objects.live().filter(pk=gone.pk).exists()
    assert gone.payments.live().count() == 5
    assert "6 records done" in client.get(page).text
    assert {event.verb for event in Undertaking.objects.get().change_set.events.all()} == {"restored"}


def test_what_a_rule_keeps_in_the_trash_is_told(office, client, gone, monkeypatch):
    client.force_login(office.anna)
    kept = gone.payments.first()
    written_all = type(kept).written_all.__func__

    def refuse(cls, records, events, by):
        if any(record.pk == kept.pk for record in records):
            raise RuleBroken("This one stays.")
        written_all(cls, records, events, by)

    monkeypatch.setattr(type(kept), "written_all", classmethod(refuse))
    page = client.post(f"/deals/{gone.pk}/restore/")["Location"]
    run_due()
    told = client.get(page).text

    assert gone.payments.live().count() == 4
    assert "This one stays." in told
    assert "1 was left as it is" in told


# ── for good ──


def deleted_long_ago(record, office, days=91):
    record.discard(by=office.anna.acting())
    old = timezone.now() - timedelta(days=days)
    type(record)._base_manager.filter(deleted_at__isnull=False).update(deleted_at=old)


def test_after_ninety_days_the_last_state_stays_in_the_history(office):
    pk = office.crane.pk
    deleted_long_ago(office.crane, office)

    jobs.empty_trash.enqueue()
    run_due()

    last = Event.objects.filter(kind="deal", record_id=pk).last()
    assert not Deal.objects.filter(pk=pk).exists()
    assert last.verb == "purged"
    assert last.before["name"] == "Harbour crane retrofit"
    assert last.before["company"]["label"] == "Acme Harbour GmbH"


def test_until_then_it_stays(office):
    deleted_long_ago(office.crane, office, days=89)

    jobs.empty_trash.enqueue()
    run_due()

    assert Deal.objects.filter(pk=office.crane.pk).exists()


def test_what_something_live_still_needs_stays(office):
    office.crane, office.acme.discard(by=office.anna.acting())
    office.crane.refresh_from_db()
    office.crane.change("restored", by=office.house.consequence(), deleted_at=None)
    Company._base_manager.filter(pk=office.acme.pk).update(deleted_at=timezone.now() - timedelta(days=91))

    jobs.empty_trash.enqueue()
    run_due()

    assert Deal.objects.live().filter(pk=office.crane.pk).exists()


def test_what_was_purged_cannot_be_taken_back_and_says_so(office):
    change_set = office.crane.events.get(verb="created").change_set
    deleted_long_ago(office.crane, office)
    jobs.empty_trash.enqueue()
    run_due()

    conflicts = change_set.undo_conflicts(by=office.anna.acting())

    assert [conflict.reason for conflict in conflicts] == ["It has been deleted for good."]


# ── relink ──


def test_relinking_moves_everything_and_leads_on(office):
    office.crane
    new = office.company("Acme Holding", country="DE")
    office.acme.change("watched", by=office.house.consequence(), watchers=[office.zoe.pk])

    relink(office.acme, new, by=office.dora.acting())

    office.crane.refresh_from_db()
    office.rudi.refresh_from_db()
    assert office.crane.company == office.rudi.company == new
    assert new.facets["watchers"].read(new) == [office.zoe.pk]
    assert Forward.objects.get(kind="company", old=office.acme.pk).new == new.pk


def test_relinking_can_be_taken_back(office):
    office.crane
    new = office.company("Acme Holding", country="DE")
    actor = office.dora.acting()
    relink(office.acme, new, by=actor)

    actor.ledger.change_set.undo(by=office.dora.acting())

    office.crane.refresh_from_db()
    office.rudi.refresh_from_db()
    assert office.crane.company == office.rudi.company == office.acme


def test_the_trash_is_searched_by_words_type_person_and_day(office, client):
    office.company("Äpfel und Birnen KG").discard(by=office.anna.acting())
    office.crane.discard(by=office.dora.acting())
    client.force_login(office.dora)
    today = timezone.localtime().date().isoformat()

    asked = {
        "q=äpfel": (True, False),
        "q=CRANE": (False, True),
        f"q={office.crane.pk}&kind=deal": (False, True),
        "kind=company": (True, False),
        f"who={office.anna.pk}": (True, False),
        f"since={today}": (True, True),
        "until=2020-01-01": (False, False),
    }

    for query, expected in asked.items():
        page = client.get(f"/trash/?{query}").text
        assert ("Birnen KG" in page, "Harbour crane" in page) == expected, query


def test_the_trash_reads_days_as_the_reader_writes_them_and_says_which_it_does_not(office, client):
    office.company("Birnen KG").discard(by=office.anna.acting())
    office.dora.change("settings changed", by=office.dora.acting(), date_format="d.m.Y")
    client.force_login(office.dora)

    long_ago = client.get("/trash/", {"until": "31.12.2019", "q": "Birnen"})
    since = client.get("/trash/", {"since": "31.12.2019"}).text
    wrong = client.get("/trash/", {"since": "31.31.2019"}).text

    assert "Birnen KG" not in long_ago.text
    assert long_ago.context["form"].query == "q=Birnen&until=2019-12-31"
    assert "Birnen KG" in since
    assert "Enter a valid date." in wrong


def test_search_in_the_trash_finds_nothing_that_one_could_not_delete(office, client):
    office.pumps.discard(by=office.zoe.acting())
    client.force_login(office.anna)

    assert "Pump station" not in client.get("/trash/?q=pump").text
