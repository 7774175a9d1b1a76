"""Bytes go a day after the last link that could still come back, and not before."""

import os
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accord.files import bytes_store, thumbnails
from accord.files.attaching import attach
from accord.files.jobs import make_thumbnail, sweep_files
from accord.files.models import Attachment, File
from accord.history.models import Actor
from accord.kit.errors import RuleBroken


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


class Here:
    @contextmanager
    def step(self):
        yield


def put(office, name="offer.txt", data=b"offer"):
    return attach(office.crane, name, [data], by=office.anna.acting())


def sweep(**later):
    with time_machine.travel(timezone.now() + timedelta(**later), tick=True):
        sweep_files(Here())


def test_what_hangs_on_a_record_stays_for_ever(office):
    file = put(office).file

    sweep(days=1000)

    assert file.path.exists()


def test_what_was_detached_stays_while_it_could_come_back(office):
    attachment = put(office)
    attachment.detach(by=office.anna.acting())

    sweep(days=89)

    assert attachment.file.path.exists()


@pytest.mark.covers("DC-064")
def test_what_was_detached_long_ago_goes(office):
    attachment = put(office)
    attachment.detach(by=office.anna.acting())

    sweep(days=92)

    assert not attachment.file.path.exists()
    assert File.objects.get().swept_at is not None


@pytest.mark.covers("DC-064")
def test_another_link_holds_the_bytes(office):
    attachment = put(office)
    attach(office.acme, "copy.txt", [b"offer"], by=office.anna.acting())
    attachment.detach(by=office.anna.acting())

    sweep(days=92)

    assert attachment.file.path.exists()


def test_the_trash_holds_the_bytes(office):
    attachment = put(office)
    office.crane.discard(by=Actor.house())

    sweep(days=80)

    assert attachment.file.path.exists()


def test_bytes_that_were_swept_come_back_when_they_are_brought_again(office):
    attachment = put(office)
    attachment.detach(by=office.anna.acting())
    sweep(days=92)

    again = put(office)

    assert again.file == attachment.file
    assert again.file.path.read_bytes() == b"offer"
    assert File.objects.get().swept_at is None


def test_a_link_to_swept_bytes_cannot_come_back(office):
    attachment = put(office)
    attachment.detach(by=office.anna.acting())
    sweep(days=92)
    attachment.refresh_from_db()

    with pytest.raises(RuleBroken, match="no longer kept"):
        attachment.restore(by=office.anna.acting())


def test_bytes_and_halves_without_a_row_are_swept_after_a_day(office, folder):
    kept = put(office).file.path
    stray, half = bytes_store.path_of("ab" * 32), folder / "incoming" / "half"
    for path in (stray, half):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left by a process that died")
    sweep()
    young = [stray.exists(), half.exists()]
    for path in (stray, half, kept):
        os.utime(path, (time.time() - 90_000,) * 2)

    sweep()

    assert young == [True, True]
    assert [stray.exists(), half.exists(), kept.exists()] == [False, False, True]


def test_links_of_a_record_that_was_purged_let_go(office):
    attachment = put(office)
    Attachment.objects.filter(pk=attachment.pk).derive(on_id=10**9)

    sweep(days=2)

    assert not Attachment.objects.filter(pk=attachment.pk).exists()
    assert not attachment.file.path.exists()


# ── thumbnails ──


def picture(folder, size=(800, 600), kind="PNG"):
    from PIL import Image

    path = folder / f"picture.{kind.lower()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "teal").save(path, kind)
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_get_a_small_picture_drawn_anew(office, client, folder, kind):
    attachment = put(office, f"crane.{kind.lower()}", picture(folder, kind=kind).read_bytes())
    make_thumbnail(attachment.file_id)
    client.force_login(office.anna)

    got = client.get(f"/files/{attachment.pk}/thumbnail/")

    data = b"".join(got.streaming_content)
    assert got.headers["Content-Type"] == "image/webp"
    assert data[:4] == b"RIFF"
    assert len(data) < 5000


def test_who_does_not_see_the_record_sees_no_thumbnail(office, client, folder):
    attachment = put(office, "crane.png", picture(folder).read_bytes())
    make_thumbnail(attachment.file_id)
    client.force_login(office.zoe)

    assert client.get(f"/files/{attachment.pk}/thumbnail/").status_code == 404


def test_a_picture_of_too_many_pixels_is_not_drawn(folder):
    assert not thumbnails.make(picture(folder, size=(8000, 5001)), folder / "small.webp")
    assert not (folder / "small.webp").exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\xff" * 100, b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"\xff\xd8\xff\xe0"]
)
def test_a_broken_picture_has_no_thumbnail_and_breaks_nothing(office, data):
    attachment = put(office, "broken.png", data)

    make_thumbnail(attachment.file_id)

    assert not attachment.has_thumbnail
