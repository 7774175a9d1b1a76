"""Money without a float: a `Decimal` and an ISO currency in Python, a 64-bit integer of 1/10,000 in the table.

SQLite keeps decimals as floating point, so sums of many payments drift by cents. Integers do not. `AmountField` hides
the integer: models, forms and queries see `Decimal`. `Sum("amount")` is exact and equal on both databases;
`Total("amount")` is the same where a sum may leave 64 bits, which people can reach with two enormous deals.

Do not multiply such columns in SQL: the product of two scaled integers has the wrong scale. Multiply `Money` in Python.
Give `Avg` its `output_field=AmountField()`, or Django takes it for a float of ten-thousandths.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from functools import cached_property, total_ordering
from typing import Any

from babel.numbers import format_currency, get_currency_precision
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from accord.kit.amounts import ScaledFormField
from accord.kit.currencies import CurrencyFormField
from accord.kit.currencies import babel_locale as babel_locale
from accord.kit.currencies import known_currencies as known_currencies
from accord.kit.errors import RuleBroken

EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough that no product of an amount and a rate is rounded before it is rounded on purpose."""

LARGEST_INTEGER = 2**63 - 1


def half_up(value: Decimal, places: int) -> Decimal:
    """Round as people learn it at school: 0.005 becomes 0.01, −0.005 becomes −0.01."""
    return value.quantize(Decimal(1).scaleb(-places), context=EXACT)


def minor_places(currency: str) -> int:
    """How many decimals the smallest coin has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount of one currency. Adding or comparing two currencies is a mistake and raises; zero is no exception."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, float):
            raise TypeError("Money is never made from a float.")
        if self.currency not in known_currencies():
            raise ValueError(f"{self.currency!r} is not an ISO currency.")
        object.__setattr__(self, "amount", Decimal(self.amount))

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, float):
            raise TypeError("Money is never multiplied by a float.")
        return Money(EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __str__(self) -> str:
        return f"{self.rounded().amount:f} {self.currency}"

    def rounded(self) -> "Money":
        """To the smallest coin of the currency, half up."""
        return Money(half_up(self.amount, minor_places(self.currency)), self.currency)

    def converted(self, rate: Decimal, to: str) -> "Money":
        """At a rate of *units of the other currency for one of this*, rounded to the other's smallest coin."""
        return Money((self * rate).amount, to).rounded()

    def display(self, language: str = "en") -> str:
        """As people of that language write it: €1,234.50 or 1 234,50 €."""
        with localcontext(EXACT):
            return format_currency(self.rounded().amount, self.currency, locale=babel_locale(language))

    def _same(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money meets money only, not {type(other).__name__}.")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} are never added without a rate.")
        return other.amount


def sums_by_currency(moneys: Iterable[Money]) -> dict[str, Money]:
    """One sum for each currency, in order of first appearance."""
    sums: dict[str, Money] = {}
    for money in moneys:
        sums[money.currency] = sums.get(money.currency, Money.zero(money.currency)) + money
    return sums


class ScaledField(models.BigIntegerField):  # type: ignore[type-arg]
    """A decimal stored as an integer of 10^-places; the range is checked by message, by the database, and on saving."""

    places: int
    limit: int

    @cached_property
    def validators(self) -> list[Any]:
        return [*self.default_validators, *self._validators, *self._limits()]  # type: ignore[attr-defined]

    def _limits(self) -> list[Any]:
        text = f"{self.limit:,}"
        return [
            MinValueValidator(-self.limit, _("The smallest number that fits here is −%(limit)s.") % {"limit": text}),
            MaxValueValidator(self.limit, _("The largest number that fits here is %(limit)s.") % {"limit": text}),
        ]

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """The same range in the table, so that no door can pass it."""
        column = connection.ops.quote_name(self.column or "")
        bound = self.limit * 10**self.places
        return f"{column} BETWEEN -{bound} AND {bound}"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        """From the table, and from Sum, Avg, Min and Max over it: SQLite gives int or float, PostgreSQL numeric."""
        return None if value is None else half_up(Decimal(value), 0).scaleb(-self.places, context=EXACT)

    def to_python(self, value: Any) -> Decimal | None:
        """Always with all its decimals, so that one amount has one spelling in events and comparisons."""
        if value is None:
            return None
        try:
            number = Decimal(value if isinstance(value, Decimal) else str(value))
            if number.is_finite():
                return half_up(number, self.places)
        except InvalidOperation:
            pass
        raise ValidationError(_("Enter a number."), code="invalid")

    def get_prep_value(self, value: Any) -> int | None:
        """Clamped, because a filter may ask for more than a column can hold and then means all or nothing."""
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        if isinstance(value, float):
            raise TypeError(f"{self.name} takes a Decimal, never a float.")
        whole = self.to_python(value)
        scaled = int(half_up(whole.scaleb(self.places, context=EXACT), 0)) if whole is not None else 0
        return max(-LARGEST_INTEGER, min(LARGEST_INTEGER, scaled))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, Decimal | int) and not -self.limit <= value <= self.limit:
            raise RuleBroken(_("This number is too large to be kept."), fields={self.name: _("Too large.")})
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else f"{value:f}"

    def formfield(self, **kwargs: Any) -> Any:
        kwargs = {"form_class": ScaledFormField, "places": self.places, **kwargs}
        return models.Field.formfield(self, **kwargs)


class AmountField(ScaledField):
    """An amount of money, four decimals, up to ±900 trillion; the currency stands in the column beside it."""

    description = _("Amount of money")
    places = 4
    limit = 9 * 10**14


class RateField(ScaledField):
    """An exchange or tax rate, eight decimals, up to ±90 billion."""

    description = _("Rate")
    places = 8
    limit = 9 * 10**10


class QuantityField(ScaledField):
    """A quantity of goods or hours, eight decimals, up to ±90 billion."""

    description = _("Quantity")
    places = 8
    limit = 9 * 10**10


class Total(models.Aggregate):
    """A sum that cannot overflow: SQLite raises where a sum of integers leaves 64 bits, PostgreSQL goes on in numeric.

    On SQLite the halves are summed apart and come back as text, so order by `Sum` and show `Total`.
    """

    function = "SUM"
    name = "Total"
    half = 10**9

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        source = self.get_source_expressions()[0]
        parts = [self._part(source, operator).as_sql(compiler, connection) for operator in ("/", "%%")]
        (upper, upper_params), (lower, lower_params) = parts
        return f"({upper} || ':' || {lower})", (*upper_params, *lower_params)

    def _part(self, source: Any, operator: str) -> models.Aggregate:
        part: models.Aggregate = self.copy()
        part.template = f"SUM(%(expressions)s {operator.replace('%%', '%%%%')} {self.half})"
        part.set_source_expressions([source, *self.get_source_expressions()[1:]])
        return part

    def convert_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            upper, lower = value.split(":")
            value = int(upper) * self.half + int(lower)
        return value


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """An ISO 4217 code. Names, symbols and decimals come from Babel, in the reader's language."""

    description = _("Currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 3
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and value not in known_currencies():
            raise ValidationError(_("There is no currency with this code."), code="invalid")

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("max_length", None)
        return models.Field.formfield(self, **{"form_class": CurrencyFormField, **kwargs})
