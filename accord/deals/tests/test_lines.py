"""Lines: chosen from the catalogue or typed, adjusted, taxed, added up to the last cent, and taken back."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.catalogue.models import Product
from accord.deals.models import Deal, DealLine, Totals, copied
from accord.dictionaries.models import Rate, TaxRate
from accord.history.models import ChangeSet
from accord.kit.errors import NotAllowed, RuleBroken

HTMX = {"HX-Request": "true"}


def line_of(office, deal=None, **values):
    deal = deal or office.crane
    given = copied(office.ring, deal.currency, on=office.anna.acting().today()) | values
    return DealLine.objects.add(by=office.anna.acting(), deal=deal, **given)


def row(key, **values):
    given = {"quantity": "1", "price": "0", "discount": "0", "type": "goods"} | values
    return {"line": key} | {f"line-{key}-{name}": value for name, value in given.items()}


def rows(*made):
    """The fields of several rows, as a browser posts them."""
    posted = {name: value for one in made for name, value in one.items()}
    return posted | {"line": [one["line"] for one in made]}


def keys_of(page):
    return [part.split('"', 1)[0] for part in page.split('name="line" value="')[1:]]


@pytest.fixture
def anna(office, client):
    client.force_login(office.anna)
    return client


# ── money ──


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "net", "tax"),
    [
        ("1500", "200", "0", "300000", "57000"),
        ("0.05", "1", "50", "0.03", "0.01"),  # 0.025 is rounded half up
        ("9.99", "3", "12.5", "26.22", "4.98"),
        ("0.01", "0.5", "0", "0.01", "0.00"),
        ("19.99", "1", "100", "0.00", "0.00"),
    ],
)
def test_a_line_is_rounded_half_up_to_the_cent_and_its_tax_comes_from_what_was_rounded(
    office, price, quantity, discount, net, tax
):
    line = line_of(office, price=Decimal(price), quantity=Decimal(quantity), discount=Decimal(discount))

    line.refresh_from_db()
    assert (line.net, line.tax) == (Decimal(net), Decimal(tax))
    assert line.gross_money == line.net_money + line.tax_money


cents = st.integers(0, 10**9).map(lambda units: Decimal(units) / 100)
thousandths = st.integers(1, 10**6).map(lambda units: Decimal(units) / 1000)
percents = st.integers(0, 10_000).map(lambda units: Decimal(units) / 100)


@given(st.lists(st.tuples(cents, thousandths, percents, st.sampled_from(["19", "7", "0", None])), max_size=12))
@settings(max_examples=300, deadline=None)
def test_totals_are_the_sums_of_the_rounded_lines_whatever_they_are(given):
    deal = Deal(currency="EUR")
    lines = []
    for price, quantity, discount, percent in given:
        tax = {"tax_percent": percent and Decimal(percent), "taxation": "S" if percent else "E"}
        line = DealLine(deal=deal, price=price, quantity=quantity, discount=discount, **tax)
        for name, value in line.derived().items():
            setattr(line, name, value)
        lines.append(line)

    totals = Totals.of(lines, "EUR")

    for line, (price, quantity, discount, percent) in zip(lines, given, strict=True):
        exact = price * quantity * (100 - discount) / 100
        net = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert line.net == net
        assert line.tax == (net * Decimal(percent or 0) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert totals.net.amount == sum(line.net for line in lines)
    assert totals.tax.amount == sum(line.tax for line in lines)
    assert totals.gross == totals.net + totals.tax
    assert sum(tax.net.amount for tax in totals.taxes) == totals.net.amount
    assert sum(tax.tax.amount for tax in totals.taxes) == totals.tax.amount
    assert {tax.percent for tax in totals.taxes} == {line.tax_percent for line in lines}


def test_yen_have_no_cents(office):
    deal = office.deal("Osaka hoist", currency="JPY")

    line = line_of(office, deal, price=Decimal("100.5"), quantity=Decimal(3))

    assert (line.net, line.tax) == (Decimal(302), Decimal(57))


@pytest.mark.covers("CK-149")
def test_the_deal_shows_totals_with_tax_and_tax_per_rate_and_exempt_is_not_zero(office, anna):
    rate = {name: TaxRate.objects.get(name=name) for name in ("Zero rate", "Exempt from tax")}
    line_of(office, quantity=Decimal(2))
    line_of(office, name="Export paper", price=Decimal(100), tax_rate=rate["Zero rate"])
    line_of(office, name="Training", price=Decimal(50), tax_rate=rate["Exempt from tax"])
    line_of(office, name="Tip", price=Decimal(5), tax_rate=None)

    page = anna.get(f"/deals/{office.crane.pk}/?tab=lines").content.decode()

    totals = page.split('<dl class="line-totals"', 1)[1].split("</dl>", 1)[0]
    parts = {part.split("<", 1)[0].strip(): part for part in totals.split("<dt>")[1:]}
    assert "3,155" in parts["Total without tax"]
    assert "570" in parts["19 %"]
    assert "0.00" in parts["0 %"]
    assert "no tax" in parts["Exempt"]
    assert "no tax" in parts["Tax not stated"]
    assert "3,725" in totals.split("Total with tax", 1)[1]


def test_a_rate_that_changes_later_changes_no_line_until_it_is_chosen_anew(office):
    line = line_of(office)
    office.vat.change("edited", by=office.house, percent=Decimal(20))

    line.adjust(by=office.anna.acting(), quantity=Decimal(2), tax_rate=TaxRate.objects.get(pk=office.vat.pk))
    assert (line.tax_percent, line.tax) == (Decimal(19), Decimal(570))

    line.adjust(by=office.anna.acting(), tax_rate=None)
    line.adjust(by=office.anna.acting(), tax_rate=TaxRate.objects.get(pk=office.vat.pk))
    assert (line.tax_percent, line.tax) == (Decimal(20), Decimal(600))


def test_a_price_in_another_currency_is_converted_by_the_rate_of_the_day_or_asked_for(office):
    pump = office.product("Pump", price=Decimal(200), currency="USD")
    today = office.anna.acting().today()

    assert copied(pump, "EUR", on=today)["price"] == 0
    Rate.objects.add(by=office.house, currency="USD", on=today, rate=Decimal("0.9"))
    assert copied(pump, "EUR", on=today)["price"] == Decimal("180.00")


# ── in the deal ──


@pytest.mark.covers("DC-191", "CK-132", "CK-134")
def test_several_products_are_chosen_at_once_adjusted_and_kept_as_lines(office, anna):
    motor = office.product("Hoist motor", price=Decimal(2350), unit=office.piece)
    office.product("Old motor").withdraw(by=office.anna.acting())
    url = f"/deals/{office.crane.pk}/lines/"
    dialog = anna.get("/deals/lines/choose/?currency=EUR", headers=HTMX).content.decode()
    assert office.ring
    assert "Old motor" not in dialog
    assert f'name="pick" value="{motor.pk}"' in dialog

    made = anna.post("/deals/lines/rows/", {"pick": [office.ring.pk, motor.pk], "currency": "EUR"}).content.decode()
    first, second = keys_of(made)
    assert 'value="Slewing ring"' in made
    assert 'value="1500"' in made
    answer = anna.post(
        url,
        rows(
            row(first, product=office.ring.pk, name="Slewing ring, long", quantity="2", price="1400", discount="5",
                unit=office.piece.pk, tax_rate=office.vat.pk, serial_number="SN 7", ship_by="2026-12-01",
                planned_ship_on="2026-11-28", shipped_on="2026-11-27"),
            row(second, product=motor.pk, name="Hoist motor", quantity="1", price="2350"),
        ),
    )  # fmt: skip

    assert answer.headers["Location"] == f"/deals/{office.crane.pk}/?tab=lines"
    ring, kept = DealLine.objects.in_order().filter(deal=office.crane)
    assert (ring.product, ring.name, ring.net, ring.tax) == (
        office.ring, "Slewing ring, long", Decimal("2660.00"), Decimal("505.40"),
    )  # fmt: skip
    assert (ring.serial_number, str(ring.ship_by), str(ring.planned_ship_on), str(ring.shipped_on)) == (
        "SN 7", "2026-12-01", "2026-11-28", "2026-11-27",
    )  # fmt: skip
    assert kept.product == motor
    assert Product.objects.get(pk=office.ring.pk).price == 1500
    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.amount, deal.lines_summary) == (Decimal("5010.00"), "Slewing ring, long × 2, Hoist motor × 1")


@pytest.mark.covers("CK-131", "CK-132")
def test_lines_are_added_while_the_deal_is_being_made(office, anna):
    asked = anna.get("/deals/new/").content.decode()
    assert 'hx-get="/deals/lines/choose/?currency=EUR"' in asked

    answer = anna.post(
        "/deals/new/",
        {"name": "Two rings", "currency": "EUR", "amount": "7"}
        | rows(
            row("new-a", product=office.ring.pk, name="Slewing ring", quantity="2", price="1500"),
            row("new-b", name="Installation", type="service", price="800"),
            row("new-c"),
        ),
    )

    deal = Deal.objects.get(name="Two rings")
    assert answer.headers["Location"] == f"/deals/{deal.pk}/"
    assert [(line.name, line.net) for line in deal.lines.in_order()] == [
        ("Slewing ring", Decimal(3000)),
        ("Installation", Decimal(800)),
    ]
    assert deal.amount == Decimal(3800)
    assert deal.events.count() == 2
    change_set = deal.events.first().change_set
    assert {event.kind for event in change_set.events.all()} == {"deal", "deal_line"}
    change_set.undo(by=office.anna.acting())
    assert not Deal.objects.live().filter(name="Two rings").exists()
    assert not DealLine.objects.live().exists()


def test_a_line_that_is_wrong_keeps_the_deal_from_being_made_and_everything_typed_stays(office, anna):
    form = {"name": "Two rings", "currency": "EUR"} | rows(row("new-a", name="Ring", quantity="0"))

    answer = anna.post("/deals/new/", form)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A quantity is more than nothing." in page
    assert 'value="Two rings"' in page
    assert not Deal.objects.filter(name="Two rings").exists()


@pytest.mark.covers("CK-133")
def test_a_product_is_made_on_the_spot_while_adding_lines(office, anna):
    made = row("new-a", name="Crane cabin", quantity="1", price="9000", unit=office.piece.pk, kept="on")
    made |= {"line-new-a-tax_rate": office.vat.pk}

    anna.post(f"/deals/{office.crane.pk}/lines/", rows(made))

    product = Product.objects.get(name="Crane cabin")
    assert (product.price, product.currency, product.unit, product.tax_rate) == (9000, "EUR", office.piece, office.vat)
    assert product.department == office.north
    assert DealLine.objects.get(deal=office.crane).product == product


@pytest.mark.covers("CK-135", "CK-137")
def test_the_tab_shows_the_table_and_a_line_is_edited_and_removed_there(office, anna):
    line = line_of(office, discount=Decimal(10), serial_number="SN 9")
    other = line_of(office, name="Bolts", price=Decimal(2), quantity=Decimal(100))
    url = f"/deals/{office.crane.pk}/"
    page = anna.get(f"{url}?tab=lines").content.decode()
    tabs = page.split('class="tabs"', 1)[1].split("</nav>", 1)[0]
    for word in ("Overview", "Products and services", "Payments"):
        assert word in tabs
    table = page.split("line-list", 1)[1].split("</table>", 1)[0]
    for word in ("Slewing ring", "SN 9", "1 pc.", "10 %", "1,350", "19 %", "1,606.50", "Bolts"):
        assert word in table

    editor = anna.get(f"{url}lines/").content.decode()
    assert f'id="line-{line.pk}"' in editor
    changed = row(str(line.pk), name="Slewing ring", quantity="3", price="1500", version=line.version)
    changed |= {f"line-{line.pk}-tax_rate": office.vat.pk, f"line-{line.pk}-unit": office.piece.pk}
    anna.post(f"{url}lines/", rows(changed))
    assert DealLine.objects.get(pk=line.pk).net == Decimal(4500)
    assert DealLine.objects.get(pk=other.pk).is_live

    anna.post(f"{url}lines/{other.pk}/remove/")
    assert not DealLine.objects.get(pk=other.pk).is_live
    assert Deal.objects.get(pk=office.crane.pk).amount == Decimal(4500)
    assert "changed the products and services" in anna.get(url).content.decode()


def test_a_line_is_removed_in_the_table_too_and_a_deal_without_lines_is_worth_nothing(office, anna):
    line = line_of(office)

    gone = row(str(line.pk), name="Slewing ring", version=line.version, removed="on")
    anna.post(f"/deals/{office.crane.pk}/lines/", rows(gone))

    deal = Deal.objects.get(pk=office.crane.pk)
    assert (deal.amount, deal.lines_summary) == (Decimal(0), "")
    assert not DealLine.objects.live().exists()


def test_whoever_saves_the_table_second_is_told(office, anna):
    line = line_of(office)
    seen = line.version
    line.adjust(by=office.hanna.acting().consequence(), quantity=Decimal(5))

    mine = row(str(line.pk), name="Slewing ring", quantity="2", version=seen)
    answer = anna.post(f"/deals/{office.crane.pk}/lines/", rows(mine))

    assert answer.status_code == 422
    assert "Somebody changed this line meanwhile." in answer.content.decode()
    assert DealLine.objects.get(pk=line.pk).quantity == 5


def test_with_lines_nobody_types_the_amount_whatever_the_door(office, anna):
    line_of(office)
    deal = Deal.objects.get(pk=office.crane.pk)
    form = anna.get(f"/deals/{deal.pk}/edit/").content.decode()

    assert 'name="amount"' not in form
    answer = anna.post(f"/deals/{deal.pk}/field/amount/", {"amount": "5", "version": deal.version})
    assert "Follows from the products and services." in answer.content.decode()
    for values in ({"amount": Decimal(5)}, {"currency": "USD"}):
        with pytest.raises(RuleBroken):
            deal.change("changed", by=office.house, **values)
        with pytest.raises(RuleBroken):
            Deal.objects.filter(pk=deal.pk).change_all("changed", by=office.house, **values)
    assert Deal.objects.get(pk=deal.pk).amount == Decimal(1500)


def test_each_change_of_lines_is_taken_back_with_the_amount(office):
    first = line_of(office)
    crane = Deal.objects.get(pk=office.crane.pk)
    before = (crane.amount, crane.lines_summary)
    by = {name: office.anna.acting() for name in ("add", "adjust", "remove")}
    doings = {
        "add": lambda actor: DealLine.objects.add(by=actor, deal=crane, name="Bolt", price=Decimal(3)),
        "adjust": lambda actor: DealLine.objects.get(pk=first.pk).adjust(by=actor, quantity=Decimal(7), tax_rate=None),
        "remove": lambda actor: DealLine.objects.get(pk=first.pk).remove(by=actor),
    }

    for name, doing in doings.items():
        doing(by[name])
        assert (Deal.objects.get(pk=crane.pk).amount, "") != before, name
        by[name].ledger.change_set.undo(by=office.anna.acting())

        now = Deal.objects.get(pk=crane.pk)
        assert (now.amount, now.lines_summary) == before, name
        line = DealLine.objects.get(pk=first.pk)
        assert (line.is_live, line.quantity, line.tax_percent, line.tax) == (True, 1, 19, Decimal(285)), name
        assert now.lines.live().count() == 1


def test_a_deal_goes_to_the_trash_and_comes_back_with_lines_and_amount(office):
    line_of(office)
    crane = Deal.objects.get(pk=office.crane.pk)
    crane.discard(by=office.anna.acting())
    assert not DealLine.objects.live().exists()

    crane = Deal.objects.get(pk=crane.pk)
    crane.restore(by=office.anna.acting())

    crane = Deal.objects.get(pk=crane.pk)
    assert (crane.amount, crane.lines.live().count()) == (Decimal(1500), 1)
    assert crane.events.filter(verb="lines changed").count() == 1


def test_who_may_not_write_the_amount_may_not_write_lines(office, client):
    line = line_of(office)
    url = f"/deals/{office.crane.pk}/lines/"

    for person, status in ((office.boris, 403), (office.erik, 403), (office.zoe, 404), (office.alba, 403)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url, rows(row("new-a", name="Bolt"))).status_code == status
        assert client.post(f"{url}{line.pk}/remove/").status_code == status
        with pytest.raises(NotAllowed):
            DealLine.objects.add(by=person.acting(), deal=office.crane, name="Bolt")
    assert DealLine.objects.live().count() == 1


def test_products_one_does_not_see_are_not_copied(office, anna):
    pump = office.product("Bilge pump", owner=office.zoe)

    made = anna.post("/deals/lines/rows/", {"pick": [pump.pk], "currency": "EUR"}).content.decode()
    anna.post(f"/deals/{office.crane.pk}/lines/", rows(row("new-a", product=pump.pk, name="Something", price="1")))

    assert "Bilge pump" not in made
    assert DealLine.objects.get(deal=office.crane).product is None


def test_without_script_one_chooses_on_a_page_and_comes_back(office, anna):
    back = f"/deals/{office.crane.pk}/lines/"

    page = anna.get(f"/deals/lines/choose/?back={back}&q=Slew").content.decode()
    answer = anna.get(f"/deals/lines/choose/?back={back}&pick={office.ring.pk}&done=1")
    editor = anna.get(answer.headers["Location"]).content.decode()
    elsewhere = anna.get("/deals/lines/choose/?back=https://evil.example/&done=1")

    assert f'value="{office.ring.pk}"' not in page.split("<main", 1)[0]
    assert answer.headers["Location"] == f"{back}?products={office.ring.pk}"
    assert 'value="Slewing ring"' in editor
    assert elsewhere.headers["Location"].startswith("/deals/new/")


def test_the_totals_follow_while_one_types_and_nothing_is_written(office, anna):
    made = row("new-a", name="Ring", quantity="2", price="10.005") | {"line-new-a-tax_rate": office.vat.pk}

    answer = anna.post("/deals/lines/totals/", rows(made) | {"currency": "EUR"}, headers=HTMX).content.decode()

    assert "20.01" in answer
    assert "23.81" in answer
    assert not DealLine.objects.exists()
    assert not ChangeSet.objects.filter(verb="created", events__kind="deal_line").exists()


@pytest.mark.covers("DC-208")
def test_deals_are_filtered_by_the_product_in_their_lines_and_found_by_its_name(office, anna):
    line = line_of(office)
    office.deal("Without lines")

    def found(query):
        return "Harbour crane retrofit" in anna.get(f"/deals/?all=1&{query}").content.decode()

    assert found(f"sold={office.ring.pk}")
    assert found("q=Slewing")
    assert "Without lines" not in anna.get(f"/deals/?all=1&sold={office.ring.pk}").content.decode()
    line.remove(by=office.anna.acting())
    assert not found(f"sold={office.ring.pk}")


def test_the_page_of_a_product_shows_the_deals_that_have_it(office, anna):
    line_of(office)

    page = anna.get(f"/products/{office.ring.pk}/?tab=deals").content.decode()

    assert "Harbour crane retrofit" in page


@pytest.mark.covers("CK-132", "CK-134")
def test_in_a_browser_products_become_rows_and_totals_follow_what_is_typed(office, page, sign_in):
    office.product("Hoist motor", price=Decimal(2350), unit=office.piece)
    assert office.ring
    sign_in(page, office.anna)
    page.goto("/deals/new/")
    page.get_by_label("Name", exact=False).first.fill("Two products")

    page.get_by_role("link", name="From the catalogue").click()
    page.get_by_label("Slewing ring").check()
    with page.expect_response("**/lines/choose/?*q=Hoist*"):
        page.get_by_label("Search the catalogue").fill("Hoist")
    page.locator("#offered li").nth(1).get_by_label("Hoist motor").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".line-row").nth(1).wait_for()
    page.locator(".line-row").first.get_by_label("Quantity").fill("2")
    page.locator("#line-totals").get_by_text("5,350.00").wait_for()
    page.get_by_role("button", name="Add a line").click()
    page.locator(".line-row").nth(2).get_by_label("Product or service").fill("Freight")
    page.get_by_role("button", name="Save deal").click()
    page.wait_for_url("**/deals/*/")

    deal = Deal.objects.get(name="Two products")
    assert deal.amount == Decimal(5350)
    assert deal.lines_summary == "Slewing ring × 2, Hoist motor × 1, Freight × 1"
