"""Text: contains, is, is not, empty."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.records.lists.filters.facet import EMPTY, FILLED, HOWS, NO, NOT, YES, Control, Facet


class Words(Facet):
    """Text: contains, is, is not, empty."""

    suffixes = ("", "is", NOT, EMPTY)
    hows: ClassVar[dict[str, str | Promise]] = {
        "": gettext_lazy("contains"),
        "is": HOWS[""],
        **{how: HOWS[how] for how in (NOT, EMPTY, FILLED)},
    }

    def accepts(self, suffix: str, value: str) -> bool:
        return value in {YES, NO} if suffix == EMPTY else len(value) <= 200

    def condition(self) -> Q:
        condition = Q()
        for value in self.get():
            condition &= Q(**{f"{self.path}__icontains": value})
        if self.get("is"):
            condition &= Q(**{f"{self.path}__iexact": self.get("is")[0]})
        if self.get(NOT):
            condition &= ~Q(**{f"{self.path}__iexact": self.get(NOT)[0]})
        if self.get(EMPTY):
            condition &= self._empty() if self.get(EMPTY)[0] == YES else ~self._empty()
        return self.rows_with(condition)

    def _empty(self) -> Q:
        nothing = Q(**{self.path: ""})
        nullable = "__" in self.path or getattr(self.column, "null", False)
        return nothing | Q(**{f"{self.path}__isnull": True}) if nullable else nothing

    def words(self) -> tuple[str, str]:
        if self.get(EMPTY):
            return self.emptiness()
        for suffix in ("", "is", NOT):
            if self.get(suffix):
                return str(self.hows[suffix]), ", ".join(self.get(suffix))
        return "", ""

    def parts(self) -> dict[str, Any]:
        typed = self.one() or self.one("is") or self.one(NOT)
        return {"controls": [Control(self.name, _("Words"), typed)]}
