"""Filters: from the address to a condition, a chip and a facet of the panel. Nothing undeclared is ever asked.

`facet` says what every filter is; each kind that a type can declare stands in a module of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from accord.accounts.models import User
from accord.records.lists.filters.choices import Choice, Currencies, Departments, Link, States, Yes
from accord.records.lists.filters.days import Day
from accord.records.lists.filters.facet import Chip, Facet, FacetView, People, Values
from accord.records.lists.filters.numbers import Amount, Number
from accord.records.lists.filters.people import Person
from accord.records.lists.filters.words import Words

if TYPE_CHECKING:
    from accord.records.declare import Filter

__all__ = ["Chip", "Facet", "FacetView", "Values", "facets_of"]

KINDS: dict[str, type[Facet]] = {
    "choice": Choice,
    "multi": Choice,
    "link": Link,
    "department": Departments,
    "currency": Currencies,
    "person": Person,
    "states": States,
    "yes": Yes,
    "text": Words,
    "number": Number,
    "money": Amount,
    "date": Day,
}


def facets_of(declared: Iterable[Filter], model: type[Any], person: User) -> list[Facet]:
    people = People(person)
    made = [KINDS[one.kind](one, model, person, people) for one in declared]
    return [facet for facet in made if facet.is_offered]
