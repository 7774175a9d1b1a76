"""The table in which lines are edited: all lines of a deal at once, in the form of a new deal and on a page of its own.

Each row posts its key as `line` and its fields as `line-<key>-<name>`; the key is the id of a line, or `new-…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.accounts.models import User
from accord.catalogue.models import Product, price_of
from accord.deals.models import Deal, DealLine, Totals, copied
from accord.dictionaries.models import TaxRate, Unit
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.kit.numbers import as_id
from accord.preferences import switches
from accord.records.forms import NOTHING, plain

MAIN = ("name", "quantity", "unit", "price", "discount", "tax_rate")
FURTHER = ("type", "serial_number", "ship_by", "planned_ship_on", "shipped_on")
MOST_ROWS = 200
NEW = "new-"


class LineForm(forms.Form):
    """One row. A new row of which nothing is said is no line."""

    def __init__(self, data: Any, *, key: str, table: LineTable, line: DealLine | None, initial: Mapping[str, Any]):
        super().__init__(data, prefix=f"line-{key}", initial=dict(initial))
        self.key, self.line, self.table = key, line, table
        for name in (*MAIN, *FURTHER):
            self.fields[name] = self._field(name)
        self.fields["removed"] = forms.BooleanField(required=False, label=_("Remove"))
        self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if line is None:
            self.fields["product"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if self.may_be_kept:
            self.fields["kept"] = forms.BooleanField(required=False, label=_("Also add it to the catalogue"))

    @property
    def comes_from(self) -> Product | None:
        """The product that this row was copied from, as far as the person sees it."""
        if self.line is not None:
            return self.line.product
        return self.table.products.get(str(self["product"].value() or ""))

    @property
    def is_converted(self) -> bool:
        """Whether a new row begins with a price that the catalogue says in another currency only."""
        product = self.comes_from if self.line is None and not self.is_bound else None
        return product is not None and price_of(product, self.table.currency) is None

    @property
    def lacks_a_rate(self) -> bool:
        """Nobody knows what that comes to: the price has to be said."""
        return self.is_converted and not self.initial.get("price")

    @property
    def may_be_kept(self) -> bool:
        return self.line is None and self.comes_from is None and policy.may_add(self.table.person, Product.kind)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in FURTHER]

    @property
    def further_is_open(self) -> bool:
        return any(field.errors for field in self.further)

    @property
    def is_blank(self) -> bool:
        return self.line is None and not str(self["name"].value() or "").strip() and not self["product"].value()

    @property
    def is_dropped(self) -> bool:
        return bool(self.data.get(self.add_prefix("removed")))

    def values(self) -> dict[str, Any]:
        """What this row says of its line."""
        return {name: self.cleaned_data[name] for name in (*MAIN, *FURTHER)}

    def clean_quantity(self) -> Decimal:
        return self._at_least("quantity", Decimal(1), lambda value: value > 0, _("A quantity is more than nothing."))

    def clean_price(self) -> Decimal:
        return self._at_least("price", Decimal(0), lambda value: value >= 0, _("A price is not negative."))

    def clean_discount(self) -> Decimal:
        fits = _("A discount lies between 0 and 100 %.")
        return self._at_least("discount", Decimal(0), lambda value: 0 <= value <= 100, fits)

    def clean(self) -> dict[str, Any]:
        seen = self.cleaned_data.get("version")
        if self.line is not None and seen is not None and seen != self.line.version:
            raise ValidationError(_("Somebody changed this line meanwhile. This is what stood there when you began."))
        return self.cleaned_data

    def _at_least(self, name: str, empty: Decimal, fits: Any, message: Any) -> Decimal:
        value = self.cleaned_data[name]
        if value is None:
            return empty
        if not fits(value):
            raise ValidationError(message)
        return Decimal(value)

    def _field(self, name: str) -> forms.Field:
        column: Any = DealLine._meta.get_field(name)
        if name in self.table.directories:
            entries = self.table.directories[name]
            chosen = self.line and getattr(self.line, name)
            offered = {**entries, str(chosen.pk): chosen} if chosen else entries
            return forms.TypedChoiceField(
                choices=[("", NOTHING), *((key, str(entry)) for key, entry in offered.items())],
                coerce=offered.get,
                empty_value=None,
                required=False,
                label=column.verbose_name.capitalize(),
            )
        made = column.formfield()
        made.required = made.required and name not in {"quantity", "price", "discount"}
        return plain(made)


class LineTable:
    """The rows of a deal, or of one that is just being made. `added` are products to begin new rows with, `like` a deal
    whose lines are copied.
    """

    def __init__(
        self,
        data: QueryDict | None,
        *,
        person: User,
        currency: str,
        deal: Deal | None = None,
        added: Iterable[str] = (),
        blank: int = 0,
        like: Deal | None = None,
    ) -> None:
        self.data, self.person, self.currency, self.deal, self.like = data, person, currency, deal, like
        self.added, self.blank = [word for word in added if as_id(word)][:MOST_ROWS], blank

    @cached_property
    def rows(self) -> list[LineForm]:
        if self.data is not None:
            return [self._posted(key) for key in self.data.getlist("line")[:MOST_ROWS] if self._is_known(key)]
        empty = (self._row(_new_key()) for _number in range(self.blank))
        return [*self._standing(), *self._alike(), *self._from_catalogue(), *empty]

    @property
    def spare(self) -> LineForm:
        """An empty row for those without script."""
        return self._row(_new_key())

    @cached_property
    def lines(self) -> dict[str, DealLine]:
        """The lines that stand already, by their id."""
        if self.deal is None:
            return {}
        found = {str(line.pk): line for line in DealLine.objects.in_order().filter(deal=self.deal).with_names()}
        for line in found.values():
            line.deal = self.deal
        return found

    @cached_property
    def products(self) -> dict[str, Product]:
        """The products that new rows name, by their id: only those the person may see."""
        posted = [self.data.get(f"line-{key}-product", "") for key in self.data.getlist("line")] if self.data else []
        alike = DealLine.objects.live().filter(deal=self.like).values_list("product", flat=True) if self.like else []
        posted += [str(pk) for pk in alike if pk]
        ids = {pk for word in (*posted, *self.added) if (pk := as_id(word))}
        if not ids:
            return {}
        seen = Product.objects.visible_to(self.person).select_related("unit", "tax_rate").prefetch_related("prices")
        return {str(product.pk): product for product in seen.filter(pk__in=ids)}

    @cached_property
    def directories(self) -> dict[str, dict[str, Any]]:
        """Units and tax rates that are offered, read once for all rows."""
        home = self.deal.department if self.deal else self.person.department
        country = (home.default_country if home else "") or switches.load().country
        today = self.person.acting().today()
        units: Any = Unit.objects.offered_in(home.pk if home else None)
        rates = TaxRate.objects.valid_on(today, country) if country else TaxRate.objects.offered()
        return {
            "unit": {str(unit.pk): unit for unit in units},
            "tax_rate": {str(rate.pk): rate for rate in rates.offered_in(home.pk if home else None)},
        }

    def is_valid(self) -> bool:
        return all(row.is_valid() for row in self.rows if not row.is_blank and not row.is_dropped)

    def said(self) -> list[LineForm]:
        """The rows that are to stand in the deal."""
        return [row for row in self.rows if not row.is_blank and not row.is_dropped]

    def write(self, deal: Deal, *, by: Actor) -> None:
        """Write what was said, in one change set: new lines, adjusted ones, removed ones."""
        with transaction.atomic():
            self._add(deal, by)
            pairs = [(row.line, row.line.with_tax(row.values())) for row in self.said() if row.line]
            DealLine.objects.change_each(pairs, "changed", by=by)
            gone = [(row.line, {"deleted_at": by.now()}) for row in self.rows if row.line and row.is_dropped]
            DealLine.objects.change_each(gone, "removed", by=by)

    def totals(self) -> Totals:
        """What the rows come to as they were typed; rows that cannot be read count nothing."""
        return Totals.of(self._typed(), self.currency)

    def say(self, error: RuleBroken) -> None:
        if self.rows:
            self.rows[0].add_error(None, str(error))

    # ── private ──

    def _add(self, deal: Deal, by: Actor) -> None:
        place = max((line.position for line in self.lines.values()), default=0)
        new = []
        for row in self.said():
            if row.line is None:
                place += 1
                product = row.comes_from or self._kept(row, deal, by)
                new.append(DealLine(deal=deal, position=place, product=product, **row.values()))
        DealLine.objects.add_all(new, by=by)

    def _kept(self, row: LineForm, deal: Deal, by: Actor) -> Product | None:
        """A product made on the spot, of the department of the deal."""
        if not row.cleaned_data.get("kept"):
            return None
        taken = {name: row.cleaned_data[name] for name in ("name", "type", "unit", "price", "tax_rate")}
        made: Product = Product.objects.add(by=by, currency=deal.currency, department=deal.department, **taken)
        return made

    def _typed(self) -> Iterator[DealLine]:
        deal = self.deal or Deal(currency=self.currency)
        for row in self.said():
            if self.data is None and row.line:
                yield row.line
            elif self.data is None or row.is_valid():
                yield self._as_typed(row, deal)

    def _as_typed(self, row: LineForm, deal: Deal) -> DealLine:
        """The line that this row would be; it is kept in no table."""
        line = row.line or DealLine(deal=deal)
        values = row.values() if self.data is not None else self._from_initial(row)
        for name, value in line.with_tax(values).items():
            setattr(line, name, value)
        for name, value in line.derived().items():
            setattr(line, name, value)
        return line

    def _from_initial(self, row: LineForm) -> dict[str, Any]:
        given = {name: row.initial[name] for name in ("quantity", "price", "discount") if name in row.initial}
        return given | {"tax_rate": row.comes_from.tax_rate if row.comes_from else None}

    def _posted(self, key: str) -> LineForm:
        return LineForm(self.data, key=key, table=self, line=self.lines.get(key), initial={})

    def _standing(self) -> Iterator[LineForm]:
        for key, line in self.lines.items():
            initial = {name: getattr(line, name) for name in (*MAIN, *FURTHER)}
            initial |= {"unit": line.unit_id, "tax_rate": line.tax_rate_id, "version": line.version}
            yield self._row(key, line=line, initial=initial)

    def _alike(self) -> Iterator[LineForm]:
        """New rows that say what the lines of another deal say; when and what was shipped there stays there."""
        for line in DealLine.objects.in_order().filter(deal=self.like) if self.like else ():
            initial = {name: getattr(line, name) for name in (*MAIN, "type")}
            initial |= {"unit": line.unit_id, "tax_rate": line.tax_rate_id, "product": line.product_id or ""}
            yield self._row(_new_key(), initial=initial)

    def _from_catalogue(self) -> Iterator[LineForm]:
        today = self.person.acting().today()
        for word in self.added:
            if product := self.products.get(word):
                initial = copied(product, self.currency, on=today)
                initial |= {"product": product.pk, "unit": product.unit_id, "tax_rate": product.tax_rate_id}
                yield self._row(_new_key(), initial={"quantity": Decimal(1), "discount": Decimal(0), **initial})

    def _row(self, key: str, *, line: DealLine | None = None, initial: Mapping[str, Any] | None = None) -> LineForm:
        return LineForm(None, key=key, table=self, line=line, initial=initial or {"quantity": Decimal(1)})

    def _is_known(self, key: str) -> bool:
        return key in self.lines or (key.startswith(NEW) and key.removeprefix(NEW).isalnum() and len(key) < 60)


def _new_key() -> str:
    return f"{NEW}{uuid4().hex[:12]}"
