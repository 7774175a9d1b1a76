"""The log: everything that happened, and above all what was deleted, for administrators (DC-062).

It is read from the events, which outlive what they tell of; what was deleted for good is told with its last state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accord.access import policy
from accord.access.models import Owned
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.history.models import Event, model_of
from accord.kit.numbers import as_id
from accord.records import contents, timeline
from accord.records.sight import Key, Sight
from accord.records.trash import SearchForm, said

SHOWN = 50
WHAT: dict[str, tuple[Any, tuple[str, ...]]] = {
    "deleted": (_("Deleted"), ("deleted", "purged", "removed", "unlinked")),
    "added": (_("Added"), ("created", "imported", "linked", "received", "opened", "opened from lead")),
    "restored": (_("Brought back"), ("restored", "undone")),
    "all": (_("Everything"), ()),
}


class LogForm(SearchForm):
    what = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False)

    field_order = ("q", "what", "kind", "who", "since", "until")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        types = [(pages.record.kind, _capital(pages.type_name)) for pages in contents.every()]
        self.fields["q"].label = _("Name, or ID and number")
        what, kind = self.fields["what"], self.fields["kind"]
        what.choices = [(name, label) for name, (label, _verbs) in WHAT.items()]  # type: ignore[attr-defined]
        kind.choices = [("", _("All types")), *types]  # type: ignore[attr-defined]

    def condition(self, reader: User) -> Q:
        given = {"what": "deleted"} | self.given
        verbs = WHAT[given["what"]][1]
        asked = [*self._words(given.get("q", "")), Q(verb__in=verbs) if verbs else Q(), self.within("at", reader)]
        asked += [Q(kind=given["kind"])] if "kind" in given else []
        asked += [Q(actor=given["who"])] if "who" in given else []
        return reduce(and_, asked)

    def _words(self, text: str) -> Iterator[Q]:
        number = text.casefold().removeprefix("id").strip(" :#")
        if pk := as_id(number):
            yield Q(record_id=pk)
        else:
            yield from (said("label", word) for word in text.split())


class Overseeing(Sight):
    """An administrator sees what they see as a person, and by name whatever lies in the trash or is gone."""

    def _among(self, ids: Mapping[str, set[int]]) -> set[Key]:
        live = {(kind, pk) for kind, pks in ids.items() for pk in _live(kind, pks)}
        return super()._among(ids) | {(kind, pk) for kind, pks in ids.items() for pk in pks} - live


def _live(kind: str, pks: set[int]) -> Iterator[int]:
    model = model_of(kind)
    assert model is not None
    assert issubclass(model, Owned)
    yield from model.objects.live().filter(pk__in=pks).values_list("pk", flat=True)


@login_required
@require_GET
def log(request: ActorRequest) -> HttpResponse:
    if not policy.holds(request.user, Special.ADMINISTER):
        raise Http404
    form = LogForm(request.GET)
    events = timeline.events_with_all(Event.objects.filter(form.condition(request.user))).order_by("-id")
    if before := as_id(request.GET.get("before", "")):
        events = events.filter(pk__lt=before)
    found = list(events[: SHOWN + 1])
    told = timeline.tell(found[:SHOWN], request.user, sight=Overseeing(request.user, ()))
    context = {
        "form": form,
        "days": list(timeline.by_day(told)),
        "earlier": found[SHOWN - 1].pk if len(found) > SHOWN else None,
    }
    return render(request, "administration/log.html", context)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
