"""Making and changing records by form, by everybody and by several at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.history.models import ChangeSet, model_of
from accord.records import contents
from accord.records.forms import form_class

Company = model_of("company")
Link = model_of("link")
Deal = model_of("deal")
HTMX = {"HX-Request": "true"}


def posted(form, **changes):
    """What a browser would send back of this form, with these changes."""
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        sent[name] = "on" if value is True else [str(v) for v in value] if isinstance(value, list) else str(value)
    return {**sent, **changes}


def shown(client, url):
    """The form that this page shows, as the browser sees it."""
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.context["form"]


def test_a_new_company_is_added_with_its_owner_and_an_undo(office, client):
    client.force_login(office.anna)
    form = shown(client, "/companies/new/")

    answer = client.post("/companies/new/", posted(form, name="Nordlicht AG", country="DE"))

    made = Company.objects.get(name="Nordlicht AG")
    assert answer.status_code == 302
    assert answer["Location"] == f"/companies/{made.pk}/"
    assert made.owner == office.anna
    assert f"/undo/{made.events.get().change_set_id}/" in client.get(answer["Location"]).text


@pytest.mark.covers("DC-067")
def test_sending_the_same_form_twice_makes_one_record(office, client):
    client.force_login(office.anna)
    sent = posted(shown(client, "/companies/new/"), name="Nordlicht AG", country="DE")

    first, second = client.post("/companies/new/", sent), client.post("/companies/new/", sent)

    assert first["Location"] == second["Location"]
    assert Company.objects.filter(name="Nordlicht AG").count() == 1


def test_the_key_of_a_form_is_of_no_use_to_somebody_else(office, client):
    client.force_login(office.anna)
    sent = posted(shown(client, "/companies/new/"), name="Nordlicht AG", country="DE")
    client.post("/companies/new/", sent)
    client.force_login(office.zoe)

    client.post("/companies/new/", {**sent, "name": "Other", "owner": "", "department": ""})

    assert Company.objects.filter(name="Other").count() == 1


def test_errors_stand_at_the_field_and_on_top_and_values_are_kept(office, client):
    client.force_login(office.anna)
    sent = posted(shown(client, "/companies/new/"), name="", email="not a mail", phone="+49 40 5550 1178")

    answer = client.post("/companies/new/", sent)

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "+49 40 5550 1178" in answer.text
    assert not Company.objects.exists()


@pytest.mark.parametrize("nasty", ["nul\x00byte", "x" * 100_001, "\u202eturned", "line\nbreak"])
def test_text_that_cannot_be_stored_is_said_at_the_field(office, client, nasty):
    client.force_login(office.anna)
    sent = posted(shown(client, "/companies/new/"), name=nasty, country="DE")

    answer = client.post("/companies/new/", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]


def test_half_a_character_is_said_at_the_field(office):
    made = form_class(contents.pages_of("company"))
    form = made({"name": "half \ud800"}, person=office.anna, pages=contents.pages_of("company"))

    assert not form.is_valid()
    assert form.errors["name"]


def test_a_form_offers_nothing_that_the_person_may_not_see(office, client):
    office.crane, office.pumps
    client.force_login(office.anna)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")

    refused = client.post(f"/deals/{office.crane.pk}/edit/", posted(form, company=str(office.solar.pk)))

    assert refused.status_code == 422
    assert "Solar Pumps" not in refused.text
    office.crane.refresh_from_db()
    assert office.crane.company == office.acme


@pytest.mark.covers("DC-068")
def test_without_script_a_link_is_chosen_by_its_exact_name(office, client):
    client.force_login(office.anna)
    other = office.company("Beta Works", country="DE")
    form = shown(client, f"/deals/{office.crane.pk}/edit/")
    sent = posted(form, company=str(office.acme.pk), company_was=str(office.acme), company_text="beta works")

    client.post(f"/deals/{office.crane.pk}/edit/", sent)

    office.crane.refresh_from_db()
    assert office.crane.company == other


def test_a_link_one_cannot_see_stays_when_the_rest_is_saved(office, client):
    office.crane.change("changed", by=office.house.consequence(), company=office.solar)
    client.force_login(office.anna)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")

    page = client.get(f"/deals/{office.crane.pk}/edit/").text
    client.post(f"/deals/{office.crane.pk}/edit/", posted(form, name="Crane, third phase"))

    office.crane.refresh_from_db()
    assert "Solar" not in page
    assert office.crane.name == "Crane, third phase"
    assert office.crane.company == office.solar


def test_an_executive_writes_only_the_fields_of_the_grant(office, client):
    client.force_login(office.erik)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")

    client.post(f"/deals/{office.crane.pk}/edit/", posted(form, name="Mine", next_step="Call the board"))

    office.crane.refresh_from_db()
    assert set(form.fields) - {"version", "key"} <= {"important", "next_step", "next_step_on", "co_owner"}
    assert office.crane.name == "Harbour crane retrofit"
    assert office.crane.next_step == "Call the board"


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 403), ("zoe", 404)])
def test_who_may_edit_annas_deal(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.get(f"/deals/{office.crane.pk}/edit/").status_code == status


def test_a_form_begins_with_what_its_address_names(office, client):
    client.force_login(office.anna)

    form = shown(client, f"/deals/new/?company={office.acme.pk}&name=Spare+parts")

    assert form["name"].value() == "Spare parts"
    assert str(office.acme) in client.get(f"/deals/new/?company={office.acme.pk}").text


def test_after_saving_one_goes_back_where_one_came_from_but_never_away(office, client):
    client.force_login(office.anna)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")

    home = client.post(f"/deals/{office.crane.pk}/edit/", posted(form, next="/companies/"))
    away = client.post(f"/deals/{office.crane.pk}/edit/", posted(form, next="https://evil.example/"))

    assert home["Location"] == "/companies/"
    assert away["Location"] == f"/deals/{office.crane.pk}/"


# ── two people at one record ──


def test_who_changes_other_fields_than_somebody_faster_is_merged(office, client):
    client.force_login(office.anna)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")
    office.crane.change("changed", by=office.dora.acting(), next_step="Call the board")

    answer = client.post(f"/deals/{office.crane.pk}/edit/", posted(form, name="Crane, third phase"))

    office.crane.refresh_from_db()
    assert answer.status_code == 302
    assert (office.crane.name, office.crane.next_step) == ("Crane, third phase", "Call the board")


def test_who_changes_the_same_field_is_asked_and_nothing_is_written(office, client):
    client.force_login(office.anna)
    form = shown(client, f"/deals/{office.crane.pk}/edit/")
    office.crane.change("changed", by=office.dora.acting(), name="Dora's name")

    answer = client.post(f"/deals/{office.crane.pk}/edit/", posted(form, name="Anna's name", next_step="Write"))

    office.crane.refresh_from_db()
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert "Dora&#x27;s name" in answer.text
    assert "Anna&#x27;s name" in answer.text
    assert (office.crane.name, office.crane.next_step) == ("Dora's name", "")


@pytest.mark.parametrize(("choice", "name"), [("mine", "Anna's name"), ("theirs", "Dora's name")])
def test_the_choice_between_two_is_kept_with_all_the_rest(office, client, choice, name):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/edit/"
    sent = posted(shown(client, url), name="Anna's name", next_step="Write")
    office.crane.change("changed", by=office.dora.acting(), name="Dora's name")
    asked = client.post(url, sent)

    client.post(url, {**sent, "settled": asked.context["settled"], "keep-name": choice})

    office.crane.refresh_from_db()
    assert (office.crane.name, office.crane.next_step) == (name, "Write")


def test_a_choice_is_asked_again_when_a_third_was_faster_still(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/edit/"
    sent = posted(shown(client, url), name="Anna's name")
    office.crane.change("changed", by=office.dora.acting(), name="Dora's name")
    asked = client.post(url, sent)
    office.crane.change("changed", by=office.dora.acting(), name="Dora's second name")

    again = client.post(url, {**sent, "settled": asked.context["settled"], "keep-name": "mine"})

    assert again.status_code == 409
    assert "Dora&#x27;s second name" in again.text


def test_two_who_want_the_same_have_no_conflict(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/edit/"
    sent = posted(shown(client, url), name="One name")
    office.crane.change("changed", by=office.dora.acting(), name="One name")

    assert client.post(url, sent).status_code == 302


# ── one field in place ──


def test_one_field_is_changed_in_place(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/field/product/"

    opened = client.get(url, headers=HTMX)
    saved = client.post(url, {"version": office.crane.version, "product": "Slewing gear"}, headers=HTMX)

    office.crane.refresh_from_db()
    assert "<form" in opened.text
    assert office.crane.product == "Slewing gear"
    assert "Slewing gear" in saved.text
    assert "/undo/" in saved.text
    assert "<form" not in saved.text.partition("<hx-partial")[0]


def test_one_field_is_saved_with_history_search_and_notice_in_fifteen_questions(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/field/product/"
    client.post(url, {"version": office.crane.version, "product": "Winch"}, headers=HTMX)

    with CaptureQueriesContext(connection) as asked:
        saved = client.post(url, {"version": office.crane.version + 1, "product": "Slewing gear"}, headers=HTMX)

    assert "Slewing gear" in saved.text
    assert office.crane.events.last().after == {"product": "Slewing gear"}
    assert len(asked) <= 15, [query["sql"][:120] for query in asked]


def test_a_field_of_which_the_head_speaks_moves_the_head_and_no_other_does(office, client):
    client.force_login(office.anna)
    url, version = f"/deals/{office.crane.pk}/field/", office.crane.version

    product = client.post(f"{url}product/", {"version": version, "product": "Winch"}, headers=HTMX)
    expected = client.post(f"{url}expected_on/", {"version": version + 1, "expected_on": "2027-03-01"}, headers=HTMX)

    assert "record-heading" not in product.text
    assert "record-heading" in expected.text
    assert "record__trail" not in expected.text


def test_one_field_without_script_is_a_page_and_leads_back(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/field/product/"

    page = client.get(url)
    saved = client.post(url, {"version": office.crane.version, "product": "Slewing gear"})

    assert "<html" in page.text
    assert saved["Location"] == f"/deals/{office.crane.pk}/"


def test_one_field_in_place_says_who_was_faster(office, client):
    client.force_login(office.anna)
    url = f"/deals/{office.crane.pk}/field/product/"
    seen = office.crane.version
    office.crane.change("changed", by=office.dora.acting(), product="Brakes")

    asked = client.post(url, {"version": seen, "product": "Gears"}, headers=HTMX)
    insisted = client.post(
        url,
        {"version": seen, "product": "Gears", "settled": office.crane.version, "keep-product": "mine"},
        headers=HTMX,
    )

    office.crane.refresh_from_db()
    assert asked.status_code == 409
    assert "Brakes" in asked.text
    assert insisted.status_code == 200
    assert office.crane.product == "Gears"


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("erik", 403), ("boris", 403), ("zoe", 404)])
def test_who_may_change_the_product_in_place(office, client, who, status):
    client.force_login(getattr(office, who))

    assert client.get(f"/deals/{office.crane.pk}/field/product/", headers=HTMX).status_code == status


@pytest.mark.parametrize("name", ["version", "created_by", "deleted_at", "no_such_field", "sort_key"])
def test_fields_of_the_house_have_no_form(office, client, name):
    client.force_login(office.ada)

    assert client.get(f"/deals/{office.crane.pk}/field/{name}/").status_code == 404


# ── hints ──


@pytest.mark.parametrize("typed", ["Rudi Hakimi", "hakimi rudi", "Rudi Hak", "Hakimi rudi@acme.example", "udi akimi"])
def test_a_person_is_linked_by_the_whole_name_as_it_is_typed(office, client, typed):
    """Each word is looked for in every column: first and last name stand apart."""
    office.rudi, office.contact("Rudi", "Keller", company=office.acme), office.contact("Nora", "Hakimi")
    client.force_login(office.anna)

    client.post(f"/deals/{office.crane.pk}/link/?type=contact", {"to": typed})

    assert [link.ends for link in Link.objects.live()] == [(("contact", office.rudi.pk), ("deal", office.crane.pk))]


def test_a_name_of_another_department_links_nobody(office, client):
    office.contact("Rudi", "Keller", owner=office.zoe, company=office.solar)
    client.force_login(office.anna)

    answer = client.post(f"/deals/{office.crane.pk}/link/?type=contact", {"to": "Rudi Keller"})

    assert answer.status_code == 422
    assert not Link.objects.exists()


def test_similar_ones_are_offered_while_typing(office, client):
    office.acme
    client.force_login(office.anna)

    typed = client.post("/companies/hints/", {"name": "Acme Harb", "country": "DE"}, headers=HTMX)

    assert "Acme Harbour GmbH" in typed.text
    assert "<html" not in typed.text


def test_similar_ones_of_another_department_are_not_named(office, client):
    office.acme
    client.force_login(office.zoe)

    typed = client.post("/companies/hints/", {"name": "Acme Harb", "country": "DE"}, headers=HTMX)

    assert "Acme" not in typed.text


@pytest.mark.parametrize("kind", ["companies", "contacts"])
def test_nothing_is_like_what_cannot_be_stored(office, client, kind):
    client.force_login(office.anna)

    typed = client.post(f"/{kind}/hints/", {"name": "nul\x00byte", "first_name": "a\x00", "email": "\x00@x.example"})

    assert typed.status_code == 200


def test_the_form_asks_for_hints_only_where_the_type_has_some(office, client):
    client.force_login(office.anna)

    assert 'hx-post="/companies/hints/"' in client.get("/companies/new/").text
    assert "/payments/hints/" not in client.get("/deals/new/").text


# ── every type ──


@pytest.mark.parametrize("kind", ["company", "contact", "deal", "inquiry"])
def test_every_type_has_a_form_for_a_new_one_and_one_to_change_it(office, client, kind):
    record = {"company": "acme", "contact": "rudi", "deal": "crane", "inquiry": "web_request"}[kind]
    pages = contents.pages_of(kind)
    client.force_login(office.dora)

    assert client.get(f"/{pages.path}/new/").status_code == 200
    assert client.get(f"/{pages.path}/{getattr(office, record).pk}/edit/").status_code == 200


def test_saving_what_nobody_changed_writes_nothing(office, client):
    record = office.crane
    client.force_login(office.anna)
    form = shown(client, f"/deals/{record.pk}/edit/")
    before = ChangeSet.objects.count()

    answer = client.post(f"/deals/{record.pk}/edit/", posted(form))

    assert answer.status_code == 302
    assert ChangeSet.objects.count() == before
    assert Deal.objects.get(pk=record.pk).version == record.version
