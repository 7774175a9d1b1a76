"""One's own password, and what it may be."""

import pytest
from django.test import Client

from accord.accounts.models import User

CHANGE = "/accounts/password/change/"


def changed(client, old, new):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.covers("DC-002")
def test_anna_changes_her_password_signs_out_and_comes_back_with_the_new_one(office):
    client, new = Client(), "a much longer phrase"
    client.force_login(office.anna)

    changed(client, office.password, new)
    client.post("/accounts/logout/")

    assert client.get("/")["Location"].startswith("/accounts/login/")
    old = client.post("/accounts/login/", {"login": "anna", "password": office.password})
    assert old.status_code == 200
    assert client.post("/accounts/login/", {"login": "anna", "password": new})["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.covers("DC-005")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven-word", "too short"),
        ("qwerty123456", "too common"),
        ("lindqvist-anna", "too similar"),
        ("927465018237", "entirely numeric"),
    ],
)
def test_a_weak_password_is_refused_in_words(office, password, said):
    client = Client()
    client.force_login(office.anna)

    answer = changed(client, office.password, password)

    assert said in answer.content.decode()
    assert User.objects.get(pk=office.anna.pk).check_password(office.password)


@pytest.mark.covers("DC-005")
def test_the_rules_stand_beside_the_box_before_anybody_breaks_them(office):
    client = Client()
    client.force_login(office.anna)

    assert "at least 12 characters" in client.get(CHANGE).content.decode()
