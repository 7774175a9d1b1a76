"""Photos of people and logos of companies."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accord.files.models import Attachment
from accord.history.models import ChangeSet


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="face.png"):
    raw = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(raw, "PNG")
    return SimpleUploadedFile(name, raw.getvalue())


@pytest.mark.covers("DC-070")
@pytest.mark.parametrize(("whose", "path"), [("acme", "companies"), ("rudi", "contacts")])
def test_a_picture_is_shown_on_the_page_and_in_the_list_in_our_own_drawing(office, client, whose, path):
    record = getattr(office, whose)
    client.force_login(office.anna)

    answer = client.post(f"/{path}/{record.pk}/picture/", {"file": picture()})

    record.refresh_from_db()
    address = f"/files/{record.photo_id}/thumbnail/"
    drawn = client.get(address)
    assert answer.status_code == 302
    assert f'src="{address}"' in client.get(record.get_absolute_url()).content.decode()
    assert f'src="{address}"' in client.get(f"/{path}/?all=1").content.decode()
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/webp")
    assert max(Image.open(io.BytesIO(drawn.getvalue())).size) <= 320
    drawn.close()


@pytest.mark.parametrize("raw", [b"<svg onload=alert(1)>", b"\x89PNG broken", b"MZ"])
def test_what_is_no_picture_is_refused_and_not_kept(office, client, raw):
    client.force_login(office.anna)

    answer = client.post(f"/companies/{office.acme.pk}/picture/", {"file": SimpleUploadedFile("x.png", raw)})

    office.acme.refresh_from_db()
    assert answer.status_code == 422
    assert office.acme.photo_id is None
    assert not Attachment.objects.live().exists()


def test_a_picture_goes_with_its_file_and_comes_back_by_undo(office, client):
    client.force_login(office.anna)
    client.post(f"/companies/{office.acme.pk}/picture/", {"file": picture()})

    client.post(f"/files/{Attachment.objects.get().pk}/detach/")
    office.acme.refresh_from_db()
    gone = office.acme.photo_id
    ChangeSet.objects.latest("pk").undo(by=office.anna.acting())

    office.acme.refresh_from_db()
    assert gone is None
    assert office.acme.photo_id


def test_the_picture_is_taken_away_and_its_file_stays(office, client):
    client.force_login(office.anna)
    client.post(f"/contacts/{office.rudi.pk}/picture/", {"file": picture()})

    client.post(f"/contacts/{office.rudi.pk}/picture/", {"remove": "1"})

    office.rudi.refresh_from_db()
    history = client.get(f"{office.rudi.get_absolute_url()}history/").content.decode()
    assert office.rudi.photo_id is None
    assert Attachment.objects.live().count() == 1
    assert "took the picture away" in history


@pytest.mark.parametrize(("who", "status"), [("boris", 403), ("zoe", 404)])
def test_the_picture_is_chosen_by_those_who_may_change_the_record(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.post(f"/companies/{office.acme.pk}/picture/", {"file": picture()}).status_code == status
