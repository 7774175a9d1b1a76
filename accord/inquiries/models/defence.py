"""What looks like spam is put aside: out of the lists and counters, visible to operators, never lost."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.history.models import Actor
from accord.kit.fields import plain_line
from accord.records.models import Record, RecordQuerySet

D = TypeVar("D", bound="Defended")


class DefendedQuerySet(RecordQuerySet[D]):
    def put_aside(self) -> Self:
        return self.filter(spam_suspected=True)


class Defended(Record):
    spam_suspected = models.BooleanField(_("suspected spam"), default=False)
    spam_reason = models.CharField(_("put aside because of"), max_length=200, blank=True, validators=[plain_line])

    class Meta(Record.Meta):
        abstract = True

    def put_aside(self, *, by: Actor, reason: Any = "") -> None:
        """Suspected: it waits where operators look through it."""
        policy.require(by, Special.SEE_SPAM)
        self.change("put aside as spam", by=by, spam_suspected=True, spam_reason=str(reason)[:200])

    def clear_of_spam(self, *, by: Actor) -> None:
        """It is a request after all."""
        policy.require(by, Special.SEE_SPAM)
        self.change("cleared of spam", by=by, spam_suspected=False, spam_reason="")
