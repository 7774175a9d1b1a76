"""How views reach records: find it through the person's reach, or answer 404; may change it, or answer 403."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from accord.access import policy
from accord.access.words import Right
from accord.accounts.models import User
from accord.kit.errors import NotAllowed
from accord.records.models import Record

R = TypeVar("R", bound=Record)


def visible(model: type[R], pk: int, *, to: User, related: tuple[str, ...] = ()) -> R:
    """The record if this person may see it; otherwise 404, whether it exists or not."""
    rows: Any = model.objects.visible_to(to).select_related(*related) if related else model.objects.visible_to(to)
    record: R | None = rows.filter(pk=pk).first()
    if record is None:
        raise Http404(_("There is no such record, or you cannot see it."))
    return record


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
