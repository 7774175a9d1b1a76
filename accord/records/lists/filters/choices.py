"""Any of several values: choices, entries of a directory, linked records, named conditions, yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.access import policy
from accord.access.models import Owned
from accord.accounts.models import Department
from accord.history.models import Changeable
from accord.kit import countries
from accord.kit.currencies import currency_choices, known_currencies
from accord.kit.numbers import as_id
from accord.records import contents
from accord.records.currencies import of_the_company
from accord.records.lists.fields import model_at
from accord.records.lists.filters.facet import EMPTY, HOWS, NO, NOT, YES, Facet, Option
from accord.records.sight import unseen

MOST_OPTIONS = 200
NAMED_IN_CHIP = 3


class Choice(Facet):
    """Any of several values: choices of the field, entries of a directory, or what the type offers itself."""

    suffixes: ClassVar[tuple[str, ...]] = ("", NOT, EMPTY)

    @cached_property
    def hows(self) -> dict[str, str | Promise]:
        return HOWS if self.can_be_empty else {how: HOWS[how] for how in ("", NOT)}

    @cached_property
    def can_be_empty(self) -> bool:
        if self.column is None:
            return False
        return "__" in self.path or self.column.null or self.column.many_to_many or getattr(self.column, "blank", False)

    @property
    def chosen(self) -> list[str]:
        """What is chosen, whether it is asked for or ruled out."""
        return self.get() or self.get(NOT)

    def accepts(self, suffix: str, value: str) -> bool:
        if suffix == EMPTY:
            return value in {YES, NO} and self.can_be_empty
        return self._can_be(value)

    def _can_be(self, value: str) -> bool:
        if self.column is None:
            return False
        if self.column.is_relation:
            return as_id(value) is not None
        if isinstance(self.column, models.BooleanField):
            return value in {"True", "False"}
        if self.column.flatchoices:
            return value in {str(key) for key, _label in self.column.flatchoices}
        if isinstance(self.column, models.CharField):
            return len(value) <= (self.column.max_length or 200)
        return as_id(value) is not None

    def condition(self) -> Q:
        wanted, unwanted = self.get(), self.get(NOT)
        condition = self.rows_with(self._among(wanted)) if wanted else Q()
        if unwanted and self.declared.having:
            condition &= ~self._among(unwanted)
        elif unwanted:
            without = self.rows_with(Q(**{f"{self.path}__in": unwanted}))
            empty = Q(**{f"{self.path}__isnull": True}) if getattr(self.column, "null", False) else Q()
            condition &= (~without | empty) if empty else ~without
        if self.get(EMPTY):
            condition &= ~self._filled() if self.one(EMPTY) == YES else self._filled()
        return condition

    def _among(self, values: list[str]) -> Q:
        """One value is asked for as such: an index over the rows with that value answers it then."""
        return Q(**{self.path: values[0]}) if len(values) == 1 else Q(**{f"{self.path}__in": values})

    def _filled(self) -> Q:
        filled = Q(**{f"{self.path}__isnull": False})
        if isinstance(self.column, models.CharField):
            filled &= ~Q(**{self.path: ""})
        return self.rows_with(filled)

    def words(self) -> tuple[str, str]:
        if self.get(EMPTY):
            return self.emptiness()
        if self.get():
            several = len(self.get()) > 1
            return (_("is any of") if several else _("is")), self.listed(self.get())
        return _("is not"), self.listed(self.get(NOT))

    def listed(self, values: Sequence[str]) -> str:
        labels = self.labels(values)
        named = [labels.get(value, value) for value in values[:NAMED_IN_CHIP]]
        rest = len(values) - len(named)
        if rest:
            named.append(ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest})
        return ", ".join(named)

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    @cached_property
    def options(self) -> list[Option]:
        chosen = set(self.chosen)
        return [Option(str(value), str(label), str(value) in chosen) for value, label in self.offered()]

    def offered(self) -> Iterable[tuple[Any, Any]]:
        """(value, label) of everything that can be chosen."""
        if self.declared.options:
            return self.declared.options(self.person)
        if self.column is None:
            return []
        if self.column.is_relation:
            return rows_of(self.column.related_model)
        if self.column.flatchoices:
            return [pair for pair in self.column.flatchoices if pair[0] not in (None, "")]
        return countries.choices() if self.name.endswith("country") else []

    def parts(self) -> dict[str, Any]:
        return {"options": self.options}


class Currencies(Choice):
    """Those that the company works with as boxes, all others of the world in a list."""

    def _can_be(self, value: str) -> bool:
        return value in known_currencies()

    @cached_property
    def groups(self) -> list[list[Option]]:
        own = dict.fromkeys([*of_the_company(self.person), *self.chosen])
        pairs = [pairs for _title, pairs in currency_choices(own)]
        return [[Option(code, label, code in self.chosen) for code, label in each] for each in pairs]

    @property
    def options(self) -> list[Option]:
        return self.groups[0]

    def parts(self) -> dict[str, Any]:
        return {"options": self.options, "others": self.groups[1], "nothing": _("Another currency")}


class Departments(Choice):
    """A filter for those who see more than one department: their own and those below, or all."""

    @property
    def is_offered(self) -> bool:
        return self._sees_all or len(self._own) > 1

    @property
    def _sees_all(self) -> bool:
        return policy.sees_all(self.person, self.model.kind)

    @property
    def _own(self) -> list[int]:
        return list(self.person.compiled.get("departments", []))

    def offered(self) -> Iterable[tuple[Any, Any]]:
        own = set(self._own)
        return [(pk, label) for pk, label in rows_of(Department) if self._sees_all or pk in own]


class Link(Choice):
    """A link to another record: chosen by typing where there may be many, from a short list otherwise."""

    @property
    def target(self) -> type[Any]:
        model = model_at(self.model, self.path)
        assert model is not None
        return model

    @property
    def is_picked(self) -> bool:
        return issubclass(self.target, Owned) and contents.knows(self.target.kind)

    def _can_be(self, value: str) -> bool:
        return as_id(value) is not None

    def _among(self, values: list[str]) -> Q:
        if self.declared.having is None:
            return super()._among(values)
        seen = self.target.objects.visible_to(self.person).filter(pk__in=values)
        return self.declared.having(list(seen.values_list("pk", flat=True)))

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        if not self.is_picked:
            return super().labels(values)
        seen = self.target.objects.visible_to(self.person).filter(pk__in=values)
        names = {str(record.pk): str(record) for record in seen}
        return {value: names.get(value) or unseen(self.target.kind) for value in values}

    def parts(self) -> dict[str, Any]:
        if not self.is_picked:
            return super().parts()
        labels = self.labels(self.chosen) if self.chosen else {}
        options = [Option(value, label, True) for value, label in labels.items()]
        return {"options": options, "picker": reverse("pick", args=[self.target.kind])}


class States(Choice):
    """Named conditions of the type."""

    suffixes = ("",)
    hows: ClassVar[dict[str, str | Promise]] = {}

    def accepts(self, suffix: str, value: str) -> bool:
        return value in self.declared.states

    def condition(self) -> Q:
        condition = Q()
        for value in self.get():
            condition |= self.declared.states[value][1](self.person)
        return condition

    def offered(self) -> Iterable[tuple[Any, Any]]:
        return [(value, label) for value, (label, _condition) in self.declared.states.items()]


class Yes(Choice):
    suffixes = ("",)
    hows: ClassVar[dict[str, str | Promise]] = {}

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {YES, NO}

    def condition(self) -> Q:
        """One of the two is asked for as such: an index over the rows of which it is so answers it then."""
        wanted = {value == YES for value in self.get()}
        return Q(**{self.path: wanted.pop()}) if len(wanted) == 1 else Q()

    def offered(self) -> Iterable[tuple[Any, Any]]:
        return [(YES, _("Yes")), (NO, _("No"))]


def rows_of(model: type[Any]) -> list[tuple[int, str]]:
    """The entries of a directory, or the people and departments, that a filter can choose from."""
    rows = model._default_manager.all()
    if issubclass(model, Changeable):
        rows = rows.filter(deleted_at=None)
    return [(row.pk, str(row)) for row in rows[:MOST_OPTIONS]]
