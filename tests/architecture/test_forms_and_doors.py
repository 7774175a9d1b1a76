"""Every form of a page carries its token, every writing address asks for a sign-in, every type has its manual."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from accord.records import contents
from tests.matrix.records import record_in

ROOT = Path(__file__).resolve().parents[2]
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S | re.I)
POSTS = re.compile(r"method=[\"']?post", re.I)
EVERYWHERE = ("/", "/trash/", "/notifications/", "/profile/", "/import/", "/settings/")
HEAVY = {"xlsxwriter", "python_calamine", "PIL", "markdown", "uvicorn"}


def forms_without_token(client, address):
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return [attributes for attributes, inside in FORM.findall(answer.text) if lacks_token(attributes, inside)]


def lacks_token(attributes, inside):
    return bool(POSTS.search(attributes)) and "csrfmiddlewaretoken" not in inside


@pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
def test_every_posting_form_of_a_type_carries_its_token(office, client, pages):
    record = record_in(office, pages.record.kind, "own")
    client.force_login(office.dora)
    doors = [f"/{pages.path}/", f"/{pages.path}/new/", *(pages.address(record.pk, door) for door in ("show", "edit"))]

    assert {door: found for door in doors if (found := forms_without_token(client, door))} == {}


def test_every_posting_form_outside_the_types_carries_its_token(office, client):
    client.force_login(office.ada)

    assert {door: found for door in EVERYWHERE if (found := forms_without_token(client, door))} == {}


@pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
def test_a_form_without_its_token_changes_nothing(office, pages):
    record = record_in(office, pages.record.kind, "own")
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.dora)

    answers = [client.post(pages.address(record.pk, door)).status_code for door in ("edit", "delete", "watch")]

    version = record.version
    record.refresh_from_db()
    assert answers == [403, 403, 403]
    assert record.version == version
    assert record.deleted_at is None


@pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)
def test_a_stranger_cannot_post_to_a_record(office, client, pages):
    record = record_in(office, pages.record.kind, "own")
    version = record.version

    answers = [client.post(pages.address(record.pk, door)) for door in ("edit", "delete", "restore", "watch", "seen")]

    record.refresh_from_db()
    assert {answer.status_code for answer in answers} == {302}
    assert all("/accounts/login/" in answer["Location"] for answer in answers)
    assert record.version == version


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_type_has_a_page_in_the_manual(language):
    missing = [
        pages.record.kind
        for pages in contents.every()
        if not pages.help or not (ROOT / "docs/help" / language / f"{pages.help}.md").is_file()
    ]

    assert missing == []


def test_starting_up_does_not_load_what_only_some_pages_need(tmp_path):
    program = f"import sys, django; django.setup(); print(sorted({HEAVY!r} & set(sys.modules)))"

    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "accord.config.settings", "ACCORD_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert answer.stdout.strip() == "[]"
