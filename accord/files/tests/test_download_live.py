"""A real server hands a large file on piece by piece."""

import hashlib
import urllib.request

from django.conf import settings
from django.test import Client

from accord.files.attaching import attach
from tests.office import Office


def test_a_large_file_arrives_whole(live):
    office = Office()
    data = bytes(range(256)) * 40_000
    attachment = attach(office.crane, "Großes Archiv.bin", [data], by=office.anna.acting())
    client = Client()
    client.force_login(office.anna, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = f"{live.url}{attachment.get_absolute_url()}"
    request = urllib.request.Request(address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})

    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        got = answer.read()

    assert answer.headers["Content-Length"] == str(len(data))
    assert "filename*=UTF-8''Gro%C3%9Fes%20Archiv.bin" in answer.headers["Content-Disposition"]
    assert hashlib.sha256(got).digest() == hashlib.sha256(data).digest()
