"""The public form: what strangers send, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.dictionaries.models import BannedName, Source, StopPhrase
from accord.inquiries.jobs import receive_left_behind
from accord.inquiries.models import FormPost, Inquiry
from accord.inquiries.models.form_post import MOST_OF_AN_ADDRESS, Fate
from accord.inquiries.public import SALT
from accord.kit.errors import RuleBroken
from accord.search import spelling

GOOD = {
    "name": "Dr. Rudi Karl Hakimi",
    "email": "rudi@acme.example",
    "phone": "+49 40 123456",
    "company": "Acme Harbour",
    "country": "Germany",
    "city": "Hamburg",
    "subject": "Service brakes",
    "message": "One of the two brakes\nslips at 80 % load.",
}

NASTY = [
    "\x00",
    "a\x00b",
    "‮gnp.exe",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
    "x" * 30_000,
    "\x1b[2J",
]


@pytest.fixture
def source(office) -> Source:
    return Source.objects.add(
        by=office.house,
        name="Ask for a quote",
        department=office.north,
        form_open=True,
        origins="https://www.acme.example",
    )


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def post(stranger: Client, source: Source, **changes):
    return stranger.post(f"/form/{source.form_key}/", {**GOOD, **changes})


@pytest.mark.covers("DC-074", "DC-112", "DC-116")
def test_a_filled_in_form_becomes_a_pending_request_of_its_department(source, stranger):
    answer = post(stranger, source)

    asked = Inquiry.objects.get()
    assert answer.status_code == 302
    assert stranger.get(answer["Location"]).status_code == 200
    assert (asked.department, asked.source, asked.status, asked.owner) == (source.department, source, "pending", None)
    assert (asked.first_name, asked.middle_name, asked.last_name) == ("Dr. Rudi", "Karl", "Hakimi")
    assert (asked.country, asked.city, asked.description) == ("DE", "Hamburg", GOOD["message"])
    assert not asked.spam_suspected


def test_the_bytes_are_kept_beside_the_request(source, stranger):
    post(stranger, source)

    kept = FormPost.objects.get()
    assert (kept.fate, kept.inquiry) == (Fate.MADE, Inquiry.objects.get())
    assert b"Service brakes" in bytes(kept.body)


@pytest.mark.covers("DC-116", "DC-117")
@pytest.mark.parametrize("missing", ["name", "email", "subject"])
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(source, stranger, missing):
    answer = post(stranger, source, **{missing: ""})

    assert answer.status_code == 422
    assert f"id_{missing}_error" in answer.content.decode()
    assert GOOD["city"] in answer.content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("field", ["name", "email", "phone", "company", "country", "city", "subject", "message"])
@pytest.mark.parametrize("value", NASTY)
def test_no_nasty_value_breaks_the_form(source, stranger, field, value):
    answer = post(stranger, source, **{field: value})

    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert f"id_{field}_error" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"name=%00", "text/plain; charset=klingon"),
    ],
)
def test_what_is_no_form_at_all_is_stored_and_sent_back(source, stranger, body, content_type):
    answer = stranger.generic("POST", f"/form/{source.form_key}/", body, content_type)

    assert answer.status_code == 422
    assert FormPost.objects.get().fate == Fate.ASKED_AGAIN


def test_html_in_a_message_is_text_and_nothing_else(source, stranger, client, office):
    post(stranger, source, message="<script>alert(1)</script>")
    client.force_login(office.anna)

    page = client.get(Inquiry.objects.get().get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.covers("DC-117")
def test_an_unknown_key_and_a_closed_form_are_nowhere(source, stranger, office):
    assert stranger.get("/form/unknown/").status_code == 404

    source.change("edited", by=office.house, form_open=False)

    assert post(stranger, source).status_code == 404
    assert not FormPost.objects.exists()


def test_a_form_needs_a_department(office):
    with pytest.raises(RuleBroken, match="department"):
        Source.objects.add(by=office.house, name="Nobody's", form_open=True)


@pytest.mark.covers("DC-113")
def test_only_the_sites_of_the_source_may_frame_the_form_or_send_to_it(source, stranger):
    page = stranger.get(f"/form/{source.form_key}/")
    theirs = stranger.post(f"/form/{source.form_key}/", GOOD, headers={"Origin": "https://www.acme.example"})
    strange = stranger.post(f"/form/{source.form_key}/", GOOD, headers={"Origin": "https://evil.example"})
    hidden = stranger.post(f"/form/{source.form_key}/", GOOD, headers={"Origin": "null"})

    assert "frame-ancestors https://www.acme.example" in page["Content-Security-Policy"]
    assert (theirs.status_code, strange.status_code, hidden.status_code) == (302, 403, 403)


@pytest.mark.covers("DC-109", "DC-110")
def test_a_stop_phrase_puts_the_request_aside_and_remembers_when(source, stranger, office):
    phrase = StopPhrase.objects.add(by=office.house, name="Casino Bonus")

    post(stranger, source, message="Get your CASINO  bonus now")

    asked = Inquiry.objects.get()
    phrase.refresh_from_db()
    assert asked.spam_suspected
    assert "Casino Bonus" in asked.spam_reason
    assert phrase.last_seen_on == asked.received_on
    assert asked not in Inquiry.objects.pending()


@pytest.mark.parametrize("message", ["We sell SEO  services.", "Раскрутка сайтов недорого"])
def test_what_robots_write_everywhere_is_known_from_the_first_day(source, stranger, message):
    post(stranger, source, message=message)

    assert "stop phrase" in Inquiry.objects.get().spam_reason


@pytest.mark.covers("DC-108")
def test_a_banned_company_is_put_aside_and_an_operator_brings_it_back(source, stranger, office):
    BannedName.objects.add(by=office.house, name="acme")
    post(stranger, source)
    asked = Inquiry.objects.get()

    asked.clear_of_spam(by=office.olga.acting())

    assert asked in Inquiry.objects.pending()


def test_a_robot_that_fills_in_everything_is_thanked_and_put_aside(source, stranger):
    answer = post(stranger, source, homepage="https://spam.example")

    assert answer.status_code == 302
    assert Inquiry.objects.get().spam_suspected


def test_the_page_of_the_form_sent_back_at_once_was_no_person(source, stranger):
    page = stranger.get(f"/form/{source.form_key}/")

    stranger.post(
        f"/form/{source.form_key}/",
        {**GOOD, "opened": page.context["opened"]},
        headers={"Origin": "http://testserver"},
    )

    assert Inquiry.objects.get().spam_suspected


def test_a_person_takes_a_while(source, stranger, monkeypatch):
    from django.core import signing

    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000_000)
    opened = signing.TimestampSigner(salt=SALT).sign(source.form_key)
    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000_030)

    stranger.post(f"/form/{source.form_key}/", {**GOOD, "opened": opened}, headers={"Origin": "http://testserver"})

    assert not Inquiry.objects.get().spam_suspected


def test_pressing_twice_makes_one_request(source, stranger):
    post(stranger, source)
    answer = post(stranger, source)

    assert answer.status_code == 302
    assert Inquiry.objects.count() == 1
    assert FormPost.objects.filter(fate=Fate.MADE).count() == 2


@pytest.mark.parametrize(("is_known", "most"), [(True, 25), (False, 25)])
def test_a_post_is_stored_read_weighed_and_matched_in_few_questions(source, stranger, office, is_known, most):
    rudi = office.rudi
    sent = {"name": str(rudi)} if is_known else {"name": "Some Body", "email": "some@nowhere.example", "phone": ""}

    spelling.learn([GOOD["subject"]])  # words that no title had before cost one question more

    with CaptureQueriesContext(connection) as asked:
        post(stranger, source, **sent, company="")

    request = Inquiry.objects.get()
    assert request.contact == (rudi if is_known else None)
    assert [event.verb for event in request.events] == ["received", "matched"][: 1 + is_known]
    assert len(asked) <= most, "\n".join(query["sql"][:150] for query in asked)


def test_a_flood_is_answered_before_anything_is_read(source, stranger, django_assert_max_num_queries):
    for number in range(MOST_OF_AN_ADDRESS):
        post(stranger, source, subject=f"Request {number}")

    with django_assert_max_num_queries(5):
        answer = post(stranger, source, subject="One more")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Inquiry.objects.count() == MOST_OF_AN_ADDRESS


def test_too_much_is_refused_before_anything_is_stored(source, stranger):
    answer = post(stranger, source, message="x" * 70_000)

    assert answer.status_code == 413
    assert not FormPost.objects.exists()


def test_a_post_that_was_stored_when_the_machine_stopped_becomes_a_request_later(source, stranger):
    post(stranger, source)
    kept = FormPost.objects.get()
    FormPost.objects.create(
        source=source,
        received_at=kept.received_at - timedelta(days=365),
        content_type=kept.content_type,
        body=bytes(kept.body).replace(b"Service brakes", b"Slewing rings!"),
    )

    receive_left_behind()

    assert Inquiry.objects.filter(subject="Slewing rings!").exists()
    assert not FormPost.objects.filter(fate=Fate.RECEIVED).exists()


def test_the_form_sends_no_mail_to_anybody(source, stranger, mailoutbox):
    post(stranger, source)

    assert not mailoutbox


@pytest.mark.covers("DC-112", "DC-117")
@pytest.mark.parametrize("address", ["/add-request/", "/de/add-request/", "/pt-br/add-request/"])
def test_the_addresses_of_old_forms_keep_working(source, stranger, address):
    given = {**GOOD, "leadsource_token": source.form_key}

    answers = [
        stranger.post(address, given).status_code,
        stranger.post(address, {**given, "email": "nobody"}).status_code,
        stranger.post(address, {**given, "leadsource_token": "0000"}).status_code,
        stranger.post(address, b"\x00", content_type="text/plain").status_code,
        stranger.get(address).status_code,
    ]

    assert answers == [200, 409, 401, 401, 405]
    assert Inquiry.objects.get(spam_suspected=False).source == source


@pytest.mark.covers("DC-117")
def test_what_an_old_form_sends_with_a_mistake_is_refused_and_seen_by_operators(source, stranger, office, client):
    given = {**GOOD, "leadsource_token": source.form_key, "email": "rudi at acme", "phone": "12"}

    answers = [stranger.post("/en/add-request/", given).status_code for _twice in range(2)]
    client.force_login(office.olga)
    listed = client.get("/requests/?spam_suspected=yes").content.decode()
    page = client.get(Inquiry.objects.get().get_absolute_url()).content.decode()

    assert answers == [409, 409]
    assert GOOD["subject"] in listed
    assert "E-mail: Enter a valid email address." in page
    assert "Acme Harbour" in page


@pytest.mark.broad
@pytest.mark.parametrize("value", [*NASTY, "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "=1+1", "a" * 201])
def test_no_nasty_value_breaks_the_old_address(source, stranger, office, client, value):
    """In each field alone, and in all that do not decide whether it is accepted; then somebody reads it."""
    together = dict.fromkeys(GOOD, value[:3_000])  # more in all is refused unread
    for changed in [*({name: value} for name in GOOD), together, together | {"email": GOOD["email"]}]:
        given = {**GOOD, "leadsource_token": source.form_key, **changed}
        assert stranger.post("/en/add-request/", given).status_code in (200, 409)
    client.force_login(office.olga)

    for asked in Inquiry.objects.order_by("-pk")[:2]:
        page = client.get(asked.get_absolute_url())
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()


def test_what_cannot_be_read_at_all_is_kept_as_it_came_and_bothers_nobody(source, stranger):
    given = {"leadsource_token": source.form_key, "email": "x"}

    assert stranger.post("/en/add-request/", given).status_code == 409
    assert not Inquiry.objects.exists()
    assert FormPost.objects.get().fate == Fate.ASKED_AGAIN


def test_an_old_frame_leads_to_the_form(source, stranger):
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    Source.objects.filter(pk=source.pk).derive(form_key=key)

    answer = stranger.get(f"/en/contact-form/{key}/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"/form/{key}/?lang=en", 301)]
