"""Leaving: what somebody owns and heads, and who goes on with it when the account is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.access.models import Owned
from accord.accounts.models import Department, User
from accord.history.models import Actor
from accord.kit.errors import RuleBroken
from accord.records import contents

AT_ONCE = 200
"""More is handed over by the worker, so that nobody waits for a page."""


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
        if to.pk == self.person.pk or not to.is_active:
            raise RuleBroken(_("Choose somebody else who works here."))
        values: dict[str, Any] = {"owner": to} | ({"department": to.department} if to.department else {})
        with transaction.atomic():
            for _model, rows in self._sets():
                rows.change_all("handed over", by=by.consequence(), **values)
            Department.objects.change_each([(each, {"head": to}) for each in self.heads], "changed", by=by)
            reports = [(each, {"manager": to if each.pk != to.pk else to.manager}) for each in self.leads]
            User.objects.change_each(reports, "changed", by=by)

    def _sets(self) -> Iterator[tuple[type[Owned], Any]]:
        """What belongs to something else goes along with it and is not counted."""
        for pages in contents.every():
            model: type[Owned] = pages.record
            if not model.parent_field:
                yield model, model._default_manager.live().filter(owner=self.person.pk)
