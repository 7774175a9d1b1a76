"""The catalogue: what a seller finds there, and who may add to it."""

from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from accord.catalogue.models import Category, Product
from accord.kit.errors import RuleBroken


@pytest.fixture
def rings(office):
    outer = Category.objects.add(by=office.house, name="Crane parts")
    return Category.objects.add(by=office.house, name="Rings", parent=outer)


@pytest.mark.covers("DC-216", "CK-040")
def test_the_navigation_leads_to_a_list_of_products_with_price_kind_and_category(office, client, rings):
    office.ring.change("changed", by=office.anna.acting(), category=rings)
    client.force_login(office.anna)

    home = client.get("/").content.decode()
    page = client.get("/products/").content.decode()

    assert 'href="/products/"' in home
    row = page.split("Slewing ring</a>", 1)[1].split("</tr>", 1)[0]
    for word in ("Product", "Rings", "1,500", "Piece", "19 %"):
        assert word in row


@pytest.mark.covers("DC-216")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Slewing ring", "Installation"}),
        ("?active=yes&type=service", {"Installation"}),
        ("?category={rings}", {"Slewing ring"}),
        ("?department={north}&all=1", {"Slewing ring", "Installation", "Old ring"}),
        ("?q=SR-100", {"Slewing ring"}),
        ("?q=on-site", {"Installation"}),
        ("?active=no", {"Old ring"}),
    ],
)
def test_the_list_is_filtered_and_searched(office, client, rings, query, found):
    by = office.anna.acting()
    office.ring.change("changed", by=by, category=rings)
    office.product("Installation", type="service", description="Done on-site")
    office.product("Old ring").withdraw(by=by)
    client.force_login(office.anna)

    page = client.get("/products/" + query.format(rings=rings.pk, north=office.north.pk)).content.decode()

    assert {name for name in ("Slewing ring", "Installation", "Old ring") if f">{name}</a>" in page} == found


@pytest.mark.covers("DC-216")
def test_a_seller_adds_a_product_of_their_department_with_all_its_fields(office, client, rings):
    client.force_login(office.anna)
    asked = client.get("/products/new/").content.decode()
    form = {"name": "Hoist motor", "type": "goods", "code": "HM-7", "category": rings.pk, "unit": office.piece.pk}
    form |= {"price": "2350.50", "currency": "EUR", "tax_rate": office.vat.pk, "description": "5.5 kW", "active": "on"}

    answer = client.post("/products/new/", form | {"department": office.north.pk})

    product = Product.objects.get(code="HM-7")
    assert f'<option value="{office.north.pk}" selected>' in asked
    assert answer.headers["Location"] == f"/products/{product.pk}/"
    assert (product.price, product.currency, product.tax_rate) == (Decimal("2350.50"), "EUR", office.vat)
    assert (product.category, product.unit, product.department) == (rings, office.piece, office.north)
    page = client.get(f"/products/{product.pk}/").content.decode()
    assert "2,350.50" in page
    assert "for one pc." in page
    assert "5.5 kW" in page


def test_a_product_of_no_department_would_be_hidden_from_sellers_so_the_form_asks_for_one(office, client):
    client.force_login(office.dora)

    answer = client.post("/products/new/", {"name": "Hoist motor", "type": "goods", "price": "1", "currency": "EUR"})

    assert answer.status_code == 422
    assert not Product.objects.exists()


@pytest.mark.covers("DC-216")
def test_products_of_another_department_are_not_seen(office, client):
    pump = office.product("Bilge pump", owner=office.zoe)
    client.force_login(office.anna)

    assert client.get(f"/products/{pump.pk}/").status_code == 404
    assert "Bilge pump" not in client.get("/products/?all=1").content.decode()
    assert "Bilge pump" not in client.get("/pick/product/?q=Bilge").content.decode()


@pytest.mark.covers("DC-216")
def test_a_product_has_files(office, client):
    client.force_login(office.anna)

    page = client.get(f"/products/{office.ring.pk}/?tab=files").content.decode()

    assert 'type="file"' in page


@pytest.mark.covers("DC-216")
def test_a_product_goes_off_sale_and_back(office, client):
    client.force_login(office.anna)
    url = f"/products/{office.ring.pk}/"

    client.post(f"{url}withdraw/")
    assert not Product.objects.get(pk=office.ring.pk).active
    assert "took this off sale" in client.get(url).content.decode()

    client.post(f"{url}offer/")
    assert Product.objects.get(pk=office.ring.pk).active


@pytest.mark.covers("DC-217")
def test_categories_are_kept_among_the_directories_one_inside_the_other(office, client):
    client.force_login(office.dora)

    client.post("/directories/category/new/", {"name": "Crane parts", "position": "10", "active": "on"})
    outer = Category.objects.get(name="Crane parts")
    inner = {"name": "Rings", "position": "10", "active": "on", "parent": outer.pk}
    client.post("/directories/category/new/", inner)

    rings = Category.objects.get(name="Rings")
    assert rings.parent == outer
    assert f'<option value="{rings.pk}">Rings' in client.get("/products/new/").content.decode()


@pytest.mark.covers("DC-217")
def test_a_category_does_not_come_to_lie_inside_itself(office, client, rings):
    client.force_login(office.dora)
    form = {"name": "Crane parts", "position": "10", "active": "on", "parent": rings.pk}

    answer = client.post(f"/directories/category/{rings.parent_id}/", form)

    assert answer.status_code in {409, 422}
    assert Category.objects.get(pk=rings.parent_id).parent is None
    with pytest.raises(RuleBroken):
        rings.parent.change("edited", by=office.house, parent=rings)


def test_an_article_number_stands_once(office, client):
    assert office.ring
    client.force_login(office.anna)
    form = {"name": "Another", "type": "goods", "code": "SR-100", "currency": "EUR", "department": office.north.pk}

    answer = client.post("/products/new/", form)

    assert answer.status_code == 422
    assert "There is a product with this article number." in answer.content.decode()


@pytest.mark.covers("DC-216")
def test_the_price_list_goes_out_as_it_is_shown(office, client):
    assert office.ring
    client.force_login(office.anna)

    answer = client.get("/products/export/?all=1&format=xlsx")

    content = answer.getvalue() if hasattr(answer, "getvalue") else b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert any("Slewing ring" in row and 1500 in row for row in rows)
