"""Coming in, being slowed down, being put out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accord.accounts import throttle
from accord.accounts.models import Bucket, User
from accord.history.models import Actor

LOGIN = "/accounts/login/"


def tries(client: Client, login: str, password: str, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


@pytest.mark.covers("DC-002")
@pytest.mark.parametrize("login", ["anna", "ANNA", "anna@office.example"])
def test_anna_signs_in_by_name_or_mail(office, login):
    client = Client()

    answer = tries(client, login, office.password)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert office.anna.sessions.get().address == "127.0.0.1"


@pytest.mark.parametrize("login", ["anna", "nobody", "gustav", "anna\x00", "a" * 5000])
def test_a_wrong_password_and_a_stranger_get_the_same_words(office, login):
    answer = tries(Client(), login, "wrong wrong wrong")

    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.wsgi_request.session


def test_the_session_changes_its_key_when_somebody_signs_in(office):
    client = Client()
    client.get(LOGIN)
    before = client.session.session_key

    tries(client, "anna", office.password)

    assert client.session.session_key != before


def test_guessing_is_slowed_down_and_the_right_password_has_to_wait_too(office):
    client = Client()
    for _number in range(throttle.FREE_TRIES):
        tries(client, "anna", "wrong wrong wrong")

    refused = tries(client, "anna", office.password)

    assert refused.status_code == 200
    assert "Too many tries" in refused.content.decode()


def test_the_pause_passes(office):
    client = Client()
    for _number in range(throttle.FREE_TRIES):
        tries(client, "anna", "wrong wrong wrong")

    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert tries(client, "anna", office.password).status_code == 302


def test_a_known_device_is_not_slowed_down_by_strangers(office):
    home, stranger = Client(), Client(REMOTE_ADDR="203.0.113.9")
    tries(home, "anna", office.password)
    home.post("/accounts/logout/")
    for _number in range(throttle.MOST_TRIES):
        tries(stranger, "anna", "wrong wrong wrong")

    assert tries(home, "anna", office.password).status_code == 302


def test_a_forged_header_changes_no_address(office):
    client = Client()
    for number in range(throttle.FREE_TRIES):
        tries(client, "anna", "wrong wrong wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    assert Bucket.objects.count() == 2
    assert "Too many tries" in tries(client, "anna", office.password).content.decode()


def test_a_new_password_ends_all_other_sessions(office):
    here, there = Client(), Client()
    here.force_login(office.anna)
    there.force_login(office.anna)

    answer = here.post(
        "/accounts/password/change/",
        {"oldpassword": office.password, "password1": "a much longer phrase", "password2": "a much longer phrase"},
    )

    assert answer.status_code == 302
    assert there.get("/").status_code == 302
    assert "a much longer phrase" not in str(list(office.anna.events.values("before", "after")))


def test_a_short_password_is_refused(office):
    client = Client()
    client.force_login(office.anna)

    answer = client.post(
        "/accounts/password/change/", {"oldpassword": office.password, "password1": "short", "password2": "short"}
    )

    assert answer.status_code in {200, 422}
    assert User.objects.get(pk=office.anna.pk).check_password(office.password)


def test_a_closed_account_is_out_at_once(office):
    client = Client()
    client.force_login(office.anna)

    office.anna.deactivate(by=Actor.house())

    assert client.get("/").status_code == 302
    assert tries(Client(), "anna", office.password).status_code in {200, 302}
    assert office.anna.sessions.count() == 0


def test_one_ends_ones_own_sessions_and_nobody_elses(office):
    anna, elsewhere, boris = Client(), Client(), Client()
    for client, person in ((anna, office.anna), (elsewhere, office.anna), (boris, office.boris)):
        client.force_login(person)
    key = boris.session.session_key

    anna.post(f"/profile/sessions/{key[:12]}/end/")
    anna.post("/profile/sessions/end/")

    assert boris.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert anna.get("/profile/").status_code == 200


def test_nobody_signs_up_here(office):
    assert Client().get("/accounts/signup/").status_code == 404


def test_a_page_read_again_writes_no_session(office, django_assert_num_queries):
    client = Client()
    client.force_login(office.sven)
    client.get("/profile/")
    before = client.session.session_key, office.sven.sessions.get().expire_date

    client.get("/profile/")

    assert (client.session.session_key, office.sven.sessions.get().expire_date) == before
