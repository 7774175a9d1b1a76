"""What keeps robots from the form, and the look that a house gives it."""

import re

import pytest
from django.test import Client

from accord.dictionaries.models import Source
from accord.inquiries import captcha
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken

GIVEN = {"name": "Rudi Hakimi", "email": "rudi@unknown.example", "subject": "Brakes"}
SERVICE = {
    "script": "https://captcha.example/api.js",
    "box": "x-captcha",
    "field": "x-response",
    "site_key": "site-1",
    "secret": "hush",
    "verify": "https://captcha.example/verify",
}


@pytest.fixture
def make(office):
    def make(**values) -> Source:
        given = {"name": "Quote", "department": office.north, "form_open": True} | values
        return Source.objects.add(by=office.house, **given)

    return make


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def service(settings, monkeypatch):
    """A captcha service on paper; `said` is its next answer, `heard` what it was asked."""

    class Paper:
        said: object = {"success": True}
        heard: list[tuple[str, dict[str, str]]] = []

    paper = Paper()
    paper.heard = []

    def ask(url, values):
        paper.heard.append((url, values))
        if isinstance(paper.said, Exception):
            raise paper.said
        return paper.said

    settings.ACCORD_CAPTCHA = SERVICE
    monkeypatch.setattr(captcha, "ask", ask)
    return paper


# ── the question ──


@pytest.mark.covers("DC-114")
@pytest.mark.parametrize("answer", [None, "", "three", "<script>", "2two", "\x00"])
@pytest.mark.parametrize("address", ["/form/{key}/", "/en/add-request/"])
def test_whoever_does_not_answer_the_question_sends_nothing(make, stranger, answer, address):
    source = make(form_question="How many wheels has an axle?", form_answers="2, two")
    given = GIVEN | {"leadsource_token": source.form_key} | ({} if answer is None else {"answer": answer})

    refused = stranger.post(address.format(key=source.form_key), given)

    assert refused.status_code in (409, 422)
    assert not Inquiry.objects.exists()


@pytest.mark.covers("DC-114")
@pytest.mark.parametrize("answer", ["2", " TWO "])
def test_a_right_answer_in_whatever_case_sends_the_form(make, stranger, answer):
    source = make(form_question="How many wheels has an axle?", form_answers="2, two")

    page = stranger.get(f"/form/{source.form_key}/").content.decode()
    sent = stranger.post(f"/form/{source.form_key}/", GIVEN | {"answer": answer})

    assert "How many wheels has an axle?" in page
    assert sent.status_code == 302
    assert Inquiry.objects.exists()


def test_a_question_without_an_answer_would_close_the_form_and_is_refused(make):
    with pytest.raises(RuleBroken, match="needs a right answer"):
        make(form_question="Who am I?")


# ── the service ──


@pytest.mark.covers("DC-114")
@pytest.mark.parametrize("address", ["/form/{key}/", "/add-request/"])
def test_the_service_is_asked_whether_or_not_a_token_is_sent(make, stranger, service, address):
    source = make(form_captcha=True)
    given = GIVEN | {"leadsource_token": source.form_key}
    url = address.format(key=source.form_key)

    without = stranger.post(url, given)
    service.said = {"success": False}
    refused = stranger.post(url, given | {"x-response": "forged"})
    before = Inquiry.objects.count()
    service.said = {"success": True}
    passed = stranger.post(url, given | {"x-response": "good"})

    assert {without.status_code, refused.status_code} <= {409, 422}
    assert before == 0
    assert passed.status_code in (200, 302)
    assert Inquiry.objects.count() == 1
    assert [values["response"] for _url, values in service.heard] == ["forged", "good"]
    assert all(values["secret"] == "hush" for _url, values in service.heard)


@pytest.mark.parametrize("trouble", [OSError("down"), ValueError("no JSON")])
def test_a_service_that_does_not_answer_loses_no_request(make, stranger, service, trouble):
    source = make(form_captcha=True)
    service.said = trouble

    stranger.post(f"/form/{source.form_key}/", GIVEN | {"x-response": "good"})

    asked = Inquiry.objects.get()
    assert asked.spam_suspected
    assert "could not be asked" in asked.spam_reason


