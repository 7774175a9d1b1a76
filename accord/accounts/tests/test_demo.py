"""The one-click sign-in of the demonstration: each condition of decision 31 is enough to close it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accord.history.models import Actor


@pytest.fixture
def demo(office: Any) -> Any:
    """Anna is an invented person."""
    office.anna.change("invented", by=Actor.house(), is_demo=True, password=make_password(None))
    return office


def local(**extra: Any) -> Client:
    return Client(**{"HTTP_HOST": "localhost", "SERVER_NAME": "localhost", "REMOTE_ADDR": "127.0.0.1", **extra})


def test_one_click_signs_in_as_an_invented_person(demo):
    client = local()
    assert "Anna Lindqvist" in client.get("/accounts/login/").content.decode()

    answer = client.post("/accounts/become/anna/")

    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"SERVER_NAME": "192.0.2.1"},
        {"HTTP_HOST": "testserver"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_from_elsewhere_it_is_not_there(demo, extra):
    client = local(**extra)

    assert client.post("/accounts/become/anna/").status_code == 404
    assert "/accounts/become/" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_each_name_of_this_machine_will_do(demo, host):
    assert local(HTTP_HOST=host).post("/accounts/become/anna/").status_code == 302


def test_who_has_left_cannot_be_become(demo):
    demo.anna.deactivate(by=Actor.house())

    assert local().post("/accounts/become/anna/").status_code == 404


def test_a_real_person_cannot_be_become(demo):
    assert local().post("/accounts/become/boris/").status_code == 404


def test_an_invented_person_with_a_password_cannot_be_become(demo):
    demo.anna.change("password changed", by=Actor.house(), password=make_password("now a real password"))

    assert local().post("/accounts/become/anna/").status_code == 404


def test_it_is_a_post_with_a_token(demo):
    guarded = local()
    guarded.handler.enforce_csrf_checks = True

    assert guarded.get("/accounts/become/anna/").status_code == 405
    assert guarded.post("/accounts/become/anna/").status_code == 403
