"""Me, nobody yet, colleagues, and everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accord.kit.numbers import as_id
from accord.records.lists.filters.choices import Choice
from accord.records.lists.filters.facet import NOT, Option

ME, NOBODY = "me", "nobody"
FEW_PEOPLE = 5


class Person(Choice):
    """Me, nobody yet, colleagues, and everybody else in a list to open."""

    suffixes = ("", NOT)
    can_be_empty = False  # *nobody yet* says it

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {ME, NOBODY} or as_id(value) is not None

    def condition(self) -> Q:
        condition = self._any_of(self.get()) if self.get() else Q()
        return condition & ~self._any_of(self.get("not")) if self.get("not") else condition

    def _any_of(self, values: Sequence[str]) -> Q:
        ids = [self.person.pk if value == ME else int(value) for value in values if value != NOBODY]
        condition = Q(**{f"{self.path}__in": ids}) if ids else Q()
        return condition | Q(**{f"{self.path}__isnull": True}) if NOBODY in values else condition

    def labels(self, values: Sequence[str]) -> dict[str, str]:
        fixed = {ME: _("Me"), NOBODY: _("Nobody yet")}
        return {value: fixed.get(value) or self.people.name(int(value)) for value in values}

    def parts(self) -> dict[str, Any]:
        chosen = self.chosen
        everybody = [str(pk) for pk in self.people.names if pk != self.person.pk]
        near = [value for value in self.people.near() if value in everybody][:FEW_PEOPLE]
        shown = list(dict.fromkeys([ME, NOBODY, *chosen, *near]))
        labels = self.labels(list(dict.fromkeys([*shown, *everybody])))
        return {
            "options": [Option(value, labels[value], value in chosen) for value in shown],
            "others": [Option(value, labels[value]) for value in everybody if value not in shown],
            "nothing": _("Somebody else…"),
        }
