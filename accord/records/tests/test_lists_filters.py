"""Filters as people meet them: what they offer and to whom, how they compare, what they say of themselves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import models
from django.test import Client

from accord.access import shipped as shipped_roles
from accord.history.models import model_of
from accord.preferences import switches
from accord.records import contents
from accord.records.lists.fields import field_at

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(office, client: Client) -> Client:
    client.force_login(office.anna)
    return client


@pytest.fixture
def dora(office, client: Client) -> Client:
    client.force_login(office.dora)
    return client


def shown(page) -> set[str]:
    return {str(row.record) for row in page.context["listing"].table}


def chips(page) -> list[tuple[str, str, str]]:
    return [(chip.field, chip.operator, chip.value) for chip in page.context["page"].chips]


def link(page, label: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>(?:<bdi>)?{re.escape(label)}<', page.text)
    assert found, label
    return unescape(found[1])


def facet(page, name: str):
    return next(one for one in page.context["page"].panel if one.name == name)


# ── filters and searching ──


@pytest.mark.covers("DC-052")
def test_searching_among_filters_says_that_they_narrow_it_and_one_click_searches_everything(office, anna):
    office.crane
    office.deal("Crane of Boris", owner=office.boris)

    narrowed = anna.get("/deals/", {"q": "crane"})
    everything = anna.get(link(narrowed, "Search without filters"))

    assert "The filters above also narrow what this search finds." in narrowed.text
    assert shown(narrowed) == {"Harbour crane retrofit"}
    assert shown(everything) == {"Harbour crane retrofit", "Crane of Boris"}
    assert "also narrow" not in everything.text


@pytest.mark.covers("DC-052")
def test_the_board_warns_too_and_nothing_warns_without_words_or_without_filters(office, anna):
    office.crane

    assert "also narrow" in anna.get("/deals/board/", {"q": "crane"}).text
    assert "also narrow" not in anna.get("/deals/").text
    assert "also narrow" not in anna.get("/deals/", {"q": "crane", "all": "1"}).text


# ── departments ──


@pytest.mark.covers("DC-023")
@pytest.mark.parametrize("path", ["deals", "companies", "contacts", "leads", "requests", "payments"])
def test_directors_filter_every_list_by_department(office, dora, path):
    page = dora.get(f"/{path}/", {"all": "1"})
    choices = dora.get(f"/{path}/", {"part": "facet", "facet": "department"}, headers=HTMX).text

    assert facet(page, "department").label == "Department"
    assert "North" in choices
    assert "South" in choices


@pytest.mark.covers("DC-023")
@pytest.mark.parametrize(("name", "offered"), [("ada", True), ("alba", True), ("erik", True), ("anna", False)])
def test_only_who_sees_several_departments_is_asked_for_one(office, client, name, offered):
    client.force_login(getattr(office, name))

    page = client.get("/deals/", {"all": "1"})

    assert any(one.name == "department" for one in page.context["page"].panel) is offered


@pytest.mark.covers("DC-023")
def test_a_department_narrows_the_list_to_its_own(office, dora):
    office.crane, office.pumps

    north = dora.get("/deals/", {"department": str(office.north.pk)})
    others = dora.get("/deals/", {"department.not": str(office.north.pk)})

    assert shown(north) == {"Harbour crane retrofit"}
    assert "Harbour crane retrofit" not in shown(others)
    assert ("Department", "is", "North") in chips(north)


@pytest.mark.covers("DC-023")
def test_an_operator_of_two_departments_chooses_between_these_two(office, client):
    office._department("West")
    olga = office.person("Olaf Berg", None, office.north)
    olga.change("edited", by=office.house, departments=[office.south])
    shipped_roles.give(olga.pk, "super_operator", by=office.house)
    olga.refresh_from_db()
    client.force_login(olga)

    choices = client.get("/companies/", {"part": "facet", "facet": "department"}, headers=HTMX).text

    assert "North" in choices
    assert "South" in choices
    assert "West" not in choices


# ── values that narrow ──


@pytest.mark.covers("DC-055")
def test_a_click_on_a_city_or_a_country_shows_those_that_are_there_too(office, anna):
    office.company("Hafen AG", city="Hamburg", country="DE")
    office.company("Kai GmbH", city="hamburg", country="DE")
    office.company("Port SA", city="Le Havre", country="FR")
    page = anna.get("/companies/", {"all": "1"})

    there = anna.get(link(page, "Hamburg"))
    in_france = anna.get(link(page, "France"))

    assert shown(there) == {"Hafen AG", "Kai GmbH"}
    assert ("City", "is", "Hamburg") in chips(there)
    assert shown(in_france) == {"Port SA"}


@pytest.mark.covers("DC-055")
def test_the_country_is_a_column_as_long_as_it_says_something(office, anna):
    office.company("Hafen AG", city="Hamburg", country="DE")

    anywhere = anna.get("/companies/", {"all": "1"})
    one_country = anna.get("/companies/", {"country": "DE"})
    two = anna.get("/companies/", {"country": ["DE", "FR"]})
    wanted = anna.get("/companies/", {"country": "DE", "columns": "name,country"})

    heads = [{head.label for head in page.context["page"].heads} for page in (anywhere, one_country, two, wanted)]
    assert ["Country" in labels for labels in heads] == [True, False, True, True]


@pytest.mark.covers("DC-055")
def test_a_value_adds_itself_to_the_filters_in_force(office, anna):
    office.company("Hafen AG", city="Hamburg", country="DE", vip=True)
    office.company("Kai GmbH", city="Hamburg", country="DE")
    page = anna.get("/companies/", {"vip": "yes"})

    there = anna.get(link(page, "Hamburg"))

    assert shown(there) == {"Hafen AG"}


def test_a_folded_filter_comes_when_it_is_opened_without_script_into_the_list_as_it_is(office, anna):
    page = anna.get("/deals/", {"state": "won", "sort": "name"})

    there = anna.get(re.search(r'href="([^"]*facet=amount)"', page.text)[1].replace("&amp;", "&"))

    assert 'name="amount.from"' not in page.text
    assert 'name="amount.from"' in there.text
    assert there.context["page"].state.filters == page.context["page"].state.filters == {"state": ["won"]}
    assert there.context["page"].state.sort == (("name", False),)


# ── days ──


@pytest.fixture
def payments(office):
    """One payment for each day of two years around Friday, 20 November 2026, some days left out."""
    days = ["2025-07-01", "2025-12-31", "2026-01-01", "2026-06-30", "2026-09-30", "2026-10-31", "2026-11-01"]
    days += ["2026-11-06", "2026-11-14", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-26", "2026-12-19"]
    for day in days:
        office.payment(office.crane, "100", planned_on=date.fromisoformat(day), purpose=day)
    return days


@pytest.mark.covers("DC-222")
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"planned_on": "today"}, "2026-11-20", "2026-11-20"),
        ({"planned_on": "yesterday"}, "2026-11-19", "2026-11-19"),
        ({"planned_on": "this-month"}, "2026-11-01", "2026-11-30"),
        ({"planned_on": "last-month"}, "2026-10-01", "2026-10-31"),
        ({"planned_on": "this-quarter"}, "2026-10-01", "2026-12-31"),
        ({"planned_on": "last-quarter"}, "2026-07-01", "2026-09-30"),
        ({"planned_on": "this-year"}, "2026-01-01", "2026-12-31"),
        ({"planned_on": "last-year"}, "2025-01-01", "2025-12-31"),
        ({"planned_on": "first-half"}, "2026-01-01", "2026-06-30"),
        ({"planned_on": "nine-months"}, "2026-01-01", "2026-09-30"),
        ({"planned_on": "second-half-last-year"}, "2025-07-01", "2025-12-31"),
        ({"planned_on": "last-7-days"}, "2026-11-14", "2026-11-20"),
        ({"planned_on": "next-7-days"}, "2026-11-20", "2026-11-26"),
        ({"planned_on": "next-30-days"}, "2026-11-20", "2026-12-19"),
        ({"planned_on.last": "15"}, "2026-11-06", "2026-11-20"),
        ({"planned_on.next": "2"}, "2026-11-20", "2026-11-21"),
        ({"planned_on.from": "2026-06-30", "planned_on.to": "2026-09-30"}, "2026-06-30", "2026-09-30"),
        ({"planned_on.from": "2026-09-30", "planned_on.to": "2026-06-30"}, "2026-06-30", "2026-09-30"),
        ({"planned_on.from": "2026-11-26"}, "2026-11-26", "9999-12-31"),
        ({"planned_on.to": "2025-12-31"}, "0001-01-01", "2025-12-31"),
    ],
)
def test_payments_are_filtered_by_stretches_of_days(office, client, payments, asked, first, last):
    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        client.force_login(office.anna)
        page = client.get("/payments/", {"all": "1", "size": "50", **asked})

    assert shown_purposes(page) == {day for day in payments if first <= day <= last}
    assert [field for field, _operator, _value in chips(page)] == ["Planned for"]


def shown_purposes(page) -> set[str]:
    return {row.record.purpose for row in page.context["listing"].table}


@pytest.mark.covers("DC-222")
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"planned_on": "second-half-last-year"}, "Second half of last year"),
        ({"planned_on.last": "45"}, "last 45 days"),
        ({"planned_on.next": "1"}, "next 1 day"),
        ({"planned_on.from": "2030-01-05", "planned_on.to": "2030-03-01"}, "5 Jan 2030 – 1 Mar 2030"),
        ({"planned_on.from": "2030-03-01", "planned_on.to": "2030-01-05"}, "5 Jan 2030 – 1 Mar 2030"),
        ({"planned_on.to": "2030-03-01"}, "until 1 Mar 2030"),
        ({"planned_on": "this-year", "planned_on.from": "2030-01-05"}, "This year, from 5 Jan 2030"),
    ],
)
def test_the_chip_says_the_days_in_words_and_keeps_them_in_the_address(office, anna, asked, words):
    page = anna.get("/payments/", asked)

    assert [value for _field, _operator, value in chips(page)] == [words]
    assert all(f"{name}={value}" in page.context["page"].here for name, value in asked.items())


@pytest.mark.covers("DC-222")
def test_the_panel_offers_every_stretch_and_free_days(office, anna):
    days = facet(anna.get("/payments/"), "planned_on")

    words = {option.value for option in days.others}
    assert words >= {"today", "yesterday", "this-week", "last-week", "last-quarter", "first-half", "nine-months"}
    assert [control.name.partition(".")[2] for control in days.controls] == ["from", "to", "last", "next"]
    assert days.nothing == "Any time"


@pytest.mark.covers("DC-222")
def test_today_is_the_day_where_the_person_is(office, client):
    late = office.person("Pia Pacific", "executive", None, time_zone="Pacific/Kiritimati")
    for day in (date(2026, 11, 20), date(2026, 11, 21)):
        office.payment(office.crane, "1", planned_on=day, purpose=str(day))

    with time_machine.travel("2026-11-20 12:00:00+00:00", tick=False):
        client.force_login(late)
        there = client.get("/payments/", {"planned_on": "today"})
        client.force_login(office.anna)
        here = client.get("/payments/", {"planned_on": "today"})

    assert shown_purposes(there) == {"2026-11-21"}
    assert shown_purposes(here) == {"2026-11-20"}


@pytest.mark.parametrize("value", ["0", "-1", "99999", "1e3", "²", "x", "1.5"])
def test_a_number_of_days_that_makes_no_sense_is_answered_where_it_was_typed(office, anna, value):
    page = anna.get("/payments/", {"planned_on.last": value})

    assert chips(page) == []
    assert error_at(page, "planned_on.last") == "Enter a number of days from 1 to 3660."


def error_at(page, name: str) -> str:
    """What the panel says at an input, read from the page as a reader meets it."""
    found = re.search(rf'<p class="field__error" id="f-{re.escape(name)}_error">.*?<span>(.*?)</span>', page.text)
    return unescape(found[1]) if found else ""


@pytest.mark.covers("DC-222")
@pytest.mark.parametrize(
    ("way", "language", "begin", "end", "chip"),
    [
        ("d.m.Y", "en", "05.01.2030", "01.03.2030", "05.01.2030 – 01.03.2030"),
        ("d/m/Y", "en", "05/01/2030", "01/03/2030", "05/01/2030 – 01/03/2030"),
        ("m/d/Y", "en", "01/05/2030", "03/01/2030", "01/05/2030 – 03/01/2030"),
        ("m/d/Y", "en", "2030-01-05", "2030-03-01", "01/05/2030 – 03/01/2030"),
        ("Y-m-d", "en", "2030-01-05", "2030-03-01", "2030-01-05 – 2030-03-01"),
        ("", "ru", "05.01.2030", " 01.03.2030 ", "5 янв. 2030 г. – 1 мар. 2030 г."),
    ],
)
def test_days_are_typed_and_shown_as_the_reader_writes_them_while_the_address_stays_iso(
    office, client, way, language, begin, end, chip
):
    for day in (date(2030, 1, 4), date(2030, 1, 5), date(2030, 3, 1), date(2030, 3, 2)):
        office.payment(office.crane, "1", planned_on=day, purpose=str(day))
    office.anna.change("edited", by=office.house, date_format=way, language=language)
    client.force_login(office.anna)

    page = client.get("/payments/", {"all": "1", "planned_on.from": begin, "planned_on.to": end}, headers=HTMX)

    assert shown_purposes(page) == {"2030-01-05", "2030-03-01"}
    assert [value.replace("\u202f", " ") for _field, _operator, value in chips(page)] == [chip]
    assert "planned_on.from=2030-01-05&planned_on.to=2030-03-01" in page.headers["HX-Push-Url"]
    assert [each.value for each in facet(page, "planned_on").controls[:2]] == ["2030-01-05", "2030-03-01"]


@pytest.mark.covers("DC-222")
def test_the_way_of_the_company_is_read_too_and_without_script_the_address_is_said_in_iso(office, anna):
    switches.change({"date_format": "d.m.Y"}, by=office.house)
    asked = {"all": "1", "planned_on": "", "planned_on.from": "05.01.2030", "planned_on.to": ""}

    answer = anna.get("/payments/", asked)

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?planned_on.from=2030-01-05")


@pytest.mark.covers("DC-222")
@pytest.mark.parametrize("path", ["payments", "payments/board"])
@pytest.mark.parametrize("typed", ["31.02.2030", "13/13/2030", "soon", "9999-12-31", "0001-01-01", "٣", "x" * 300])
def test_a_day_that_nobody_understands_is_answered_at_the_filter_and_stays_to_be_mended(office, anna, path, typed):
    office.payment(office.crane, "1", purpose="Any")
    office.anna.change("edited", by=office.house, date_format="d.m.Y")

    page = anna.get(f"/{path}/", {"all": "1", "planned_on": "", "planned_on.from": typed, "planned_on.to": ""})

    assert page.status_code == 200
    assert error_at(page, "planned_on.from") == "Enter a date like 31.12.2026."
    assert f'name="planned_on.from" value="{typed[:200]}" aria-invalid="true"' in page.text
    assert f"“{typed[:200]}” in the filter “Planned for” was not understood" in page.text
    assert chips(page) == []


def test_a_folded_filter_unfolds_to_say_what_it_did_not_understand(office, anna):
    page = anna.get("/deals/", {"all": "1", "closed_on.to": "soon", "amount.from": "much"}, headers=HTMX)

    assert error_at(page, "closed_on.to") == "Enter a date like 2026-12-31."
    assert error_at(page, "amount.from") == "Enter a number."
    assert "soon" not in page.headers["HX-Push-Url"]


@pytest.mark.covers("DC-222")
def test_every_column_of_days_of_every_list_is_filtered_by_stretches_and_from_one_day_to_another(office, dora):
    asked = 0
    for pages in contents.every():
        for name in columns_of_days(pages):
            declared = [each.name for each in pages.filters if each.kind == "date" and (each.path or each.name) == name]
            assert declared, f"{pages.record.kind}: {name} has no filter"
            for query in (
                {declared[0]: "next-7-days"},
                {f"{declared[0]}.from": "2026-01-01", f"{declared[0]}.to": "2026-12-31"},
            ):
                page = dora.get(pages.list_address, {"all": "1", **query})
                assert len(chips(page)) == 1
                asked += 1
    assert asked > 40


def columns_of_days(pages) -> set[str]:
    named = {name for column in pages.columns for name in (column.name, column.beside) if name}
    return {name for name in named if isinstance(field_at(pages.record, name), models.DateField)}


@pytest.mark.covers("DC-222")
@pytest.mark.parametrize(
    ("path", "name", "make"),
    [
        ("companies", "last_contact_on", lambda office, day: office.company(str(day), last_contact_on=day)),
        ("leads", "last_contact_on", lambda office, day: office.lead(str(day), last_contact_on=day)),
        ("deals", "expected_on", lambda office, day: office.deal(str(day), expected_on=day)),
    ],
)
def test_the_rows_of_a_stretch_are_those_of_its_days(office, anna, path, name, make):
    days = [date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 26), date(2026, 11, 27)]
    records = {day: make(office, day) for day in days}

    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        anna.force_login(office.anna)
        ahead = anna.get(f"/{path}/", {"all": "1", name: "next-7-days"})
        between = anna.get(f"/{path}/", {"all": "1", f"{name}.from": "2026-11-13", f"{name}.to": "2026-11-26"})

    assert shown(ahead) == {str(records[day]) for day in days[2:4]}
    assert shown(between) == {str(records[day]) for day in days[1:4]}


@pytest.mark.parametrize(("least", "most"), [("900", "1100.50"), ("1100.50", "900")])
def test_amounts_lie_between_two_numbers_whichever_was_typed_first(office, anna, least, most):
    for amount in ("899", "900", "1100.5", "1101"):
        office.deal(f"Worth {amount}", amount=Decimal(amount))

    page = anna.get("/deals/", {"amount.from": least, "amount.to": most})

    assert shown(page) == {"Worth 900", "Worth 1100.5"}
    assert ("Amount", "between", "900 – 1100.50") in chips(page)


# ── ways to compare ──


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"country.how": "not", "country": "DE"}, {"Port SA", "Nowhere"}),
        ({"country.how": "empty"}, {"Nowhere"}),
        ({"country.how": "filled"}, {"Hafen AG", "Port SA"}),
        ({"city.how": "is", "city": "hamburg"}, {"Hafen AG"}),
        ({"city.how": "not", "city": "hamburg"}, {"Port SA", "Nowhere"}),
        ({"city.how": "filled"}, {"Hafen AG", "Port SA"}),
        ({"tags.how": "empty"}, {"Port SA", "Nowhere"}),
        ({"tags.how": "filled"}, {"Hafen AG"}),
        ({"type.how": "empty"}, {"Hafen AG", "Port SA", "Nowhere"}),
        ({"owner.how": "not", "owner": "me"}, {"Port SA"}),
        ({"owner.how": "empty", "owner": "me"}, {"Hafen AG", "Nowhere"}),
    ],
)
def test_filters_compare_in_several_ways(office, anna, asked, expected):
    port = model_of("tag").objects.add(by=office.house, name="Port")
    office.company("Hafen AG", city="Hamburg", country="DE").change("changed", by=office.anna.acting(), tags=[port])
    office.company("Port SA", owner=office.boris, city="Le Havre", country="FR")
    office.company("Nowhere", country="")

    page = anna.get("/companies/", {"all": "1", **asked})

    assert shown(page) == expected


def test_the_way_to_compare_may_be_chosen_before_the_value(office, anna):
    page = anna.get("/deals/", {"all": "1", "stage.how": "not", "stage": ""}, headers=HTMX)
    then = anna.get("/deals/", {"all": "1", "stage.how": "not", "stage": str(office.stage("New").pk)}, headers=HTMX)

    assert [how.value for how in facet(page, "stage").hows if how.checked] == ["not"]
    assert [how.value for how in facet(then, "stage").hows if how.checked] == ["not"]
    assert [option.label for option in facet(then, "stage").options if option.checked] == ["Consultative: New"]
    assert f"stage.not={office.stage('New').pk}" in then.headers["HX-Push-Url"]
    assert "how" not in then.headers["HX-Push-Url"]


@pytest.mark.parametrize("asked", ["empty", "filled", "not"])
def test_a_link_that_one_may_not_see_tells_nothing_by_a_comparison(office, anna, asked):
    office.deal("Shared site", company=office.solar)
    office.deal("Without a company")

    page = anna.get("/deals/", {"all": "1", "company.how": asked, "company": str(office.solar.pk)})

    assert "Shared site" not in shown(page)


def test_hostile_ways_to_compare_are_left_out(office, anna):
    for how in ("'", "__regex", "is", "x" * 300, "\x00"):
        page = anna.get("/deals/", {"all": "1", "stage.how": how, "stage": "1"})
        assert page.status_code == 200


def test_a_date_empty_or_filled_in(office, anna):
    office.deal("Dated", expected_on=date(2026, 12, 1) + timedelta(days=1))
    office.deal("Open")

    assert shown(anna.get("/deals/", {"expected_on.empty": "yes"})) == {"Open"}
    assert shown(anna.get("/deals/", {"expected_on.empty": "no"})) == {"Dated"}
