"""Leaving: what somebody owns and heads, and who goes on with it when the account is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.models import Department, User
from accord.history.models import Actor, Outcome
from accord.kit.errors import RuleBroken
from accord.records import contents
from accord.records.works import AT_ONCE, PORTION, Looked, Portion, Work, works_as


@dataclass(frozen=True)
class Leaving:
    person: User

    @cached_property
    def owns(self) -> list[tuple[str, int]]:
        """(name of the type, how many) of everything live that has this owner."""
        counted = [(model, rows.count()) for model, rows in self._sets()]
        return [(capfirst(str(model._meta.verbose_name_plural)), count) for model, count in counted if count]

    @property
    def count(self) -> int:
        return sum(count for _name, count in self.owns)

    @cached_property
    def heads(self) -> list[Department]:
        return list(Department.objects.live().filter(head=self.person.pk))

    @cached_property
    def leads(self) -> list[User]:
        return list(User.objects.live().filter(manager=self.person.pk))

    @property
    def is_large(self) -> bool:
        return self.count > AT_ONCE

    def close(self, *, by: Actor, to: User | None = None) -> None:
        """Close the account; `to` goes on with everything, in the same change set."""
        with transaction.atomic():
            if to is not None:
                self.hand_over(to, by=by)
            self.person.deactivate(by=by)

    def hand_over(self, to: User, *, by: Actor) -> None:
        """Who keeps accounts needs no rights of their own on the records: this follows from the closing."""
        self.check_successor(to)
        with transaction.atomic():
            for _model, rows in self._sets():
                rows.change_all("handed over", by=by.consequence(), **self._values(to))
            self.hand_over_people(to, by=by)

    def check_successor(self, to: User) -> None:
        if to.pk == self.person.pk or not to.is_active:
            raise RuleBroken(_("Choose somebody else who works here."))

    def hand_over_some(self, to: User, *, by: Actor, most: int) -> Outcome | None:
        """So many records of one type; None where nothing is left."""
        for model, rows in self._sets():
            if ids := list(rows.order_by("pk").values_list("pk", flat=True)[:most]):
                some: Any = model._default_manager.filter(pk__in=ids)
                outcome: Outcome = some.change_all("handed over", by=by.consequence(), **self._values(to))
                return outcome
        return None

    def hand_over_people(self, to: User, *, by: Actor) -> None:
        """The departments that the person heads, and the people who report to them."""
        Department.objects.change_each([(each, {"head": to}) for each in self.heads], "changed", by=by)
        reports = [(each, {"manager": to if each.pk != to.pk else to.manager}) for each in self.leads]
        User.objects.change_each(reports, "changed", by=by)

    def _values(self, to: User) -> dict[str, Any]:
        return {"owner": to} | ({"department": to.department} if to.department else {})

    def _sets(self) -> Iterator[tuple[type[Owned], Any]]:
        """What belongs to something else goes along with it and is not counted."""
        for pages in contents.every():
            model: type[Owned] = pages.record
            if not model.parent_field:
                yield model, model._default_manager.live().filter(owner=self.person.pk)


@works_as("hand over")
class HandingOver(Work):
    """Portion by portion of what somebody owned who has left, and in the end whom and what they headed."""

    def look(self, by: Actor) -> Looked:
        leaving, to = self._leaving()
        leaving.check_successor(to)
        policy.require(by, Special.ADMINISTER)
        return Looked(leaving.count)

    def portion(self, by: Actor, cursor: Any) -> Portion:
        leaving, to = self._leaving()
        leaving.check_successor(to)
        policy.require(by, Special.ADMINISTER)
        if outcome := leaving.hand_over_some(to, by=by, most=PORTION):
            return Portion(len(outcome.changed), cursor=leaving.person.pk)
        leaving.hand_over_people(to, by=by)
        return Portion()

    def _leaving(self) -> tuple[Leaving, User]:
        return Leaving(User.objects.get(pk=self.given["person"])), User.objects.get(pk=self.given["to"])
