from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Avg, F, Max, Q, Sum
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from accord.kit.errors import RuleBroken
from accord.kit.money import (
    AmountField,
    CurrencyField,
    Money,
    QuantityField,
    RateField,
    Total,
    half_up,
    sums_by_currency,
)

AMOUNTS = st.decimals(min_value=-(9 * 10**14), max_value=9 * 10**14, places=4)
LARGEST = Decimal(9 * 10**14)


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "places", "rounded"),
    [("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("2.5", 0, "3"), ("1.004999", 2, "1.00"), ("0.045", 2, "0.05")],
)
def test_halves_are_rounded_up_away_from_zero(amount, places, rounded):
    assert half_up(Decimal(amount), places) == Decimal(rounded)


@pytest.mark.parametrize(
    ("currency", "rounded"), [("EUR", "1234.57"), ("JPY", "1235"), ("KWD", "1234.568"), ("CLF", "1234.5678")]
)
def test_money_is_rounded_to_the_smallest_coin_of_its_currency(currency, rounded):
    assert Money(Decimal("1234.5678"), currency).rounded().amount == Decimal(rounded)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_adding_is_exact_in_any_order(a, b, c):
    first, second, third = (Money(each, "EUR") for each in (a, b, c))

    assert (first + second) + third == first + (second + third)
    assert first - second == -(second - first)


@given(AMOUNTS, st.decimals(min_value=0, max_value=9 * 10**10, places=8))
def test_a_product_is_rounded_once_and_only_on_purpose(amount, rate):
    product = Money(amount, "EUR") * rate

    assert Fraction(product.amount) == Fraction(amount) * Fraction(rate)


def test_two_currencies_are_never_added_or_compared():
    with pytest.raises(ValueError, match="EUR and USD"):
        eur("1") + Money(Decimal(1), "USD")
    with pytest.raises(ValueError, match="EUR and USD"):
        _ = eur("1") < Money(Decimal(1), "USD")
    assert eur("1") != Money(Decimal(1), "USD")


def test_money_is_never_made_from_or_multiplied_by_a_float():
    with pytest.raises(TypeError):
        Money(1.1, "EUR")
    with pytest.raises(TypeError):
        eur("1") * 1.1


def test_money_of_no_currency_does_not_exist():
    with pytest.raises(ValueError, match="ISO"):
        Money(Decimal(1), "EURO")


def test_sums_are_kept_apart_by_currency():
    sums = sums_by_currency([eur("1.10"), Money(Decimal(3), "USD"), eur("2.20")])

    assert sums == {"EUR": eur("3.30"), "USD": Money(Decimal(3), "USD")}


def test_conversion_rounds_to_the_other_currency():
    assert eur("10.01").converted(Decimal("160.505"), "JPY") == Money(Decimal(1607), "JPY")


@pytest.mark.parametrize(("language", "shown"), [("en", "€1,234.50"), ("ru", "1 234,50 €"), ("de", "1.234,50 €")])
def test_money_is_shown_as_people_write_it(language, shown):
    assert eur("1234.5").display(language).replace("\xa0", " ").replace("\u202f", " ") == shown


def test_a_very_large_amount_is_shown_to_the_last_cent():
    assert eur("899999999999999.99").display("en") == "€899,999,999,999,999.99"


@pytest.fixture
def sales(transactional_db):
    """A table of its own, thrown away afterwards."""
    with isolate_apps("accord.jobs"):

        class Sale(models.Model):
            amount = AmountField(null=True)
            rate = RateField(default=Decimal(1))
            quantity = QuantityField(default=Decimal(1))
            currency = CurrencyField(default="EUR")

            class Meta:
                app_label = "jobs"
                db_table = "kit_test_sale"

        with connection.schema_editor() as editor:
            editor.create_model(Sale)
        yield Sale
        with connection.schema_editor() as editor:
            editor.delete_model(Sale)


def test_amounts_come_back_as_they_went_in(sales):
    amounts = [Decimal("0.0001"), Decimal("-0.0001"), LARGEST, -LARGEST, Decimal("1234.5678"), Decimal(0), None]
    for amount in amounts:
        sales.objects.create(amount=amount)

    assert list(sales.objects.order_by("pk").values_list("amount", flat=True)) == amounts


def test_rates_and_quantities_have_eight_decimals(sales):
    sales.objects.create(rate=Decimal("0.00000001"), quantity=Decimal("89999999999.99999999"))

    sale = sales.objects.get()
    assert (sale.rate, sale.quantity) == (Decimal("0.00000001"), Decimal("89999999999.99999999"))


def test_many_cents_add_up(sales):
    sales.objects.bulk_create([sales(amount=Decimal("999999.99")) for _ in range(3000)])

    assert sales.objects.aggregate(sum=Sum("amount"))["sum"] == Decimal("2999999970.00")
    assert sales.objects.aggregate(sum=Total("amount"))["sum"] == Decimal("2999999970.00")
    assert sales.objects.aggregate(sum=Avg("amount", output_field=AmountField()))["sum"] == Decimal("999999.99")
    assert sales.objects.aggregate(sum=Max("amount"))["sum"] == Decimal("999999.99")


def test_the_total_of_enormous_amounts_does_not_overflow(sales):
    for amount in (LARGEST, LARGEST, LARGEST, Decimal("0.0001"), None, Decimal(-1)):
        sales.objects.create(amount=amount)

    assert sales.objects.aggregate(sum=Total("amount"))["sum"] == 3 * LARGEST + Decimal("0.0001") - 1


def test_a_total_of_nothing_is_none(sales):
    assert sales.objects.aggregate(sum=Total("amount"))["sum"] is None


def test_totals_can_be_grouped_and_filtered(sales):
    for amount, currency in ((1, "EUR"), (2, "EUR"), (4, "USD"), (-8, "USD")):
        sales.objects.create(amount=Decimal(amount), currency=currency)

    sums = sales.objects.values("currency").order_by("currency")
    assert list(sums.annotate(sum=Total("amount")).values_list("currency", "sum")) == [("EUR", 3), ("USD", -4)]
    won = Total("amount", filter=Q(amount__gt=1))
    assert list(sums.annotate(sum=won).values_list("currency", "sum")) == [("EUR", 2), ("USD", 4)]


def test_filters_compare_amounts_also_beyond_what_a_column_holds(sales):
    sales.objects.create(amount=Decimal("10.5"))

    assert sales.objects.filter(amount=Decimal("10.5")).count() == 1
    assert sales.objects.filter(amount__gte="10.50", amount__lt=Decimal("10.5001")).count() == 1
    assert sales.objects.filter(amount__lt=Decimal(10) ** 30).count() == 1
    assert sales.objects.filter(amount__gt=Decimal(10) ** 30).count() == 0
    assert sales.objects.filter(amount__range=(-(10**30), 10**30)).count() == 1
    assert sales.objects.filter(amount__in=[Decimal("10.5"), Decimal(10) ** 40]).count() == 1


def test_amounts_are_compared_and_ordered_in_the_table(sales):
    for amount, rate in ((2, 1), (1, 2), (-3, 1)):
        sales.objects.create(amount=Decimal(amount), rate=Decimal(rate))

    assert list(sales.objects.order_by("amount").values_list("amount", flat=True)) == [-3, 1, 2]
    assert sales.objects.update(amount=F("amount")) == 3


def test_an_amount_too_large_is_refused_in_words_and_by_the_table(sales):
    sale = sales(amount=LARGEST + 1)

    with pytest.raises(ValidationError, match="largest number"):
        sale.full_clean()
    with pytest.raises(RuleBroken):
        sale.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kit_test_sale (amount, rate, quantity, currency) VALUES ({9 * 10**18 + 1}, 0, 0, '')"
        )


@pytest.mark.parametrize("value", ["NaN", "Infinity", "abc", "1e999999", ""])
def test_what_is_no_number_is_refused_in_words(value):
    with pytest.raises(ValidationError):
        AmountField().to_python(value)


def test_a_float_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError):
        AmountField(name="amount").get_prep_value(1.1)


def test_one_amount_has_one_spelling():
    field = AmountField()

    assert str(field.to_python("5")) == str(field.to_python(Decimal("5.00"))) == "5.0000"


def test_a_currency_is_one_that_the_world_knows():
    assert CurrencyField().clean("DEM", None) == "DEM"
    with pytest.raises(ValidationError):
        CurrencyField().clean("XYW", None)
