"""The page of a record: what it shows to whom, and what it costs."""

import html

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from accord.records import contents
from accord.records.doors import visible
from accord.records.forms import form_class
from accord.records.models import Forward
from accord.records.show import RecordPage, related_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def each(office):
    """One record of every type, by kind."""
    return {
        "company": office.acme,
        "contact": office.rudi,
        "deal": office.crane,
        "payment": office.advance,
        "lead": office.mira,
        "product": office.ring,
        "inquiry": office.web_request,
    }


@pytest.mark.broad
@pytest.mark.parametrize("who", ["anna", "olga", "dora", "erik", "ada"])
def test_every_type_has_a_page(office, client, each, who):
    client.force_login(getattr(office, who))

    for pages in contents.every():
        record = each[pages.record.kind]
        seen = pages.record.objects.visible_to(getattr(office, who)).filter(pk=record.pk).exists()

        answer = client.get(f"/{pages.path}/{record.pk}/")

        assert answer.status_code == (200 if seen else 404), pages.path
        if seen:
            assert f"ID {record.pk}" in answer.text


@pytest.mark.covers("DC-058", "DC-059")
def test_the_page_says_number_owner_and_who_made_and_changed_it_when(office, client):
    office.crane.change("changed", by=office.dora.acting(), next_step="Call them")
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").text

    assert f"ID {office.crane.pk}" in page
    assert "Created" in page
    assert "Changed" in page
    assert "· Dora Castellan" in page
    assert "· Anna Lindqvist" in page


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("hanna", 200), ("zoe", 404), ("sven", 404)])
def test_who_may_open_annas_deal(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.get(f"/deals/{office.crane.pk}/").status_code == status


def test_a_deleted_record_is_not_found(office, client):
    office.crane.discard(by=office.anna.acting())
    client.force_login(office.anna)

    assert client.get(f"/deals/{office.crane.pk}/").status_code == 404


def test_a_linked_record_one_cannot_see_has_no_name(office, client):
    office.crane.change("changed", by=office.house.consequence(), company=office.solar)
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").text

    assert "Company you cannot see" in page
    assert "Solar Pumps" not in page


def test_an_old_address_leads_on_to_where_the_record_went(office, client):
    other = office.company("Acme Harbor")
    Forward.objects.create(kind="company", old=other.pk, to_kind="company", new=office.acme.pk)
    other.discard(by=office.anna.acting())
    client.force_login(office.anna)

    answer = client.get(f"/companies/{other.pk}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"/companies/{office.acme.pk}/"


def test_an_old_address_tells_nothing_to_who_may_not_see_the_new_record(office, client):
    Forward.objects.create(kind="company", old=999_999, to_kind="company", new=office.acme.pk)
    client.force_login(office.zoe)

    assert client.get("/companies/999999/").status_code == 404


def test_addresses_that_lead_in_a_circle_are_not_found(office, client):
    Forward.objects.create(kind="company", old=999_998, to_kind="company", new=999_999)
    Forward.objects.create(kind="company", old=999_999, to_kind="company", new=999_998)
    client.force_login(office.anna)

    assert client.get("/companies/999999/").status_code == 404


@pytest.mark.parametrize("tab", ["", "files", "history", "deals", "no-such-tab"])
def test_every_tab_is_a_page_and_a_part_of_it(office, client, tab):
    client.force_login(office.anna)

    page = client.get(f"/companies/{office.acme.pk}/?tab={tab}")
    part = client.get(f"/companies/{office.acme.pk}/?tab={tab}", headers={**HTMX, "HX-Target": "div#record-main"})

    assert page.status_code == part.status_code == 200
    assert "<html" in page.text
    assert "<html" not in part.text
    assert 'aria-current="page"' in part.text


@pytest.mark.covers("CK-019")
def test_verbs_are_offered_only_to_who_may_change_the_record(office, client):
    client.force_login(office.anna)
    for_owner = client.get(f"/deals/{office.crane.pk}/").text
    client.force_login(office.alba)
    for_reader = client.get(f"/deals/{office.crane.pk}/").text

    assert f"/deals/{office.crane.pk}/ask/lose/" in for_owner
    assert f"/deals/{office.crane.pk}/ask/lose/" not in for_reader
    assert f"/deals/{office.crane.pk}/edit/" not in for_reader


@pytest.mark.covers("CK-173")
def test_verbs_are_offered_only_where_the_state_allows_them(office, client):
    office.crane.win(by=office.anna.acting(), reason=office.signed)
    client.force_login(office.anna)

    page = client.get(f"/deals/{office.crane.pk}/").text

    assert f"/deals/{office.crane.pk}/ask/lose/" not in page
    assert f"/deals/{office.crane.pk}/reopen/" in page


def test_what_a_verb_asks_is_a_dialog_or_a_page(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/ask/lose/"

    page = client.get(url)
    dialog = client.get(url, headers=HTMX)

    assert "<html" in page.text
    assert "<dialog" in dialog.text
    assert f'action="/deals/{office.crane.pk}/lose/"' in dialog.text


def test_the_next_and_the_previous_record_are_those_of_the_list_one_left(office, client):
    second = office.deal("Second deal")
    third = office.deal("Third deal")
    client.force_login(office.anna)

    page = client.get(f"/deals/{second.pk}/", headers={"Referer": "http://testserver/deals/?sort=-name"}).text

    assert f'data-previous rel="prev" href="/deals/{third.pk}/?list=sort%3D-name"' in page
    assert 'href="/deals/?sort=-name"' in page


def test_watching_needs_no_right_to_change(office, client):
    client.force_login(office.alba)

    client.post(f"/deals/{office.crane.pk}/watch/")

    assert office.crane.facets["watchers"].read(office.crane) == [office.alba.pk]

    client.post(f"/deals/{office.crane.pk}/watch/")

    assert office.crane.facets["watchers"].read(office.crane) == []


@pytest.mark.covers("CK-009")
def test_who_sees_a_record_only_by_watching_loses_it_by_no_longer_watching(office, client):
    office.crane.change("watched", by=office.house.consequence(), watchers=[office.zoe.pk])
    client.force_login(office.zoe)

    answer = client.post(f"/deals/{office.crane.pk}/watch/", headers=HTMX)

    assert answer["HX-Redirect"] == "/deals/"
    assert client.get(f"/deals/{office.crane.pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["company", "contact", "deal", "payment", "lead", "product", "inquiry"])
def test_the_head_speaks_of_no_field_but_those_that_move_it(office, each, kind, monkeypatch):
    pages = contents.pages_of(kind)
    record = visible(pages.record, each[kind].pk, to=office.dora, related=related_of(pages))
    page = RecordPage(record, pages, office.dora)
    names = {column.attname: column.name for column in record._meta.concrete_fields}
    assert page.sight  # asks about every link of the page, not only about those of the head
    read = set()

    def spy(self, name):
        read.add(names.get(name, name))
        return object.__getattribute__(self, name)

    monkeypatch.setattr(type(record), "__getattribute__", spy)
    head = render_to_string("records/_heading.html", {"page": page, "record": record, "person": office.dora})

    assert str(record) in html.unescape(head)
    form = form_class(pages)
    assert read & set(form.base_fields) - form.own_names - set(pages.head_fields or ()) == set()


def test_opening_a_page_writes_nothing(office, client):
    office.crane
    client.force_login(office.anna)
    client.get("/deals/")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/deals/{office.crane.pk}/")

    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.broad
@pytest.mark.parametrize("who", ["anna", "alba", "dora", "ada"])
def test_the_page_costs_the_same_however_much_there_is(office, client, each, who):
    """First paint, without what arrives later, ≤ 20 queries (session, person and switches included)."""
    reader = getattr(office, who)
    client.force_login(reader)

    for pages in contents.every():
        record = each[pages.record.kind]
        if not pages.record.objects.visible_to(reader).filter(pk=record.pk).exists():
            continue
        _hand_about(record, office, times=2)
        client.get(record.get_absolute_url())  # the session notes the hour once in ten minutes
        few = _count(client, record.get_absolute_url())

        _hand_about(record, office, times=16)
        many = _count(client, record.get_absolute_url())

        assert few == many, pages.path
        assert many <= 20, pages.path


def _hand_about(record, office, *, times):
    """Some history; in the end Boris has it, or what it is part of."""
    record.refresh_from_db()
    for number in range(times):
        whole = getattr(record, record.parent_field) if record.parent_field else record
        whole.change("changed", by=office.house.consequence(), owner=[office.anna, office.boris][number % 2])
        if whole is not record:
            record.change("changed", by=office.house.consequence(), comment=f"Call {number}")
            record.refresh_from_db()


def _count(client, url):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)
