"""Administrators say which columns files have; whoever chose columns for their list gets those."""

import csv
import io

import pytest
from django.test import Client

from accord.exchange.tests.test_export import csv_of
from accord.preferences import switches
from accord.preferences.models import Preference


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def arranged(office):
    office.rudi
    client_of(office.ada).post("/settings/exports/", {"contact": ["name", "mobile", "name_title"]})


def heads(client, address):
    return list(csv_of(client, address)[0])


def ticked(client):
    page = client.get("/settings/exports/").content.decode()
    return page.split('<form class="form settings"', 1)[1].split("</form>", 1)[0].count(" checked")


@pytest.mark.covers("DC-150", "DC-336")
@pytest.mark.usefixtures("arranged")
def test_a_file_has_the_columns_that_administrators_chose(office):
    dora = client_of(office.dora)

    assert heads(dora, "/contacts/export/?all=1&format=csv") == ["ID", "Name", "Name title", "Mobile"]
    page = dora.get("/contacts/?all=1").content.decode()
    menu = page[page.index("with the columns of the company") - 300 :]
    assert "columns=" not in menu.split('href="', 1)[1].split('"', 1)[0]
    assert heads(dora, "/companies/export/?all=1&format=csv")[:2] == ["ID", "Full name"]


@pytest.mark.covers("DC-150")
@pytest.mark.usefixtures("arranged")
def test_whoever_chose_columns_for_their_list_gets_those(office):
    dora = client_of(office.dora)
    shown = dora.get("/contacts/?all=1&columns=name,email").context["page"]

    files = {each["label"]: each["url"] for each in shown.exports}

    assert "Excel, with the columns of the company" not in files
    assert heads(dora, files["CSV, as shown"]) == ["ID", "Name", "E-mail"]


@pytest.mark.usefixtures("arranged")
def test_as_shown_means_as_shown(office):
    dora = client_of(office.dora)
    files = {each["label"]: each["url"] for each in dora.get("/contacts/?all=1").context["page"].exports}

    assert heads(dora, files["CSV, as shown"])[:4] == ["ID", "Name", "Company", "Position"]
    printed = dora.get(files["As a page, to print"]).content.decode()
    assert "Position" in printed


@pytest.mark.usefixtures("arranged")
def test_selected_rows_go_out_in_the_same_columns(office):
    dora = client_of(office.dora)
    listed = dora.get("/contacts/?all=1").context["page"]

    answer = dora.post(
        "/contacts/export/",
        {"list": f"{listed.state.full_query()}&format=csv", "pick": f"{office.rudi.pk}.{office.rudi.version}"},
    )

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["ID", "Name", "Name title", "Mobile"]
    assert len(rows) == 2


@pytest.mark.usefixtures("arranged")
def test_the_page_shows_what_is_ticked_and_unticking_leaves_it_to_the_list(office):
    ada = client_of(office.ada)
    assert ticked(ada) == 3
    assert "3 columns" in ada.get("/settings/exports/").content.decode()

    ada.post("/settings/exports/", {})

    assert heads(client_of(office.dora), "/contacts/export/?all=1&format=csv")[:3] == ["ID", "Name", "Company"]
    assert ticked(ada) == 0


@pytest.mark.usefixtures("arranged")
def test_arranging_files_can_be_taken_back(office):
    Preference.objects.get(name="export_columns").events.last().change_set.undo(by=office.ada.acting())

    assert switches.load().export_columns == ""


def test_only_administrators_arrange_files(office):
    for person in (office.dora, office.anna):
        assert client_of(person).get("/settings/exports/").status_code == 404
        assert client_of(person).post("/settings/exports/", {"contact": ["name"]}).status_code == 404
    assert switches.load().export_columns == ""


@pytest.mark.parametrize("columns", [["password"], ["name", "owner__password"], ["\x00"], ["name&deal=amount"]])
def test_what_is_no_column_is_refused(office, columns):
    assert client_of(office.ada).post("/settings/exports/", {"contact": columns}).status_code == 422
    assert switches.load().export_columns == ""


def test_a_column_that_is_gone_is_left_out(office):
    office.rudi
    switches.change({"export_columns": "contact=mobile,horoscope&nothing=name"}, by=office.house)

    assert heads(client_of(office.dora), "/contacts/export/?all=1&format=csv") == ["ID", "Mobile"]
