"""The photo of a lead."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accord.leads.models import Lead


@pytest.mark.covers("DC-070")
def test_a_photo_is_shown_on_the_page_and_in_the_list(office, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    raw = io.BytesIO()
    Image.new("RGB", (500, 500), "olive").save(raw, "JPEG")
    lead = Lead.objects.add(by=office.anna.acting(), first_name="Rosa", last_name="Lind", owner=office.anna)
    client.force_login(office.anna)

    client.post(f"/leads/{lead.pk}/picture/", {"file": SimpleUploadedFile("rosa.jpg", raw.getvalue())})

    lead.refresh_from_db()
    shown = f'src="/files/{lead.photo_id}/thumbnail/"'
    assert shown in client.get(lead.get_absolute_url()).content.decode()
    assert shown in client.get("/leads/").content.decode()
