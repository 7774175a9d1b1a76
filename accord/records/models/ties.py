"""What ties two records together belongs to neither alone: whose it is follows from both."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.models import Owned
from accord.accounts.models import User
from accord.history.models import Actor, Changeable, model_of
from accord.kit.errors import NotAllowed

End = tuple[str, int]
"""Kind and id of one of the two records."""

Ends = tuple[End, End]


class Tie(Changeable):
    """Set by whoever sees both records and may change one; whoever may change one changes it and takes it off."""

    refused: ClassVar[Promise] = _("Links are set by those who see both records and may change one of them.")

    class Meta:
        abstract = True

    @property
    def ends(self) -> Ends:
        raise NotImplementedError

    def check_addable(self, by: Actor) -> None:
        self._check(by, sees_both=True)

    def check_writable(self, by: Actor, fields: frozenset[str]) -> None:
        self._check(by)

    def _check(self, by: Actor, *, sees_both: bool = False) -> None:
        if not by.asks_for_rights:
            return
        assert isinstance(by.person, User)
        seen = [record for end in self.ends if (record := _seen(end, by.person))]
        may = any(policy.may_change(by.person, record) for record in seen)
        if not may or (sees_both and len(seen) < len(self.ends)):
            raise NotAllowed(self.refused)


def _seen(end: End, person: User) -> Owned | None:
    kind, pk = end
    model = model_of(kind)
    if model is None or not issubclass(model, Owned):
        return None
    found: Owned | None = model.objects.visible_to(person).filter(pk=pk).first()
    return found
