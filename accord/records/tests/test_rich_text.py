"""Descriptions and comments in Markdown, as people write and read them; attacks on their pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accord.web.tests.test_rich_text import VECTORS, assert_harmless

HTMX = {"HX-Request": "true"}
TEXT = "Visit **on Monday**\nwith the drawings:\n\n- crane\n- hook"


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


def rich(page: str) -> list[str]:
    return re.findall(r'<div class="[^"]*rich-text[^"]*">(.*?)</div>', page, re.DOTALL)


def write(client: Client, company, text: str):
    url = f"/companies/{company.pk}/field/description/"
    return client.post(url, {"description": text, "version": company.version})


@pytest.mark.covers("CK-182")
def test_a_description_is_typed_in_markdown_and_shown_with_its_style(office, anna):
    write(anna, office.acme, TEXT)

    page = anna.get(f"/companies/{office.acme.pk}/").text
    form = anna.get(f"/companies/{office.acme.pk}/edit/").text

    assert "<strong>on Monday</strong><br>" in rich(page)[0]
    assert "<li>crane</li>" in rich(page)[0]
    assert "Visit **on Monday**" in form


@pytest.mark.covers("CK-182")
def test_the_comment_of_a_payment_is_rich_too_and_takes_files_beside_it(office, anna):
    payment = office.payment(office.crane, "100", comment="Paid *in part*: https://bank.example/42")

    page = anna.get(f"/payments/{payment.pk}/").text

    assert "<em>in part</em>" in rich(page)[0]
    assert 'rel="noopener noreferrer nofollow"' in rich(page)[0]
    assert "?tab=files" in page


@pytest.mark.covers("CK-182")
def test_the_form_offers_a_toolbar_and_a_preview_that_needs_no_script(office, anna):
    form = anna.get(f"/companies/{office.acme.pk}/edit/").text
    alone = anna.post("/preview/?field=description", {"description": TEXT})
    beside = anna.post("/preview/?field=description", {"description": TEXT}, headers=HTMX)

    assert '<accord-rich class="rich">' in form
    assert 'formaction="/preview/?field=description"' in form
    for answer in (alone, beside):
        assert "<li>hook</li>" in answer.text
    assert "<html" in alone.text
    assert "<html" not in beside.text


def test_nobody_from_outside_previews(office, client):
    assert client.post("/preview/?field=a", {"a": "x"}).status_code == 302


@pytest.mark.covers("CK-182")
def test_every_vector_is_harmless_on_the_page_and_stays_as_it_was_typed(office, anna):
    text = "\n\n".join(VECTORS)

    for turn in range(5):
        office.acme.refresh_from_db()
        write(anna, office.acme, text if turn == 0 else office.acme.description)
    office.acme.refresh_from_db()
    page = anna.get(f"/companies/{office.acme.pk}/").text

    assert office.acme.description == text
    assert rich(page)
    for shown in rich(page):
        assert_harmless(shown)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("kind", ["deal", "product", "inquiry", "contact", "lead"])
def test_every_type_shows_its_vectors_without_harm(office, client, kind):
    made = {
        "deal": lambda text: office.deal("X", description=text),
        "product": lambda text: office.product("X", description=text),
        "inquiry": lambda text: office.inquiry("X", remark=text),
        "contact": lambda text: office.contact("X", "Y", description=text),
        "lead": lambda text: office.lead("X", description=text),
    }
    record = made[kind]("\n\n".join(VECTORS))
    client.force_login(office.dora)

    page = client.get(record.get_absolute_url()).text

    assert rich(page)
    for shown in rich(page):
        assert_harmless(shown)
    assert "<script>alert" not in page
