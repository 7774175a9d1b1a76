"""Values nobody should send, in every field of every form and every list: kept or refused, never a broken page.

Each form is sent each value in all its fields at once and in each field alone; only `bin/test --all` tries all of them
alone.
"""

import pytest
from django.test import Client

from accord.history.models import Actor
from accord.records import contents
from tests.endurance import THOROUGH
from tests.matrix.records import record_in
from tests.office import Office

pytestmark = pytest.mark.broad

NASTY = {
    "nul": "a\x00b",
    "beyond 64 bits": "9" * 30,
    "thousands of digits": "9" * 5000,
    "right to left": "abc\u202egpj.exe",
    "long": "x" * 100_001,
    "template": "{{ 7|add:7 }}{% load x %}<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://x.example","click")',
    "sql": "'; DROP TABLE accord; --",
    "not a number": "NaN",
    "infinite": "1e400",
    "year nought": "0000-01-01",
    "year ten thousand": "10000-01-01",
    "negative": "-1",
    "clef": "𝄞 👩‍👩‍👧‍👦 e\u0301",
    "blank": " \t ",
    "empty": "",
}
ALONE = list(NASTY) if THOROUGH else ["beyond 64 bits", "empty"]
LIST_WORDS = ("q", "page", "size", "sort", "columns", "all", "after", "before", "from", "board", "view")
FINE = {200, 302, 409, 422}

every_type = pytest.mark.parametrize("pages", list(contents.every()), ids=lambda pages: pages.record.kind)


@pytest.fixture
def office(furnished, db):
    """Nobody else looks at the database here: what a test does is rolled back."""
    return Office()


class Form:
    """The form of one record, opened once by a person who may change everything."""

    def __init__(self, office, pages):
        self.client = Client(raise_request_exception=False)
        self.client.force_login(office.dora)
        self.record = record_in(office, pages.record.kind, "colleague")
        self.address = pages.address(self.record.pk, "edit")
        fields = list(self.client.get(self.address).context["form"])
        self.names = [field.html_name for field in fields if field.html_name not in {"version", "key"}]
        self.untouched = {field.html_name: field.value() for field in fields if field.value() not in (None, "", False)}

    def send(self, **values):
        self.record.refresh_from_db()
        if getattr(self.record, "private", False):
            self.record.change("shown", by=Actor.house(), private=False)
        given = {**self.untouched, "version": self.record.version, "key": "", **values}
        return self.client.post(self.address, given).status_code


@every_type
def test_an_untouched_form_is_accepted(office, pages):
    """So that the values below meet their field, and not the absence of another."""
    assert Form(office, pages).send() == 302


@every_type
def test_a_form_keeps_or_refuses_what_all_its_fields_are_sent_together(office, pages):
    form = Form(office, pages)

    answers = {word: form.send(**dict.fromkeys(form.names, value)) for word, value in NASTY.items()}
    answers["a list"] = form.send(**{name: ["1", "2", "x"] for name in form.names})

    assert answers.pop("long") in {*FINE, 400}  # more in all than any form may send
    assert {word: status for word, status in answers.items() if status not in FINE} == {}


@every_type
def test_a_form_keeps_or_refuses_what_one_field_is_sent_alone(office, pages):
    form = Form(office, pages)

    answers = {(name, word): form.send(**{name: NASTY[word]}) for name in form.names for word in ALONE}

    assert {asked: status for asked, status in answers.items() if status not in FINE} == {}


@every_type
def test_a_new_record_is_made_whole_or_not_at_all(office, pages):
    form = Form(office, pages)
    model = pages.record
    before = model.objects.count()

    for word, value in NASTY.items():
        answer = form.client.post(f"/{pages.path}/new/", {**dict.fromkeys(form.names, value), "key": f"new-{word}"})
        assert answer.status_code in {*FINE, 400, 403}, word
        made = model.objects.count() - before
        assert made == (answer.status_code == 302), word
        before += made


@every_type
def test_a_list_answers_whatever_its_address_says(office, pages):
    client = Client(raise_request_exception=False)
    client.force_login(office.dora)
    words = [*LIST_WORDS, *(facet.name for facet in pages.filters)]

    together = {
        word: client.get(f"/{pages.path}/", dict.fromkeys(words, value[:2000])).status_code
        for word, value in NASTY.items()
    }
    alone = {
        (name, word): client.get(f"/{pages.path}/", {name: NASTY[word][:2000]}).status_code
        for name in words
        for word in ALONE
        if THOROUGH
    }
    bytes_that_are_no_text = client.get(f"/{pages.path}/", QUERY_STRING="q=%ED%A0%80&page=%FF&owner=%C0").status_code

    assert {asked: status for asked, status in (together | alone).items() if status >= 500} == {}
    assert bytes_that_are_no_text < 500
