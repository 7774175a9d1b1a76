"""Merging a duplicate that very much hangs on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.history.models import Actor, kinds
from accord.kit.errors import SOMEBODY_WAS_FASTER, NotAllowed, RuleBroken
from accord.records.relink import hanging_on, merge, relink_some
from accord.records.works import AT_ONCE, PORTION, Looked, Portion, Work, works_as

MOVED_AT_ONCE = PORTION // 4
"""A contact that moves takes its owner, its places of work and its marks for search along: dear as four others."""


@works_as("merge")
class Merging(Work):
    """Portion by portion what hangs on the duplicate moves to the original; then they are merged as any two."""

    def look(self, by: Actor) -> Looked:
        duplicate, original = self._both(by)
        if [duplicate.version, original.version] != self.given["versions"]:
            raise RuleBroken(SOMEBODY_WAS_FASTER)
        return Looked(hanging_on(duplicate) + 1)

    def portion(self, by: Actor, cursor: Any) -> Portion:
        duplicate, original = self._both(by)
        if moved := relink_some(duplicate, original, by=by, most=MOVED_AT_ONCE):
            return Portion(moved, cursor=duplicate.pk)
        merge(duplicate, original, by=by, fields=self.given["fields"])
        return Portion(1)

    def _both(self, by: Actor) -> tuple[Any, Any]:
        """As they are now, and as the person may still merge them."""
        found: dict[int, Any] = (
            kinds()[self.given["kind"]].objects.live().in_bulk([self.given["pk"], self.given["into"]])
        )
        if len(found) < 2:
            raise RuleBroken(_("One of the two is no longer there."))
        duplicate, original = found[self.given["pk"]], found[self.given["into"]]
        assert isinstance(by.person, User)
        policy.require(by, Special.MERGE)
        duplicate.check_deletable(by)
        if not original.is_editable_by(by.person):
            raise NotAllowed
        return duplicate, original


def is_long_to_merge(duplicate: Any) -> bool:
    return hanging_on(duplicate) > AT_ONCE
