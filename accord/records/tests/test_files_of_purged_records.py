"""What is purged from the trash lets go of its files: their bytes go once nobody refers to them (decision 19)."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accord.files.attaching import attach
from accord.files.jobs import sweep_files
from accord.files.models import Attachment, File
from accord.history.models import Event
from accord.records.jobs import empty_trash


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


class Here:
    """A run of a job that nothing interrupts."""

    done, cursor = 0, None

    @contextmanager
    def step(self):
        yield

    def batches(self, rows, size=500):
        found = list(rows)
        return [found] if found else []


def put(office, record, name="offer.txt", data=b"offer"):
    return attach(record, name, [data], by=office.house)


def clean_up(**later):
    """Empty the trash and sweep, as the clocks do every night."""
    with time_machine.travel(timezone.now() + timedelta(**later), tick=True):
        empty_trash(Here())
        sweep_files(Here())


@pytest.mark.covers("DC-064", "DC-060")
def test_the_bytes_of_a_purged_record_go_with_it(office):
    file = put(office, office.crane).file
    office.crane.discard(by=office.anna.acting())

    clean_up(days=89)
    in_time = file.path.exists()
    clean_up(days=91)

    assert in_time
    assert not file.path.exists()
    assert not Attachment.objects.exists()
    file.refresh_from_db()
    assert file.swept_at is not None


@pytest.mark.covers("DC-064")
@pytest.mark.parametrize("other", ["live", "trash", "detached"])
def test_whoever_else_refers_to_the_content_keeps_it(office, other):
    file = put(office, office.crane).file
    kept = put(office, office.acme, "copy.txt")
    office.crane.discard(by=office.anna.acting())

    with time_machine.travel(timezone.now() + timedelta(days=60), tick=True):
        if other == "trash":
            office.acme.discard(by=office.house)
        elif other == "detached":
            kept.detach(by=office.house)
    clean_up(days=91)

    assert file.path.read_bytes() == b"offer"
    assert list(Attachment.objects.all()) == [kept]


def test_files_that_were_taken_off_before_go_too_and_those_of_dependants(office):
    """The company takes its deal along; one file lay in the trash by itself."""
    office.crane
    files = [put(office, office.acme, data=b"1").file, put(office, office.crane, data=b"2").file]
    loose = put(office, office.crane, data=b"3")
    loose.detach(by=office.house)
    office.acme.discard(by=office.house)

    clean_up(days=91)

    assert not Attachment.objects.exists()
    assert not any(file.path.exists() for file in [*files, loose.file])


def test_a_purged_record_with_a_picture_goes_and_its_history_says_which_files_it_had(office, png):
    by = office.anna.acting()
    attachment = put(office, office.rudi, "rudi.png", png)
    office.rudi.change("pictured", by=by, photo=attachment)
    office.rudi.discard(by=by)

    clean_up(days=91)

    told = Event.objects.get(kind="attachment", record_id=attachment.pk, verb="purged")
    assert told.label == "rudi.png"
    assert not File.objects.filter(swept_at=None).exists()


@pytest.fixture
def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(64)
