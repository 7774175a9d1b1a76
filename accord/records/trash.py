"""The trash: what was deleted in the last 90 days, as those see it who could delete it, and administrators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.history.models import Event
from accord.history.models.hanging import parents_of
from accord.kit import day_formats
from accord.kit.dates import DateRange
from accord.kit.fields import CleanCharField
from accord.kit.numbers import as_id
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.jobs import KEPT
from accord.records.models import Record
from accord.records.sight import Key

SHOWN = 50


@dataclass(frozen=True)
class Deleted:
    """A record of the trash. `went_with` is what it was deleted along with, if it was not meant itself."""

    record: Record
    pages: RecordPages[Any]
    went_with: str
    may_restore: bool

    @property
    def type_name(self) -> str:
        return self.pages.type_name

    @property
    def history_url(self) -> str:
        return self.pages.address(self.record.pk, "history")

    @property
    def restore_url(self) -> str:
        return self.pages.address(self.record.pk, "restore")

    @property
    def until(self) -> datetime:
        assert self.record.deleted_at is not None
        return self.record.deleted_at + KEPT


class PastDay(forms.DateField):
    """A day that has days around it, whatever the zone."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            validators=[MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))],
        )

    @property
    def input_formats(self) -> list[str]:  # type: ignore[override] # asked of each reader anew
        return day_formats.patterns()


class SearchForm(forms.Form):
    """What one looks for among what happened: words, who, when."""

    q = CleanCharField(label=_("Words"), required=False, max_length=200)
    who = forms.ModelChoiceField(
        User.objects.live().by_name(), label=_("Who"), required=False, empty_label=_("Anybody")
    )
    since = PastDay(_("From"))
    until = PastDay(_("To"))

    @property
    def given(self) -> dict[str, Any]:
        """What was understood; the rest is said at its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """What the next page is asked for with: days as every reader can follow them."""
        said = {name: value if isinstance(value, date) else self.data[name] for name, value in self.given.items()}
        return urlencode(said)

    def within(self, path: str, reader: User) -> Q:
        begin, over = DateRange(self.given.get("since"), self.given.get("until")).moments(reader.zone)
        since = Q(**{f"{path}__gte": begin}) if begin else Q()
        return since & Q(**{f"{path}__lt": over}) if over else since


@login_required
@require_GET
def trash(request: ActorRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    before = _moment(request.GET.get("before", ""))
    form = SearchForm(request.GET)
    found = sorted(
        _rows(request.user, kind, before, form), key=lambda record: (record.deleted_at, record.pk), reverse=True
    )
    page = found[:SHOWN]
    context = {
        "deleted": list(_with_cause(request.user, page)),
        "kinds": [(pages.record.kind, pages.type_names) for pages in _listed(request.user)],
        "kind": kind,
        "form": form,
        "asked": bool(form.given),
        "earlier": page[-1].deleted_at.isoformat() if len(found) > SHOWN and page[-1].deleted_at else "",
        "days": KEPT // timedelta(days=1),
    }
    return render(request, "records/trash.html", context)


def may_empty(person: User) -> bool:
    """Administrators see all of the trash."""
    return policy.holds(person, Special.ADMINISTER)


def rows_for(person: User, pages: RecordPages[Any]) -> Any:
    rows = pages.record.objects.in_trash()
    return rows if may_empty(person) else rows.deletable_by(person)


# ── private ──


def _listed(person: User) -> Iterator[RecordPages[Any]]:
    for pages in contents.every():
        if may_empty(person) or policy.may_list(person, pages.record.kind):
            yield pages


def _rows(person: User, kind: str, before: datetime | None, form: SearchForm) -> Iterator[Record]:
    """The latest of each type: enough for one page of all."""
    for pages in _listed(person):
        if kind in ("", pages.record.kind):
            rows = rows_for(person, pages).filter(_asked(pages, form, person)).select_related("changed_by", "owner")
            rows = rows.filter(deleted_at__lt=before) if before else rows
            yield from rows.order_by("-deleted_at", "-pk")[: SHOWN + 1]


def _asked(pages: RecordPages[Any], form: SearchForm, person: User) -> Q:
    asked = form.within("deleted_at", person)
    for word in form.given.get("q", "").split():
        asked &= _says(pages, word)
    return asked & Q(changed_by=form.given["who"]) if "who" in form.given else asked


def _says(pages: RecordPages[Any], word: str) -> Q:
    """In one of its own fields, or in the name that it had on its last day."""
    named = Event.objects.filter(said("label", word), kind=pages.record.kind, verb="deleted").values("record_id")
    by_id = Q(pk=pk) if (pk := as_id(word)) else Q()
    return reduce(or_, (said(name, word) for name in pages.find), Q(pk__in=named) | by_id)


def said(path: str, word: str) -> Q:
    """Whether the text holds the word; SQLite by itself knows the capitals of Latin letters only."""
    written = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return reduce(or_, (Q(**{f"{path}__icontains": one}) for one in sorted(written)))


def _with_cause(person: User, records: list[Record]) -> Iterator[Deleted]:
    """Each with the name of what it hangs on, where that was deleted in the same change set."""
    deletions = _last_deletions((record.kind, record.pk) for record in records)
    above = {record: [(target.kind, pk) for target, pk in parents_of(record)] for record in records}
    parents = _last_deletions(_in_their_trash(person, {key for keys in above.values() for key in keys}))
    for record in records:
        event = deletions.get((record.kind, record.pk))
        causes = [parents[key] for key in above[record] if key in parents]
        went_with = [cause.label for cause in causes if event and cause.change_set_id == event.change_set_id]
        yield Deleted(
            record, contents.pages_of(record.kind), next(iter(went_with), ""), policy.may_delete(person, record)
        )


def _in_their_trash(person: User, keys: Iterable[Key]) -> Iterator[Key]:
    """Those that the person finds here too; of the others they learn no name."""
    for kind, pks in _by_kind(keys).items():
        if contents.knows(kind):
            seen = rows_for(person, contents.pages_of(kind)).filter(pk__in=pks).values_list("pk", flat=True)
            yield from ((kind, pk) for pk in seen)


def _last_deletions(keys: Iterable[Key]) -> dict[Key, Event]:
    """The event that put each record where it is, one query per type; no other event follows a deletion."""
    found: dict[Key, Event] = {}
    for kind, pks in _by_kind(keys).items():
        latest = Event.objects.filter(kind=kind, record_id__in=pks).values("record_id").annotate(last=Max("id"))
        for event in Event.objects.filter(pk__in=[row["last"] for row in latest], verb="deleted"):
            found[kind, event.record_id] = event
    return found


def _by_kind(keys: Iterable[Key]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in keys:
        ids[kind].append(pk)
    return ids


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
