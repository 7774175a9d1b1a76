"""Quality events: noted with a weight, added up to a score, taken back."""

import pytest

from accord.deals.models import Deal, QualityEvent, QualitySignal
from accord.kit.errors import NotAllowed


def signal(name):
    return QualitySignal.objects.get(name=name)


def score(office):
    return Deal.objects.get(pk=office.crane.pk).quality


@pytest.mark.covers("DC-215")
def test_events_are_noted_with_their_weight_and_come_to_a_score(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/"
    asked = client.get(f"{url}ask/note_quality/").content.decode()
    assert "Late response" in asked
    assert score(office) is None

    late, early = signal("Late response"), signal("Early delivery")
    client.post(f"{url}quality/", {"signal": late.pk, "weight": "", "happened_on": "2026-11-20", "details": "5 days"})
    client.post(f"{url}quality/", {"signal": early.pk, "weight": "2", "happened_on": "2026-11-21"})

    assert score(office) == 92
    page = client.get(f"{url}?tab=quality").content.decode()
    for word in ("Quality 92 %", "badge--positive", "Late response", "5 days", "−10 %", "+2 %"):
        assert word in page
    assert "changed the quality of the deal" in client.get(url).content.decode()
    listed = client.get("/deals/?all=1&quality.from=90&cols=name&cols=quality").content.decode()
    assert "Harbour crane retrofit" in listed


@pytest.mark.covers("DC-215")
def test_an_event_is_removed_and_without_any_there_is_no_score(office, client):
    event = QualityEvent.objects.note(office.crane, signal("Incompleteness"), by=office.anna.acting())
    assert score(office) == 90
    client.force_login(office.anna)

    client.post(f"/deals/{office.crane.pk}/quality/{event.pk}/remove/")

    assert score(office) is None
    assert not QualityEvent.objects.live().exists()


@pytest.mark.parametrize(
    ("quality", "tone"), [(95, "accent"), (94, "positive"), (85, "positive"), (84, "attention"), (69, "negative")]
)
def test_the_score_has_the_colours_of_the_original(quality, tone):
    assert Deal(quality=quality).quality_tone == tone


@pytest.mark.covers("DC-215")
def test_the_signals_and_their_weights_are_a_directory(office, client):
    client.force_login(office.dora)
    form = {"name": "Praise from the client", "weight": "15", "position": "90", "active": "on"}

    client.post("/directories/quality_signal/new/", form)

    assert signal("Praise from the client").weight == 15
    assert [each.weight for each in QualitySignal.objects.filter(shipped=True)] == [-5, 5, -10, -10, -15, -15, -10]


def test_who_may_not_change_the_deal_notes_nothing(office, client):
    event = QualityEvent.objects.note(office.crane, signal("Incompleteness"), by=office.anna.acting())

    for person in (office.boris, office.erik):
        client.force_login(person)
        late = {"signal": signal("Late response").pk, "happened_on": "2026-11-20"}
        assert client.post(f"/deals/{office.crane.pk}/quality/", late).status_code in {403, 409, 422}
        assert client.post(f"/deals/{office.crane.pk}/quality/{event.pk}/remove/").status_code == 403
        with pytest.raises(NotAllowed):
            QualityEvent.objects.note(office.crane, signal("Late response"), by=person.acting())
    assert score(office) == 90


def test_undo_and_the_trash_keep_events_and_score_together(office):
    by = office.anna.acting()
    QualityEvent.objects.note(office.crane, signal("Incompleteness"), by=by)
    by.ledger.change_set.undo(by=office.anna.acting())
    assert (score(office), QualityEvent.objects.live().count()) == (None, 0)

    QualityEvent.objects.note(office.crane, signal("Late response"), by=office.anna.acting())
    Deal.objects.get(pk=office.crane.pk).discard(by=office.anna.acting())
    Deal.objects.get(pk=office.crane.pk).restore(by=office.anna.acting())
    assert (score(office), QualityEvent.objects.live().count()) == (90, 1)
