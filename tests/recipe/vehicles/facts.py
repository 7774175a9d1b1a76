"""What a type gets for four files and a line. Run by `tests/recipe/test_recipe.py` with settings of their own."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accord.access.models import Grant, Role
from accord.access.words import Reach, Right
from accord.exchange.models import FileImport
from accord.jobs.running import run_due
from accord.records import contents
from tests.recipe.vehicles.models import Vehicle


@pytest.fixture
def van(office):
    """Administrators give sellers the right to it, as to any type."""
    sellers = Role.objects.get(code="sales_manager")
    for right, reach in ((Right.VIEW, Reach.DEPARTMENT), (Right.ADD, Reach.OWN), (Right.CHANGE, Reach.OWN)):
        Grant.objects.add(by=office.house, role=sellers, type="vehicle", right=right, reach=reach)
    for person in (office.anna, office.boris, office.zoe):
        person.refresh_from_db()
    made = {"name": "Blue transporter", "plate": "B-AC 1234", "company": office.acme, "worth": Decimal(18_000)}
    return Vehicle.objects.add(by=office.anna.acting(), **made)


def signed_in(client, person):
    client.force_login(person)
    return client


def test_it_stands_in_the_navigation_for_those_who_may_see_it(office, client, van):
    assert 'href="/vehicles/"' in signed_in(client, office.anna).get("/").text
    assert 'href="/vehicles/"' not in signed_in(client, office.sven).get("/").text


@pytest.mark.parametrize(
    ("name", "statuses"), [("anna", (200, 200)), ("boris", (200, 403)), ("zoe", (404, 404)), ("sven", (404, 404))]
)
def test_the_policy_holds_for_it_at_once(office, client, van, name, statuses):
    signed_in(client, getattr(office, name))

    assert (
        client.get(f"/vehicles/{van.pk}/").status_code,
        client.get(f"/vehicles/{van.pk}/edit/").status_code,
    ) == statuses


def test_it_is_listed_with_its_sum_and_filtered(office, client, van):
    Vehicle.objects.add(by=office.anna.acting(), name="Red lorry", worth=Decimal(7_000))
    signed_in(client, office.anna)

    page, narrowed = client.get("/vehicles/").text, client.get("/vehicles/", {"q": "1234"}).text

    assert "Blue transporter" in page
    assert "25,000" in page
    assert "Blue transporter" in narrowed
    assert "Red lorry" not in narrowed


def test_search_and_picker_find_it(office, client, van):
    signed_in(client, office.anna)
    run_due()

    there = f'href="/vehicles/{van.pk}/"'
    assert there in client.get("/find/", {"q": "blue trasnporter"}).text
    assert there in client.get("/find/", {"q": f"ID{van.pk}"}, headers={"HX-Request": "true"}).text
    assert "Blue transporter" in client.get("/pick/vehicle/", {"q": "blu"}, headers={"HX-Request": "true"}).text
    assert there not in signed_in(client, office.zoe).get("/find/", {"q": "blue transporter"}).text


def test_it_is_made_changed_and_taken_back_through_its_form(office, client, van):
    signed_in(client, office.anna)

    client.post("/vehicles/new/", {"name": "Forklift", "worth": "900", "currency": "EUR", "key": "once"})
    client.post("/vehicles/new/", {"name": "Forklift", "worth": "900", "currency": "EUR", "key": "once"})
    made = Vehicle.objects.get(name="Forklift")
    given = {"name": "Fork lift", "worth": "950", "currency": "EUR", "version": made.version, "owner": office.anna.pk}
    client.post(f"/vehicles/{made.pk}/edit/", given)
    made.refresh_from_db()
    changed = (made.name, made.worth)
    client.post(f"/undo/{made.events.last().change_set_id}/")
    made.refresh_from_db()

    assert changed == ("Fork lift", 950)
    assert (made.name, made.worth) == ("Forklift", 900)


def test_its_verb_its_history_and_its_undo(office, client, van):
    signed_in(client, office.anna)

    client.post(f"/vehicles/{van.pk}/retire/", {"version": van.version})
    van.refresh_from_db()
    retired, told = van.retired, client.get(f"/vehicles/{van.pk}/history/").text
    client.post(f"/undo/{van.events.last().change_set_id}/")
    van.refresh_from_db()

    assert (retired, van.retired) == (True, False)
    assert "You" in told


def test_it_goes_into_the_trash_and_comes_back(office, client, van):
    signed_in(client, office.ada)

    client.post(f"/vehicles/{van.pk}/delete/", {"version": van.version})
    gone, trash = client.get(f"/vehicles/{van.pk}/").status_code, client.get("/trash/").text
    client.post(f"/vehicles/{van.pk}/restore/")

    assert gone == 404
    assert "Blue transporter" in trash
    assert client.get(f"/vehicles/{van.pk}/").status_code == 200


def test_it_comes_in_from_a_file_and_goes_out_as_one(office, client, van, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    signed_in(client, office.ada)
    file = SimpleUploadedFile("fleet.csv", b"name,plate,worth\nTrailer,T-1,1200\n")
    client.post("/import/", {"kind": "vehicle", "file": file})
    run_due()
    waiting = FileImport.objects.get()
    mapping = {"column-name": "0", "column-plate": "1", "column-worth": "2"}
    for press in ("rehearse", "run"):
        client.post(f"/import/{waiting.pk}/decide/", {press: "1", **mapping})
        run_due()

    answer = client.get("/vehicles/export/", {"format": "csv", "all": "1"})
    out = io.BytesIO(b"".join(answer.streaming_content)).getvalue().decode("utf-8-sig")

    assert Vehicle.objects.get(name="Trailer").worth == 1200
    assert "Trailer" in out
    assert "Blue transporter" in out


def test_files_hang_on_it_and_people_watch_it(office, client, van, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    signed_in(client, office.anna)

    client.post(f"/files/on/vehicle/{van.pk}/", {"files": [SimpleUploadedFile("papers.txt", b"papers")]})
    client.post(f"/vehicles/{van.pk}/watch/")

    assert "papers.txt" in client.get(f"/files/on/vehicle/{van.pk}/").text
    assert office.anna.pk in van.facets["watchers"].read(van)


def test_the_contents_know_it(office):
    assert "vehicle" in {pages.record.kind for pages in contents.every()}
