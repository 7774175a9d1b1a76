"""One's own settings, one's picture, and the pages of colleagues."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accord.accounts.models import Portrait, User

PROFILE = {"language": "", "time_zone": "Europe/Berlin", "theme": "auto", "density": "regular", "phone": ""}


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def picture(name: str = "me.png", size: tuple[int, int] = (300, 200)) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


@pytest.mark.covers("DC-331")
def test_phone_language_and_time_zone_are_ones_own_and_everybody_may_look(office):
    anna = client_of(office.anna)

    anna.post("/profile/", PROFILE | {"phone": "+49 40 5550", "language": "ru", "time_zone": "Asia/Tokyo"})

    page = client_of(office.sven).get(f"/people/{office.anna.pk}/").content.decode()
    assert 'href="tel:+49405550"' in page
    assert "Asia/Tokyo" in page
    assert "русский" in page.casefold()
    assert "North" in page
    assert 'lang="ru"' in anna.get("/").content.decode()


@pytest.mark.covers("DC-331")
def test_a_picture_is_shown_wherever_the_person_is_named_in_our_own_drawing(office):
    anna = client_of(office.anna)
    assert anna.post("/profile/", PROFILE | {"picture": picture()}).status_code == 302

    person = User.objects.get(pk=office.anna.pk)
    listed = client_of(office.sven).get("/people/").content.decode()
    answer = client_of(office.sven).get(person.picture_url)

    assert f'src="{person.picture_url}"' in listed
    assert answer["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (192, 192)
    anna.post("/profile/", PROFILE | {"no_picture": "on"})
    assert "<img" not in client_of(office.sven).get(f"/people/{office.anna.pk}/").content.decode()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("me.png", b"no picture at all", "image/png"),
        SimpleUploadedFile("me.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        SimpleUploadedFile("me.png", b"\x89PNG" + b"\0" * 5_000_001, "image/png"),
    ],
    ids=["text", "drawing", "large"],
)
def test_what_is_no_picture_is_refused_in_words_and_nothing_is_kept(office, file):
    answer = client_of(office.anna).post("/profile/", PROFILE | {"picture": file, "phone": "1"})

    assert answer.status_code == 422
    assert not Portrait.objects.exists()
    assert User.objects.get(pk=office.anna.pk).phone == ""


def test_a_stranger_sees_neither_colleagues_nor_pictures(office):
    client_of(office.anna).post("/profile/", PROFILE | {"picture": picture()})
    address = User.objects.get(pk=office.anna.pk).picture_url

    for page in ("/people/", f"/people/{office.anna.pk}/", address):
        assert Client().get(page).status_code == 302
    assert client_of(office.sven).get("/portraits/nothing/").status_code == 404


def test_who_left_is_not_listed_and_their_page_says_so(office):
    sven = client_of(office.sven)

    assert "Gustav" not in sven.get("/people/").content.decode()
    assert "no longer works here" in sven.get(f"/people/{office.gustav.pk}/").content.decode()


@pytest.mark.covers("DC-038")
@pytest.mark.parametrize("theme", ["dark", "light", "auto"])
def test_the_theme_is_remembered_for_the_person_and_drawn_by_the_server(office, theme):
    desk, phone = client_of(office.anna), client_of(office.anna)

    answer = desk.post("/profile/settings/", {"theme": theme}, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert f'data-theme="{theme}"' in phone.get("/deals/").content.decode()
    assert f'name="theme" value="{theme}" aria-pressed="true"' in phone.get("/").content.decode()


@pytest.mark.covers("DC-038")
def test_without_script_the_theme_changes_too_and_nonsense_changes_nothing(office):
    anna = client_of(office.anna)

    anna.post("/profile/settings/", {"theme": "dark"})
    anna.post("/profile/settings/", {"theme": "plaid"})

    assert 'data-theme="dark"' in anna.get("/").content.decode()


@pytest.mark.covers("CK-325")
@pytest.mark.parametrize(
    ("page", "english", "russian"),
    [
        ("/", "Where my deals stand", "Где стоят мои сделки"),
        ("/deals/", "Next step", "Следующий шаг"),
        ("/companies/new/", "Country", "Страна"),
        ("/people/", "Colleagues", "Коллеги"),
        ("/help/settings/", "Background work", "Фоновая работа"),
        ("/trash/", "The trash is empty", "Корзина пуста"),
    ],
)
def test_each_page_speaks_the_language_that_the_person_switched_to(office, page, english, russian):
    office.crane
    anna = client_of(office.anna)

    anna.post("/profile/", PROFILE | {"language": "en"})
    in_english = anna.get(page).content.decode()
    anna.post("/profile/settings/", {"language": "ru"})
    in_russian = anna.get(page).content.decode()

    assert english in in_english
    assert russian in in_russian
    assert '<html lang="ru"' in in_russian
    assert english not in in_russian.split("<main", 1)[1]
