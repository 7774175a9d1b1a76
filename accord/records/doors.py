"""How views reach records: find it through the person's reach, or answer 404; may change it, or answer 403."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.words import Right
from accord.accounts.models import User
from accord.kit.errors import NotAllowed
from accord.kit.numbers import LARGEST_ID
from accord.kit.prepared import STAND_INS, Prepared
from accord.records.models import Record

R = TypeVar("R", bound=Record)


def visible(model: type[R], pk: int, *, to: User, related: tuple[str, ...] = ()) -> R:
    """The record if this person may see it; otherwise 404, whether it exists or not."""
    number = int(pk)  # an id that a form has sent is still a word
    asked = _visible(model, policy.Scope(to, model.kind).alike, related)
    found = asked.ask(to.pk, number) if 0 < number <= LARGEST_ID else []
    if not found:
        raise Http404(_("There is no such record, or you cannot see it."))
    record: R = found[0]
    return record


@lru_cache(maxsize=100)
def _visible(model: type[Record], sight: policy.Alike, related: tuple[str, ...]) -> Prepared:
    """Every page begins with this question, so its words are kept for all who see alike."""
    person, pk = STAND_INS[:2]
    rows = model.objects.visible_to(sight.somebody(person)).filter(pk=pk).order_by()
    return Prepared(rows.select_related(*related) if related else rows)


def editable(model: type[R], pk: int, *, by: User, related: tuple[str, ...] = ()) -> R:
    """The record if this person may change something of it: 404 unseen, 403 seen but not theirs."""
    record = visible(model, pk, to=by, related=related)
    if not policy.may_change(by, record):
        raise NotAllowed(policy.refusal(by, record, Right.CHANGE))
    return record


def deletable(model: type[R], pk: int, *, by: User) -> R:
    record = visible(model, pk, to=by)
    if not policy.may_delete(by, record):
        raise NotAllowed(policy.refusal(by, record, Right.DELETE))
    return record


def in_trash(model: type[R], pk: int, *, to: User) -> R:
    """The deleted record if this person could have deleted it; otherwise 404."""
    rows: Any = model.objects.in_trash().deletable_by(to)
    record: R | None = rows.filter(pk=pk).first()
    if record is None:
        raise Http404(_("There is no such record, or you cannot see it."))
    return record
