"""Text: contains, is, is not, empty."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext as _

from accord.records.lists.filters.facet import NO, YES, Control, Facet, FacetView, Option


class Words(Facet):
    """Text: contains, is, is not, empty."""

    suffixes = ("", "is", "not", "empty")

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {YES, NO} if suffix == "empty" else len(value) <= 200

    def condition(self) -> Q:
        condition = Q()
        for value in self.get():
            condition &= Q(**{f"{self.path}__icontains": value})
        if self.get("is"):
            condition &= Q(**{f"{self.path}__iexact": self.get("is")[0]})
        if self.get("not"):
            condition &= ~Q(**{f"{self.path}__iexact": self.get("not")[0]})
        if self.get("empty"):
            condition &= self._empty() if self.get("empty")[0] == YES else ~self._empty()
        return self.rows_with(condition)

    def _empty(self) -> Q:
        nothing = Q(**{self.path: ""})
        nullable = "__" in self.path or getattr(self.column, "null", False)
        return nothing | Q(**{f"{self.path}__isnull": True}) if nullable else nothing

    def words(self) -> tuple[str, str]:
        if self.get("empty"):
            return (_("is empty"), "") if self.get("empty")[0] == YES else (_("is filled in"), "")
        for suffix, operator in (("", _("contains")), ("is", _("is")), ("not", _("is not"))):
            if self.get(suffix):
                return operator, ", ".join(self.get(suffix))
        return "", ""

    def view(self, *, later: Callable[[str], str] | None = None) -> FacetView:
        return self._view(
            controls=[Control(self.name, _("Contains"), self.one())],
            options=[Option(YES, _("Is empty"), self.get("empty") == [YES], f"{self.name}.empty")],
        )
