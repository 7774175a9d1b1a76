"""Units, taxes, cities, legal forms and reasons: filled at installation, kept on pages of administrators."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accord.dictionaries import shipped
from accord.dictionaries.models import City, DisqualificationReason, LegalForm, TaxRate, Unit
from accord.kit.errors import RuleBroken


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.covers("CK-104")
def test_fifteen_reasons_of_disqualification_are_there_and_can_be_edited(office):
    dora = client_of(office.dora)

    page = dora.get("/directories/disqualification_reason/").content.decode()
    dora.post("/directories/disqualification_reason/new/", {"name": "Moved away", "position": "200", "active": "on"})

    assert DisqualificationReason.objects.filter(shipped=True).count() == 15
    assert all(str(reason) in page for reason in DisqualificationReason.objects.filter(shipped=True))
    assert DisqualificationReason.objects.offered().filter(name="Moved away").exists()


@pytest.mark.covers("CK-322", "CK-039")
@pytest.mark.parametrize("kind", ["unit", "tax_rate", "legal_form", "city", "rate"])
def test_each_directory_has_a_page_and_a_form(office, kind):
    client = client_of(office.dora)

    index = client.get("/directories/").content.decode()

    assert f"/directories/{kind}/" in index
    assert client.get(f"/directories/{kind}/").status_code == 200
    assert client.get(f"/directories/{kind}/new/").status_code == 200


@pytest.mark.covers("CK-322")
def test_units_taxes_and_legal_forms_come_filled_also_for_those_who_were_here_before(office):
    before = [model.objects.count() for model in (Unit, TaxRate, LegalForm)]

    shipped.install(by=office.house)

    assert [model.objects.count() for model in (Unit, TaxRate, LegalForm)] == before
    assert Unit.objects.get(code="KGM").national_code == "166"
    assert LegalForm.objects.get(name="ООО").full_name.startswith("Общество")


@pytest.mark.covers("CK-323")
def test_a_row_is_made_with_plus_starred_fields_and_save(office):
    client = client_of(office.dora)

    form = client.get("/directories/unit/new/").content.decode()
    without = client.post("/directories/unit/new/", {"name": "Barrel", "position": "5", "active": "on"})
    client.post("/directories/unit/new/", {"name": "Barrel", "short_name": "bbl", "position": "5", "active": "on"})

    assert "required" in form
    assert without.status_code == 422
    assert Unit.objects.offered().filter(short_name="bbl").exists()


def test_the_sign_of_a_unit_is_the_readers_until_somebody_names_it(office):
    kilogram = Unit.objects.get(code="KGM")

    assert kilogram.sign == "kg"
    assert Unit(name="Barrel", short_name="bbl").sign == "bbl"


@pytest.mark.parametrize(
    ("category", "percent"), [("S", None), ("S", "0"), ("Z", "5"), ("Z", None), ("E", "0"), ("E", "20")]
)
def test_exempt_zero_and_taxed_are_three_things(office, category, percent):
    form = {"name": "Mixed", "category": category, "percent": percent or "", "position": "5", "active": "on"}

    answer = client_of(office.dora).post("/directories/tax_rate/new/", form)

    assert answer.status_code == 422
    assert not TaxRate.objects.filter(name="Mixed").exists()


def test_an_exempt_rate_has_no_percent_and_a_zero_rate_has_one(office):
    assert TaxRate.objects.get(category="E").percent is None
    assert TaxRate.objects.get(category="Z").percent == 0
    assert TaxRate.objects.get(country="RU", percent=10).factor == Decimal("0.1")


def test_the_rates_of_a_day_are_those_of_the_country_and_those_of_everywhere(office):
    before = TaxRate.objects.valid_on(date(2025, 12, 31), "RU")
    after = TaxRate.objects.valid_on(date(2026, 1, 1), "RU")

    assert {rate.percent for rate in before} >= {20, 10}
    assert 22 not in {rate.percent for rate in before}
    assert 22 in {rate.percent for rate in after}
    assert 20 not in {rate.percent for rate in after}
    assert {rate.country for rate in after} == {"", "RU"}


def test_a_city_is_known_by_each_of_its_names_in_its_country_only(office):
    munich = City.objects.add(by=office.house, country="DE", name="Munich", other_names="München, Monaco di Baviera")

    assert City.objects.meant("DE", " MÜNCHEN, ") == munich
    assert City.objects.meant("DE", "monaco di baviera") == munich
    assert City.objects.meant("US", "Munich") is None
    assert City.objects.meant("DE", "Munic") is None


def test_a_city_that_is_new_is_added_and_one_that_is_known_is_not(office):
    first = City.objects.at("DE", "Jena", by=office.anna.acting())
    second = City.objects.at("DE", "jena.", by=office.anna.acting())

    assert first == second
    assert City.objects.at("", "Jena", by=office.anna.acting()) is None


def test_a_name_of_another_city_of_the_country_is_refused_with_its_id(office):
    munich = City.objects.add(by=office.house, country="DE", name="Munich", other_names="München")
    form = {"name": "München", "country": "DE", "position": "5", "active": "on"}

    answer = client_of(office.dora).post("/directories/city/new/", form)

    assert answer.status_code == 422
    assert f"ID {munich.pk}" in answer.content.decode()
    with pytest.raises(RuleBroken, match="Munich"):
        City.objects.add(by=office.house, country="DE", name="Minga", other_names="munich")


@pytest.mark.covers("CK-042", "CK-043", "CK-321")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("inquiry_category", ["Special offer", "Price enquiry", "By phone", "Word of mouth", "Partnership"]),
        ("source", ["Google search", "Yandex search", "Letter", "Recommendation", "Unknown source"]),
    ],
)
def test_categories_and_sources_of_requests_have_their_pages(office, kind, words):
    page = client_of(office.dora).get(f"/directories/{kind}/").content.decode()

    assert all(word in page for word in words)
