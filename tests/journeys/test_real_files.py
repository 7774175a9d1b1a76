"""Files as the world sends them: misspelt, half empty, with people and words that nobody here knows, on every page."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accord.catalogue.models import Product
from accord.contacts.models import Company
from accord.deals.models import Deal
from accord.dictionaries.models import Industry
from accord.exchange.models import FileImport
from accord.exchange.models.file_import import State
from accord.jobs.running import run_due

AGENTS = ["Moses Frase", "Darcel Schlecht", "Zane Levy"]
PRODUCTS = {"GTX Basic": 550, "GTX Pro": 4821, "MG Special": 55}
SECTORS = ["technolgy", "medical", "retail"]
STAGES = ["Won", "Won", "Won", "Lost", "Engaging", "Prospecting"]
STAND_FOR = {"Won": "Completed", "Lost": "Dropout", "Engaging": "Presentation", "Prospecting": "First contact"}
DEALS = 60


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada(office: Any) -> Client:
    client = Client()
    client.force_login(office.ada)
    return client


class Sales:
    """Three files of one company, with the oddities of real ones: `GTXPro` for GTX Pro, open deals of nobody's account,
    no amount where a deal is lost or open, subsidiaries whose parent stands in the same file."""

    def __init__(self) -> None:
        chance = random.Random(42)
        names = [f"Kan-code {number}" for number in range(12)]
        self.accounts = [
            [name, chance.choice(SECTORS), 1990 + n, f"{chance.randint(1, 99999) / 100:.2f}", n, "Philipines", parent]
            for n, name in enumerate(names)
            for parent in [names[0] if n % 5 == 4 else ""]
        ]
        self.deals = [self._deal(number, names, chance) for number in range(DEALS)]

    def _deal(self, number: int, names: list[str], chance: random.Random) -> list[Any]:
        stage = STAGES[number % len(STAGES)]
        closed = stage in ("Won", "Lost")
        account = "" if stage == "Prospecting" else chance.choice(names)
        opened = "" if stage == "Prospecting" else "2016-10-20"
        value = chance.randint(40, 6000) if stage == "Won" else 0 if closed else ""
        product = chance.choice(list(PRODUCTS)).replace("GTX Pro", "GTXPro")
        sold = [f"OP{number:06}", chance.choice(AGENTS), product, account, stage, opened]
        return [*sold, "2017-03-01" if closed else "", value]

    @property
    def won(self) -> list[Any]:
        return [deal for deal in self.deals if deal[4] == "Won"]

    @property
    def value(self) -> Decimal:
        return sum((Decimal(deal[7]) for deal in self.won), Decimal(0))

    def file(self, kind: str) -> bytes:
        products = [[name, name[:3], price] for name, price in PRODUCTS.items()]
        headings, rows = {
            "product": ("product,series,sales_price", products),
            "company": (
                "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
                self.accounts,
            ),
            "deal": (
                "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
                self.deals,
            ),
        }[kind]
        return "\r\n".join([headings, *(",".join(map(str, row)) for row in rows), ""]).encode()


def sent(client: Client, kind: str, raw: bytes) -> FileImport:
    answer = client.post("/import/", {"kind": kind, "file": SimpleUploadedFile(f"{kind}.csv", raw)})
    run_due()
    return FileImport.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))


def filled_in(page: str, **answers: str) -> dict[str, str]:
    """The form of the page as a browser would send it: what stands in it, and what somebody has filled in."""
    form = page.split('action="/import/', 1)[1].split("</form>", 1)[0]
    found: dict[str, str] = {}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    found |= dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', form))
    return found | answers


def meanings(page: str) -> dict[str, str]:
    """What each stage of the file stands for here, chosen by the words on the page."""
    chosen = {}
    for name, word in re.findall(r'for="id_(value-stage-\d+)">\s*([^<]+?)\s*<', page):
        options = page.split(f'name="{name}"', 1)[1].split("</select>", 1)[0]
        wanted = f"Consultative: {STAND_FOR[word]}"
        chosen[name] = next(
            value for value, label in re.findall(r'value="(\d+)"[^>]*>([^<]+)<', options) if label == wanted
        )
    return chosen


def pressed(client: Client, file: FileImport, button: str, **answers: str) -> str:
    """Fill the form in, press the button, wait for the work to end, look again."""
    page = client.get(f"/import/{file.pk}/").text
    client.post(f"/import/{file.pk}/decide/", {**filled_in(page, **answers), button: "1"})
    run_due()
    file.refresh_from_db()
    return client.get(f"/import/{file.pk}/").text


def everything(client: Client, sales: Sales) -> FileImport:
    """Products, companies, deals: each through the pages, each as its guesses say where they are right."""
    helping = {"new_words": "on", "new_people": "on", "constant-currency": "USD"}
    products, companies, deals = (sent(client, kind, sales.file(kind)) for kind in ("product", "company", "deal"))
    pressed(client, products, "rehearse", **helping)
    pressed(client, products, "run", **helping)

    pressed(client, companies, "rehearse", **helping)
    page = pressed(client, companies, "rehearse", **helping, **{"missing-parent": "empty"})
    assert "12 rows can be imported" in page
    pressed(client, companies, "run", **helping, **{"missing-parent": "empty"})

    deals.mapping = {"columns": deals.mapping["columns"]}
    deals.save()
    page = pressed(client, deals, "rehearse", **helping, **{"constant-closing_reason": "Not stated"})
    pressed(client, deals, "rehearse", **helping, **meanings(page))
    pressed(client, deals, "run", **helping)
    return deals


def test_headings_of_other_programs_are_understood(ada):
    sales = Sales()
    guessed = {}
    for kind in ("product", "company", "deal"):
        file = sent(ada, kind, sales.file(kind))
        guessed[kind] = {name: file.headers[number] for name, number in file.mapping["columns"].items()}

    assert guessed == {
        "product": {"name": "product", "category": "series", "price": "sales_price"},
        "company": {
            "name": "account",
            "country": "office_location",
            "parent": "subsidiary_of",
            "industries": "sector",
            "employees": "employees",
            "revenue": "revenue",
            "founded_in": "year_established",
        },
        "deal": {
            "name": "opportunity_id",
            "company": "account",
            "stage": "deal_stage",
            "amount": "close_value",
            "product": "product",
            "owner": "sales_agent",
            "started_on": "engage_date",
            "closed_on": "close_date",
        },
    }


def test_real_files_come_in_through_the_pages_and_every_figure_agrees_with_them(ada):
    sales = Sales()

    deals = everything(ada, sales)

    assert deals.state == State.DONE
    assert deals.counts()["made"] == DEALS, list(deals.rows.exclude(message="").values_list("message", flat=True))
    assert Product.objects.live().count() == len(PRODUCTS)
    assert Company.objects.live().filter(country="PH").count() == len(sales.accounts)
    assert {industry.name.lower() for industry in Industry.objects.live()} >= set(SECTORS)
    won = ada.get("/deals/?state=won").context["listing"].figures
    assert (won.rows, won.sums["amount"]) == (len(sales.won), [(sales.value, "USD")])
    listed = ada.get("/deals/?all=1").context["listing"].figures
    assert (listed.rows, listed.sums["amount"]) == (DEALS, [(sales.value, "USD")])
    assert {str(deal.owner) for deal in Deal.objects.live()} == set(AGENTS)
    assert not any(deal.owner.has_usable_password() for deal in Deal.objects.live())


def test_the_import_of_deals_is_taken_back_with_the_people_it_made(office, ada):
    deals = everything(ada, Sales())

    assert ada.get(f"/changes/{deals.change_set_id}/").status_code == 200
    ada.post(f"/undo/{deals.change_set_id}/")
    run_due()

    assert not Deal.objects.live().exists()
    assert Company.objects.live().exists()
    assert not any(type(office.ada).objects.live().filter(last_name__in=["Frase", "Schlecht", "Levy"]))


def test_a_rehearsal_tells_what_the_run_would_refuse_and_leaves_nothing_behind(office, ada):
    file = sent(ada, "deal", b"deal,agent,stage,closed\nHoist,Moses Frase,Completed,2017-03-01\nLift,Zane Levy,New,\n")

    page = pressed(ada, file, "rehearse", new_people="on")

    assert "1 row can be imported" in page
    assert "needs a closing reason" in page
    assert not Deal.objects.exists()
    assert not type(office.ada).objects.filter(last_name__in=["Frase", "Levy"]).exists()


def test_a_run_goes_on_after_a_row_that_breaks_a_rule_also_where_it_would_have_made_a_person(office, ada):
    file = sent(
        ada, "deal", b"deal,agent,stage,closed\nHoist,Moses Frase,Completed,2017-03-01\nLift,Moses Frase,New,\n"
    )
    pressed(ada, file, "rehearse", new_people="on")

    pressed(ada, file, "run", new_people="on")

    made = Deal.objects.live().get()
    assert (made.name, str(made.owner)) == ("Lift", "Moses Frase")
    assert {event.change_set_id for event in [*made.events, *made.owner.events]} == {file.change_set_id}
    assert file.counts()["refused"] == 1


def test_words_for_a_directory_are_added_only_by_those_who_keep_it(office):
    anna = Client()
    anna.force_login(office.anna)
    file = sent(anna, "company", b"company,sector\nIsdom,medicine of the sea\n")

    page = pressed(anna, file, "rehearse", new_words="on")

    assert "new_words" not in page
    assert "is not known here" in page
    assert not Industry.objects.filter(name="medicine of the sea").exists()