def test_only_a_form_that_asks_the_service_loads_anything_from_it(make, stranger, service):
    asks, other = make(form_captcha=True), make(name="Other")

    page = stranger.get(f"/form/{asks.form_key}/")
    plain = stranger.get(f"/form/{other.form_key}/")

    assert SERVICE["script"] in page.content.decode()
    assert re.search(r"script-src [^;]*https://captcha\.example", page["Content-Security-Policy"])
    assert "captcha.example" not in plain.content.decode() + plain["Content-Security-Policy"]


@pytest.mark.parametrize("missing", [*SERVICE, "https"])
def test_half_a_service_is_none(make, stranger, settings, missing):
    changed = {"verify": "http://captcha.example/verify"} if missing == "https" else {missing: ""}
    settings.ACCORD_CAPTCHA = SERVICE | changed
    source = make(form_captcha=True)

    assert captcha.service() is None
    assert stranger.post(f"/form/{source.form_key}/", GIVEN).status_code == 302


# ── the look ──


@pytest.mark.covers("DC-115")
def test_a_house_gives_its_form_and_thanks_words_language_and_colour(make, stranger, office, client):
    source = make()
    client.force_login(office.ada)
    edit = f"/directories/source/{source.pk}/"
    words = {
        "form_title": "Fragen Sie Nordlift", "form_intro": "Wir antworten am selben Tag.", "form_button": "Abschicken",
        "form_thanks_title": "Schönen Dank", "form_thanks": "Bis gleich!", "form_language": "ru",
        "form_color": "#FFDD00",
    }  # fmt: skip
    form = client.get(edit).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    client.post(edit, given | words)
    page = stranger.get(f"/form/{source.form_key}/").content.decode()
    thanks = stranger.get(f"/form/{source.form_key}/thanks/").content.decode()
    look = stranger.get(f"/form/{source.form_key}/look.css")

    assert [
        word for word in ("Fragen Sie Nordlift", "Wir antworten am selben Tag.", "Abschicken") if word not in page
    ] == []
    assert "Ваше имя" in page
    assert '<html lang="ru"' in page
    assert "Schönen Dank" in thanks
    assert "Bis gleich!" in thanks
    assert f'href="/form/{source.form_key}/look.css"' in page
    assert "--color-accent: #FFDD00" in look.content.decode()
    assert "--color-accent-on: #000000" in look.content.decode()
    assert look["Content-Type"].startswith("text/css")


@pytest.mark.covers("DC-115")
def test_the_address_may_ask_for_another_language_and_keeps_it(make, stranger):
    source = make(form_language="en")
    url = f"/form/{source.form_key}/?lang=ru"

    page = stranger.get(url).content.decode()
    sent = stranger.post(url, GIVEN)
    thanks = stranger.get(sent["Location"]).content.decode()

    assert "Ваше имя" in page
    assert sent["Location"].endswith("?lang=ru")
    assert "Спасибо" in thanks


@pytest.mark.parametrize("lang", ["xx", "../..", "<b>", "%00"])
def test_a_language_that_nobody_speaks_is_that_of_the_form(make, stranger, lang):
    source = make(form_language="ru")

    page = stranger.get(f"/form/{source.form_key}/", {"lang": lang}).content.decode()

    assert "Ваше имя" in page


@pytest.mark.parametrize("color", ["red", "#12345", "#00000g", "};*{x:y", "#fff\n", "#١٢٣٤٥٦"])
def test_a_colour_is_a_colour(make, stranger, office, client, color):
    source = make()
    client.force_login(office.ada)
    edit = f"/directories/source/{source.pk}/"

    answer = client.post(edit, {"name": "Quote", "department": office.north.pk, "position": 1, "form_color": color})
    Source.objects.filter(pk=source.pk).derive(form_color=color[:7])
    look = stranger.get(f"/form/{source.form_key}/look.css").content.decode()

    assert answer.status_code == 422
    assert "form_color" in answer.context["form"].errors
    assert "color" not in look


def test_without_a_colour_the_form_wears_that_of_the_house(make, stranger):
    source = make()

    assert "look.css" not in stranger.get(f"/form/{source.form_key}/").content.decode()
    assert "--color" not in stranger.get(f"/form/{source.form_key}/look.css").content.decode()
