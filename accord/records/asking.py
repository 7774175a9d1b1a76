"""What a verb asks before it is done, and the view that every declared verb has.

    class LoseForm(VerbForm[Deal]): reason = forms.ModelChoiceField(…)
    lose = verb("deal", "lose", _("Marked as lost."))

The declaration of the verb (`pages.py`) names the form and what is run with its answers; bulk actions share both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.kit.errors import Conflict, RuleBroken
from accord.records import contents
from accord.records.contents import pages_of
from accord.records.currencies import offered_in
from accord.records.declare import Verb
from accord.records.doors import editable, visible
from accord.records.faster import check_seen, depends, version_in
from accord.records.forms import plain
from accord.records.models import Record
from accord.records.toasts import toast_done
from accord.web.answers import go, is_htmx

R = TypeVar("R", bound=Record)

View = Callable[..., HttpResponse]


class VerbForm(forms.Form, Generic[R]):
    """`record` is None where many records are meant at once. Fields that depend on the record are made in `prepare`."""

    model: type[R]

    def __init__(self, data: Any = None, *, person: User, record: R | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.person, self.record = person, record
        self.prepare()
        self.fields = {name: offered_in(plain(field), reader=person) for name, field in self.fields.items()}

    def prepare(self) -> None:
        """Make the form fit the record and the person."""

    def ask_for(self, name: str, *, required: bool = True) -> None:
        """A field of the record itself, with what stands there."""
        column = self.model._meta.get_field(name)
        assert isinstance(column, models.Field)
        made = column.formfield()
        assert made is not None
        made.required = required
        self.fields[name] = made
        if self.record is not None:
            self.initial.setdefault(name, column.value_from_object(self.record) or None)

    def say(self, error: RuleBroken) -> None:
        """A broken rule at the fields it names, else on top."""
        named = {name: message for name, message in error.fields.items() if name in self.fields}
        for name, message in named.items():
            self.add_error(name, str(message))
        if not named:
            self.add_error(None, str(error))


def verb(kind: str, name: str, said: str | Promise) -> View:
    """The view of a declared verb: find the record, read what was asked, do it, say it. `said` may use %(record)s."""

    @login_required
    @require_POST
    def view(request: ActorRequest, pk: int) -> HttpResponse:
        pages = pages_of(kind)
        declared = next(verb for verb in pages.verbs if verb.name == name)
        find = editable if declared.needs_edit else _visible
        record = find(pages.record, pk, by=request.user)
        check_seen(request, record, depends(pages, declared))
        return perform(request, record, declared, said)

    view.__name__ = name
    return view


def perform(request: ActorRequest, record: Any, declared: Verb, said: str | Promise, *, url: str = "") -> HttpResponse:
    """Do it with the answers of this request, or ask (again)."""
    if not declared.asks:
        return _run(request, record, declared, said, {})
    form: VerbForm[Any] = import_string(declared.asks)(request.POST, person=request.user, record=record)
    if form.is_valid():
        try:
            return _run(request, record, declared, said, form.cleaned_data)
        except Conflict:
            raise
        except RuleBroken as broken:
            form.say(broken)
    return ask(request, record, declared, form, url=url or request.get_full_path(), status=422)


def ask(
    request: HttpRequest, record: Any, declared: Verb, form: forms.Form, *, url: str, status: int = 200
) -> HttpResponse:
    """The form of a verb: a dialog for htmx, a page otherwise."""
    context = {"record": record, "pages": pages_of(record.kind), "verb": declared, "form": form, "url": url}
    context["version"] = version_in(request) or record.version
    template = "records/_ask.html" if is_htmx(request) else "records/ask.html"
    return render(request, template, context, status=status)


def _run(
    request: ActorRequest, record: Any, declared: Verb, said: str | Promise, given: dict[str, Any]
) -> HttpResponse:
    assert declared.run is not None, declared.name
    declared.run(record, request.actor, given)
    toast_done(request, str(said) % {"record": record})
    return go(request, made(request, declared.opens) or record)


def made(request: ActorRequest, kind: str) -> Record | None:
    """The record of this kind that the request made, if the person sees it."""
    change_set = request.actor.ledger.change_set
    if change_set is None or not contents.knows(kind):
        return None
    created = change_set.events.filter(kind=kind, version=1).order_by().values("record_id")
    found: Record | None = pages_of(kind).record.objects.visible_to(request.user).filter(pk__in=created).first()
    return found


def _visible(model: type[R], pk: int, *, by: User) -> R:
    return visible(model, pk, to=by)
