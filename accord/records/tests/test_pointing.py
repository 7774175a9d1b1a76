"""An administrator points a file at another record, or at content that is stored already."""

import pytest

from accord.files.attaching import attach
from accord.kit.errors import NotAllowed


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def offer(office):
    return attach(office.crane, "offer.pdf", [b"%PDF-1.7 offer"], by=office.anna.acting())


@pytest.fixture
def ada(office, client):
    client.force_login(office.ada)
    return client


@pytest.mark.covers("DC-066")
def test_a_file_is_moved_to_another_record_and_back(office, ada, offer):
    answer = ada.post(f"/files/{offer.pk}/point/?type=company", {"to": office.acme.pk, "version": offer.version})
    there = ada.get(f"/companies/{office.acme.pk}/?tab=files").text
    told = ada.get(f"/companies/{office.acme.pk}/history/").text
    ada.post(f"/undo/{offer.events.last().change_set_id}/")

    assert answer.status_code == 302
    assert "offer.pdf" in there
    assert "moved from one record to another" in told
    assert "offer.pdf" in ada.get(f"/deals/{office.crane.pk}/?tab=files").text


@pytest.mark.covers("DC-066")
@pytest.mark.parametrize("named", ["name", "number"])
def test_a_file_is_pointed_at_content_that_is_stored_already(office, ada, offer, named):
    new = attach(office.acme, "offer-2.pdf", [b"%PDF-1.7 better"], by=office.anna.acting())

    given = new.name if named == "name" else str(new.pk)
    ada.post(f"/files/{offer.pk}/point/", {"content": given})
    offer.refresh_from_db()

    assert offer.file == new.file
    assert offer.name == "offer.pdf"


def test_what_is_meant_has_to_be_clear(office, ada, offer):
    for content in (b"one", b"two"):
        attach(office.acme, "plan.pdf", [content], by=office.anna.acting())

    several = ada.post(f"/files/{offer.pk}/point/", {"content": "plan"})
    nothing = ada.post(f"/files/{offer.pk}/point/", {})
    unknown = ada.post(f"/files/{offer.pk}/point/", {"content": "x" * 150})

    assert [answer.status_code for answer in (several, nothing, unknown)] == [422] * 3
    assert "Several fit" in several.text


@pytest.mark.parametrize(("who", "status"), [("anna", 404), ("dora", 404), ("zoe", 404)])
def test_nobody_else_may_point_a_file(office, client, offer, who, status):
    client.force_login(getattr(office, who))

    assert client.get(f"/files/{offer.pk}/point/").status_code == status
    assert client.post(f"/files/{offer.pk}/point/?type=company", {"to": office.acme.pk}).status_code == status
    with pytest.raises(NotAllowed):
        offer.point_at(office.acme, by=getattr(office, who).acting())
