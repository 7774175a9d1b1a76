"""One action on many records: a handful at once, a whole list by the worker; each by its own rights and rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.accounts.models import User
from accord.history.models import Actor, Door
from accord.history.models.actor import Ledger
from accord.kit.errors import SOMEBODY_WAS_FASTER, NotAllowed, RuleBroken
from accord.kit.numbers import LARGEST_VERSION, as_id, as_number
from accord.records.declare import RecordPages, Verb
from accord.records.faster import depends, overtaken
from accord.records.forms import RecordForm
from accord.records.models import BulkRow, BulkRun

FREEZE = 2_000
GONE = gettext_lazy("This is no longer there, or you may not see it.")

Pair = tuple[int, int]
"""Id and version of a record as the person saw it."""


@dataclass(frozen=True)
class Refused:
    """A record that was left as it is, and why, in the rule's own words."""

    pk: int
    label: str
    why: str


@dataclass
class Outcome:
    done: int = 0
    refused: list[Refused] = field(default_factory=list)


class HandOverForm(forms.Form):
    """To whom."""

    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("New owner"))

    def __init__(self, data: Any = None, *, person: User, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["owner"].queryset = User.objects.active().by_name()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Action:
    """`run(record, by, given)` does it to one record; `form` is what is asked first, `None` where nothing is.

    `depends(given)` are the fields that nobody may have changed since the list was seen; None: none at all.
    """

    name: str
    label: str | Promise
    run: Callable[[Any, Actor, dict[str, Any]], Any]
    form: Callable[[Any, User], forms.Form] | None = None
    danger: bool = False
    fits: Callable[[Any, User], bool] = lambda record, person: True
    depends: Callable[[dict[str, Any]], Collection[str] | None] = lambda given: None


def action_of(pages: RecordPages[Any], name: str) -> Action | None:
    """The action of this name that the type offers for many records, or None."""
    if name == "owner" and "owner" in pages.bulk_fields:
        return Action(
            name,
            _("Change the owner"),
            hand_over,
            lambda data, person: HandOverForm(data, person=person),
            depends=lambda given: ("owner",),
        )
    if name == "edit" and fields_of(pages):
        return Action(
            name,
            _("Edit"),
            write_fields,
            lambda data, person: edit_form(pages, data, person),
            depends=lambda given: list(given),
        )
    if name == "delete":
        return Action(name, _("Delete"), lambda record, by, given: record.discard(by=by), danger=True)
    verb = next((verb for verb in pages.verbs if verb.name == name and verb.bulk and verb.run), None)
    return of_verb(pages, verb) if verb else None


def of_verb(pages: RecordPages[Any], verb: Verb) -> Action:
    """A declared verb, with the form that it asks everywhere else too."""
    assert verb.run is not None
    form = None
    if verb.asks:

        def form(data: Any, person: User) -> forms.Form:
            made: forms.Form = import_string(verb.asks)(data, person=person, record=None)
            return made

    return Action(
        verb.name,
        verb.label,
        verb.run,
        form,
        danger=verb.tone == "negative",
        fits=verb.offered,
        depends=lambda given: depends(pages, verb),
    )


def hand_over(record: Any, by: Actor, given: dict[str, Any]) -> None:
    record.hand_over(given["owner"], by=by)


def write_fields(record: Any, by: Actor, given: dict[str, Any]) -> None:
    record.change("changed", by=by, **given)


# ── editing fields ──


def fields_of(pages: RecordPages[Any]) -> list[str]:
    return [name for name in pages.bulk_fields if name != "owner"]


def edit_form(pages: RecordPages[Any], data: Any, person: User) -> forms.Form:
    """The fields that may be set for many; only those whose box is ticked are looked at and written."""
    made: Any = forms.modelform_factory(pages.record, form=RecordForm, fields=fields_of(pages))
    form: Any = made(data, person=person, pages=pages)
    for name in ("version", "key"):
        del form.fields[name]
    if data is not None:
        chosen = set(data.getlist("set"))
        form.fields = {name: one for name, one in form.fields.items() if name in chosen}
    for one in form.fields.values():
        one.required = False
    return form  # type: ignore[no-any-return]


# ── doing it ──


def pairs_of(words: Iterable[str]) -> list[Pair]:
    """What boxes post, `id.version`; everything else is left out."""
    found: dict[int, int] = {}
    for word in words:
        pk, version = as_id(word.partition(".")[0]), as_number(word.partition(".")[2], most=LARGEST_VERSION)
        if pk and version is not None:
            found[pk] = version
    return list(found.items())


def perform(
    pages: RecordPages[Any], action: Action, pairs: Sequence[Pair], given: dict[str, Any], *, by: Actor
) -> Outcome:
    """Do it to each record that is still as it was seen and may be changed; say of every other why not."""
    assert isinstance(by.person, User)
    outcome = Outcome()
    rows = {row.pk: row for row in pages.record.objects.visible_to(by.person).filter(pk__in=[pk for pk, _v in pairs])}
    for pk, version in pairs:
        record = rows.get(pk)
        why = str(GONE) if record is None else _refusal(action, record, version, given, by)
        if why:
            outcome.refused.append(Refused(pk, str(record) if record else f"ID {pk}", why))
        else:
            outcome.done += 1
    return outcome


def _refusal(action: Action, record: Any, version: int, given: dict[str, Any], by: Actor) -> str:
    """Do it to one record; what stood against it, or nothing."""
    fields = action.depends(given)
    if record.version != version and fields is None:
        return str(SOMEBODY_WAS_FASTER)
    if said := overtaken(record, version, fields or ()):
        return said
    assert isinstance(by.person, User)
    if not action.fits(record, by.person):
        return _("This is not possible in the present state.")
    try:
        with transaction.atomic():
            action.run(record, by, given)
    except (RuleBroken, NotAllowed) as refused:
        return str(refused)
    return ""


# ── the whole list ──


def freeze(pages: RecordPages[Any], name: str, given: str, rows: Any, *, by: Actor) -> BulkRun:
    """Write down which records are meant, so that nothing that comes or goes meanwhile changes it."""
    assert isinstance(by.person, User)
    with transaction.atomic():
        run = BulkRun(person=by.person, kind=pages.record.kind, verb=name, given=given, started_at=by.now())
        run.save()
        pairs = rows.order_by("pk").values_list("pk", "version").iterator(chunk_size=FREEZE)
        made = (BulkRow(run=run, record_id=pk, version=version) for pk, version in pairs)
        run.total = len(BulkRow.objects.bulk_create(made, batch_size=FREEZE))
        run.save(update_fields=["total"])
    return run


def act_on_frozen(
    run: BulkRun, pages: RecordPages[Any], action: Action, rows: Sequence[BulkRow], given: dict[str, Any]
) -> None:
    """The next records of a frozen list, in one transaction with the note of what became of them."""
    by = Actor(person=run.person, door=Door.JOB, ledger=Ledger(key=run.job_key, change_set=run.change_set))
    outcome = perform(pages, action, [(row.record_id, row.version) for row in rows], given, by=by)
    problems = {refused.pk: refused.why[:300] for refused in outcome.refused}
    for row in rows:
        row.problem = problems.get(row.record_id, "")
    BulkRow.objects.bulk_update([row for row in rows if row.problem], ["problem"])
    run.change_set = by.ledger.change_set
    run.done += outcome.done
    run.refused += len(outcome.refused)
    run.save(update_fields=["change_set", "done", "refused"])


def given_of(action: Action, run: BulkRun) -> dict[str, Any] | None:
    """The answers again, checked again; None where they no longer hold."""
    if action.form is None:
        return {}
    form = action.form(QueryDict(run.given), run.person)
    return form.cleaned_data if form.is_valid() else None
