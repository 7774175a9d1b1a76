"""Files hang on any record, are stored once, and come and go with undo."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accord.files import bytes_store
from accord.files.attaching import attach
from accord.files.models import Attachment, File
from accord.history.models import Actor
from accord.kit.errors import NotAllowed, RuleBroken
from accord.preferences import switches

HTMX = {"HX-Request": "true"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


def put(office, name="offer.pdf", data=b"%PDF-1.7 offer", on=None, by=None):
    return attach(on or office.crane, name, [data], by=by or office.anna.acting())


def upload(client, record, *files):
    return client.post(f"/files/on/{record.kind}/{record.pk}/", {"files": list(files)})


def content(answer):
    return b"".join(answer.streaming_content)


def status_of(client, attachment):
    got = client.get(attachment.get_absolute_url())
    if got.streaming:
        content(got)
    return got.status_code


def test_what_is_attached_on_a_records_page_can_be_downloaded(office, anna):
    answer = upload(anna, office.crane, SimpleUploadedFile("Angebot №7.pdf", b"%PDF-1.7 hello"))
    attachment = Attachment.objects.get()

    got = anna.get(attachment.get_absolute_url())

    assert answer.status_code == 302
    assert content(got) == b"%PDF-1.7 hello"
    assert got.headers["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''Angebot%20%E2%84%967.pdf" in got.headers["Content-Disposition"]


def test_the_list_shows_the_files_and_says_who_brought_them(office, anna):
    put(office, "drawing.dwg", b"x" * 2048)

    page = anna.get(f"/files/on/deal/{office.crane.pk}/").content.decode()
    part = anna.get(f"/files/on/deal/{office.crane.pk}/", headers=HTMX).content.decode()

    assert "drawing.dwg" in page
    assert "Anna Lindqvist" in page
    assert "<html" in page
    assert "<html" not in part


def test_equal_bytes_are_stored_once(office, folder):
    one, other = put(office), put(office, "copy.pdf", on=office.acme)

    assert one.file == other.file
    assert File.objects.count() == 1
    assert len(list(bytes_store.fingerprints())) == 1


def test_bytes_lie_under_their_fingerprint_and_nothing_is_left_aside(office, folder):
    file = put(office).file

    assert file.path.read_bytes() == b"%PDF-1.7 offer"
    assert file.path == folder / file.sha256[:2] / file.sha256[2:]
    assert list((folder / "incoming").iterdir()) == []


@pytest.mark.covers("CK-318")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
        ("feed.xml", b"<?xml version='1.0'?>"),
        ("code.js", b"alert(1)"),
        ("photo.png", b"<html><script>alert(1)</script>"),
        ("letter.pdf", b"<html>"),
        ("no ending", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_could_run_in_a_browser_is_sent_as_mere_bytes(office, anna, name, data):
    attachment = put(office, name, data)

    got = anna.get(attachment.get_absolute_url())

    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert content(got) == data


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a\r\nSet-Cookie: x=1.txt",
        'quo"te;.txt',
        "con.txt",
        "\u202egpj.exe",
        "x" * 500 + ".txt",
        "",
        "   ",
    ],
)
def test_no_name_breaks_out_of_the_download(office, anna, name):
    attachment = put(office, name, b"data")

    got = anna.get(attachment.get_absolute_url())

    header = got.headers["Content-Disposition"]
    assert content(got) == b"data"
    assert re.fullmatch(r"attachment; filename=\"[^\"\r\n/\\]+\"; filename\*=UTF-8''[^\s\"']+", header)
    assert attachment.name


@pytest.mark.covers("CK-018")
@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 200), ("dora", 200), ("zoe", 404), ("sven", 404)])
def test_whoever_sees_the_record_may_download(office, client, who, status):
    attachment = put(office)
    client.force_login(getattr(office, who))

    assert status_of(client, attachment) == status
    assert client.get(f"/files/on/deal/{office.crane.pk}/").status_code == status


def test_rights_are_those_of_the_record_as_it_is_now(office, client):
    attachment = put(office)
    client.force_login(office.boris)
    before = status_of(client, attachment)

    office.crane.change("changed", by=Actor.house(), private=True)

    assert (before, status_of(client, attachment)) == (200, 404)


def test_nothing_is_downloaded_from_the_trash(office, anna):
    attachment = put(office)

    office.crane.discard(by=Actor.house())

    assert anna.get(attachment.get_absolute_url()).status_code == 404


def test_nobody_downloads_without_signing_in(office, client):
    assert client.get(put(office).get_absolute_url()).status_code == 302


def test_who_may_not_change_the_record_attaches_nothing(office, client):
    office.crane.change("changed", by=Actor.house(), watchers=[office.sven])
    client.force_login(office.sven)

    answer = upload(client, office.crane, SimpleUploadedFile("x.txt", b"x"))

    assert answer.status_code == 403
    assert not Attachment.objects.exists()
    assert not list(bytes_store.fingerprints())


def test_who_does_not_see_the_record_attaches_nothing(office, client):
    client.force_login(office.zoe)

    assert upload(client, office.crane, SimpleUploadedFile("x.txt", b"x")).status_code == 404


def test_a_file_that_is_too_large_is_refused_in_words_and_leaves_nothing(office, folder):
    with pytest.raises(RuleBroken, match="larger than 1 MB"):
        attach(office.crane, "big.bin", [b"x" * 600_000] * 3, by=office.anna.acting(), largest=1)

    assert not File.objects.exists()
    assert list((folder / "incoming").iterdir()) == []


def test_attaching_and_detaching_are_events_that_can_be_taken_back(office):
    attachment = put(office)
    by = office.anna.acting()

    attachment.detach(by=by)
    gone = list(Attachment.objects.on(office.crane))
    by.ledger.change_set.undo(by=office.anna.acting())

    assert gone == []
    assert list(Attachment.objects.on(office.crane)) == [attachment]
    assert [event.verb for event in attachment.events] == ["created", "deleted", "undone"]


def test_an_attachment_can_be_undone_from_its_toast(office, anna):
    upload(anna, office.crane, SimpleUploadedFile("x.txt", b"x"))
    change_set = Attachment.objects.get().events.get().change_set

    anna.post(f"/undo/{change_set.pk}/")

    assert list(Attachment.objects.on(office.crane)) == []


def test_detaching_needs_the_right_to_change_the_record(office, client):
    attachment = put(office)
    office.crane.change("changed", by=Actor.house(), watchers=[office.sven])
    client.force_login(office.sven)

    assert client.post(f"/files/{attachment.pk}/detach/").status_code == 403
    assert list(Attachment.objects.on(office.crane)) == [attachment]
    with pytest.raises(NotAllowed):
        attachment.detach(by=office.zoe.acting())


def test_a_new_name_keeps_its_ending(office, anna):
    attachment = put(office, "scan0001.pdf")

    anna.post(f"/files/{attachment.pk}/rename/", {"name": "Signed offer.exe"})

    attachment.refresh_from_db()
    assert attachment.name == "Signed offer.exe.pdf"


@pytest.mark.covers("DC-065")
def test_missing_bytes_are_shown_and_reported(office, anna, caplog):
    attachment = put(office)
    attachment.file.path.unlink()

    page = anna.get(f"/files/on/deal/{office.crane.pk}/").content.decode()
    got = anna.get(attachment.get_absolute_url())

    assert "The content is missing" in page
    assert got.status_code == 404
    assert f"attachment {attachment.pk}" in caplog.text


@pytest.mark.covers("DC-063", "DC-186")
@pytest.mark.parametrize("name", ["crane", "acme", "rudi", "web_request", "advance"])
def test_files_hang_on_every_type_and_show_on_its_page(office, client, name):
    record = getattr(office, name)
    client.force_login(office.ada if name == "advance" else office.dora)
    attach(record, "plan.pdf", [b"%PDF-1.7"], by=office.house)

    page = client.get(record.get_absolute_url(), {"tab": "files"}).content.decode()

    assert "plan.pdf" in page


def test_a_kind_that_does_not_exist_is_not_found(anna):
    assert anna.get("/files/on/ghost/1/").status_code == 404
    assert anna.get("/files/on/person/1/").status_code == 404


def test_a_full_disk_is_said_in_words(office, anna, monkeypatch):
    def full(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bytes_store.Incoming, "put_in_place", full)

    answer = upload(anna, office.crane, SimpleUploadedFile("x.txt", b"x"))

    assert (answer.status_code, answer.content.decode()) == (507, "There is no space left for files.")
    assert not Attachment.objects.exists()


def test_a_form_larger_than_ten_files_is_refused_before_it_is_read(office, anna):
    switches.change({"largest_file": 1}, by=office.house)
    big = SimpleUploadedFile("big.bin", b"x" * (12 * 1024 * 1024))

    assert upload(anna, office.crane, big).status_code == 400
    assert not Attachment.objects.exists()
