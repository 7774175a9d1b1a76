"""Two rows of one action that exclude each other: the rule is said in words, with the rows, and nothing is written."""

from __future__ import annotations

import pytest

from accord.catalogue.models import Product
from accord.contacts.models import BankAccount, Employment
from accord.deals.models import Stage
from accord.dictionaries.models import City, Rate, Tag, TaxRate
from accord.kit.errors import RuleBroken

COLUMNS = {
    "account": lambda office: (
        BankAccount,
        [{"company": office.acme, "account": "DE89 3704 0044", "bank_code": "COBADEFF"}] * 2,
        "The company has this account already. Here it would stand twice: “DE89 3704 0044”.",
    ),
    "word": lambda office: (
        Tag,
        [{"name": "Steel"}, {"name": "STEEL"}],
        "The directory already has an entry of this name. Here it would stand twice: “Steel”, “STEEL”.",
    ),
    "city": lambda office: (
        City,
        [{"name": "Kiel", "country": "DE"}, {"name": "Kiel", "country": "DE"}],
        "Kiel",
    ),
    "product": lambda office: (
        Product,
        [{"name": name, "code": "SR-7", "price": 1, "currency": "EUR"} for name in ("Ring", "Bolt")],
        "There is a product with this article number. Here it would stand twice: “Ring”, “Bolt”.",
    ),
    "employment": lambda office: (
        Employment,
        [{"contact": office.rudi, "company": office.solar}] * 2,
        "They work together already.",
    ),
}


@pytest.mark.parametrize("what", COLUMNS)
def test_rows_made_together_that_exclude_each_other(office, what):
    model, values, said = COLUMNS[what](office)
    before = model.objects.count()

    with pytest.raises(RuleBroken) as refused:
        model.objects.add_all([model(**each) for each in values], by=office.dora.acting().consequence())

    assert said in str(refused.value)
    assert model.objects.count() == before


def test_rows_that_are_changed_together_into_the_same(office):
    iron, tin = (Tag.objects.add(by=office.house, name=name) for name in ("Iron", "Tin"))

    with pytest.raises(RuleBroken) as refused:
        Tag.objects.change_each([(iron, {"name": "Steel"}), (tin, {"name": "steel"})], "changed", by=office.house)

    assert "Here it would stand twice: “Steel”, “steel”." in str(refused.value)
    iron.refresh_from_db()
    assert iron.name == "Iron"


def test_what_was_there_before_is_said_as_ever(office):
    Tag.objects.add(by=office.house, name="Steel")

    with pytest.raises(RuleBroken, match=r"^The directory already has an entry of this name\.$"):
        Tag.objects.add_all([Tag(name="Iron"), Tag(name="steel")], by=office.house)


def test_a_page_says_it_too_and_a_person_never_reads_the_database(office, client):
    """Two stages of a pipeline that are put back together take each other's code."""
    first, second = office.pipeline.stages.live().order_by("pk")[:2]
    actor = office.ada.acting()
    Stage.objects.change_each([(first, {"code": "one"}), (second, {"code": "two"})], "changed", by=actor)
    change_set = actor.ledger.change_set
    Stage.objects.change_each([(first, {"code": "x1"}), (second, {"code": first.code})], "changed", by=office.house)
    client.force_login(office.ada)

    answer = client.post(f"/undo/{change_set.pk}/")

    assert answer.status_code == 409
    assert "constraint" not in answer.content.decode().casefold()


def test_rates_of_one_day_stand_once(office):
    rates = [Rate(base="EUR", currency="USD", on=office.anna.acting().today(), rate=2) for _twice in range(2)]

    with pytest.raises(RuleBroken, match="This currency has a rate of this day already"):
        Rate.objects.add_all(rates, by=office.house)


def test_a_tax_rate_stands_once_for_its_country_and_day(office):
    rates = [TaxRate(name="7 %", country="XK", percent=7) for _twice in range(2)]

    with pytest.raises(RuleBroken, match="already has an entry of this name"):
        TaxRate.objects.add_all(rates, by=office.house)
