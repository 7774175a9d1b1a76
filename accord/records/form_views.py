"""Making and changing records by form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.access import policy
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.history.models import ChangeSet
from accord.history.models.events import AlreadyDone
from accord.kit.errors import Conflict, NotAllowed, RuleBroken
from accord.kit.numbers import LARGEST_VERSION, as_id, as_number
from accord.kit.text import clean_text
from accord.records import asking, drafts
from accord.records.asking import VerbForm
from accord.records.contents import pages_of
from accord.records.copying import copied
from accord.records.declare import Hint, RecordPages
from accord.records.doors import editable, visible
from accord.records.forms import NOTHING, LinkField, RecordForm, form_class, may_make
from accord.records.merging import Contested, Merge
from accord.records.models import Record
from accord.records.show import related_of
from accord.records.toasts import toast_done
from accord.web.answers import is_htmx

TRIES = 3


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, kind: str) -> HttpResponse:
    pages = pages_of(kind)
    if not policy.may_add(request.user, kind) or not pages.offers_new(request.user):
        raise NotAllowed(_("You may not add this."))
    if request.method == "GET":
        return _form(request, pages, made(request, pages, initial=_begun_with(request, pages)))
    form = made(request, pages)
    if "make" in request.POST:
        return _make_first(request, form)
    if not form.is_valid():
        return _form(request, pages, form, status=422)
    try:
        record = _once(request, kind, form)
    except RuleBroken as broken:
        form.say(broken)
        return _form(request, pages, form, status=422)
    drafts.fill(request, _next(request), record)
    return redirect(_next(request) or record.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    pages = pages_of(kind)
    record = editable(pages.record, pk, by=request.user, related=related_of(pages))
    form = made(request, pages, record)
    if request.method == "GET":
        return _form(request, pages, form)
    if "make" in request.POST:
        return _make_first(request, form)
    contested = write(request, form, record)
    if contested:
        return _somebody_was_faster(request, pages, form, contested)
    if form.errors:
        return _form(request, pages, form, status=422)
    if request.actor.ledger.change_set:
        toast_done(request, _("Saved."))
    return redirect(_next(request) or record.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def hints(request: ActorRequest, kind: str) -> HttpResponse:
    """Records similar to what is being typed; asked while typing, or linked to without script."""
    pages = pages_of(kind)
    if not policy.may_list(request.user, kind):
        raise Http404
    values = (request.POST if request.method == "POST" else request.GET).dict()
    template = "records/_hints.html" if is_htmx(request) else "records/hints.html"
    return render(request, template, {"hints": _similar(request, pages, values), "pages": pages})


@login_required
@require_GET
def owners(request: ActorRequest, kind: str) -> HttpResponse:
    """Who may own records of a department; asked when another department is chosen in a form."""
    if not policy.may_list(request.user, kind):
        raise Http404
    department = as_id(request.GET.get("department", ""))
    people = [person for person in User.objects.live().active().by_name() if policy.belongs(person, department)]
    context = {"people": people, "chosen": request.GET.get("owner", ""), "nothing": NOTHING}
    return render(request, "records/_owners.html", context)


def _similar(request: ActorRequest, pages: RecordPages[Any], values: dict[str, Any]) -> list[Hint]:
    storable = {name: value for name, value in values.items() if _is_storable(value)}
    return [hint if isinstance(hint, Hint) else Hint(hint) for hint in pages.hints(storable, request.user)]


def _is_storable(text: Any) -> bool:
    """What cannot be stored is like nothing that is; the form says so at its field."""
    try:
        clean_text(str(text))
    except ValidationError:
        return False
    return True


@login_required
@require_GET
def ask(request: ActorRequest, pk: int, name: str, kind: str) -> HttpResponse:
    """What a verb wants to know before it is done: a dialog for htmx, a page otherwise."""
    pages = pages_of(kind)
    verb = next((verb for verb in pages.verbs if verb.name == name and verb.asks), None)
    if verb is None:
        raise Http404
    record = (editable if verb.needs_edit else visible_by)(pages.record, pk, by=request.user)
    if not verb.offered(record, request.user):
        raise RuleBroken(_("This is not possible in the present state."))
    made = import_string(verb.asks)
    form = made(person=request.user, record=record) if issubclass(made, VerbForm) else made()
    return asking.ask(request, record, verb, form, url=reverse(verb.url, args=[pk]))


def visible_by(model: type[Any], pk: int, *, by: Any) -> Any:
    return visible(model, pk, to=by)


# ── private: writing ──


def _begun_with(request: ActorRequest, pages: RecordPages[Any]) -> dict[str, Any]:
    """What the address says, and what is copied from the record that it names."""
    given: dict[str, Any] = request.GET.dict()
    pk = as_id(given.pop("copy", ""))
    if not (pages.copies and pk):
        return given
    source: Record = visible(pages.record, pk, to=request.user)
    return copied(pages, source, request.user) | {"copied_from": source} | given


def made(
    request: ActorRequest, pages: RecordPages[Any], record: Record | None = None, **options: Any
) -> RecordForm[Any]:
    draft = None if request.method == "POST" or "only" in options else drafts.opened(request)
    data = request.POST if request.method == "POST" else draft
    form = form_class(pages)(data, person=request.user, pages=pages, instance=record, **options)
    if draft is not None:
        form.show_unchecked()
    if "only" not in options:
        form.offer_to_make()
        form.begin_at(request.GET.get("field", ""))
    return form


def _make_first(request: ActorRequest, form: RecordForm[Any]) -> HttpResponse:
    """Leave the form to make what one of its links needs; saving that leads back."""
    name = request.POST["make"]
    link = form.fields.get(name)
    if not isinstance(link, LinkField) or not may_make(request.user, link.kind):
        raise NotAllowed(_("You may not add this."))
    back = drafts.keep(request, name, link.kind)
    typed = "" if request.POST.get(name) else request.POST.get(f"{name}_text", "")
    asked = {"next": back, **({"name": typed} if typed else {})}
    return redirect(f"{reverse(f'{link.kind}:new')}?{urlencode(asked)}")


def _once(request: ActorRequest, kind: str, form: RecordForm[Any]) -> Record:
    """Make the record; the same form sent twice makes one and is answered with it."""
    if key := form.cleaned_data.get("key"):
        request.actor.ledger.key = f"form:{request.user.pk}:{key}"
    try:
        record: Record = form.add(by=request.actor)
    except AlreadyDone as done:
        return _made_by(done.change_set, kind)
    toast_done(request, _("%(type)s added.") % {"type": _capital(record._meta.verbose_name)})
    return record


def _made_by(change_set: ChangeSet, kind: str) -> Record:
    event = change_set.events.filter(kind=kind, version=1).order_by("id").first()
    if event is None:
        raise Http404
    record: Record = pages_of(kind).record(pk=event.record_id)  # only its address is needed
    return record


def write(request: ActorRequest, form: RecordForm[Any], record: Record) -> list[Contested]:
    """Write what the person changed; what they contest with somebody faster is returned and nothing written."""
    if not form.is_valid():
        return []
    for attempt in range(1, TRIES + 1):
        merge = _merge(request, form, record)
        if contested := merge.contested(request.user):
            return contested
        try:
            form.write(record, merge.mine, by=request.actor)
        except Conflict:
            if attempt == TRIES:
                raise
            record.refresh_from_db()  # somebody was faster by a moment: look what they wrote
        except RuleBroken as broken:
            form.say(broken)
            return []
        else:
            return []
    return []


def _merge(request: ActorRequest, form: RecordForm[Any], record: Record) -> Merge:
    prefix = "keep-"
    choices = {name.removeprefix(prefix): str(said) for name, said in request.POST.items() if name.startswith(prefix)}
    return Merge(
        record,
        form.values(),
        seen=form.cleaned_data.get("version"),
        choices=choices,
        settled=as_number(request.POST.get("settled", ""), most=LARGEST_VERSION),
    )


# ── private: answering ──


def _form(request: ActorRequest, pages: RecordPages[Any], form: RecordForm[Any], status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "pages": pages,
        "record": None if form.is_new else form.instance,
        "parts": list(form.parts()),
        "type_name": pages.type_name,
        "type_names": pages.type_names,
        "hints_url": reverse(f"{pages.record.kind}:hints") if type(pages).hints is not RecordPages.hints else "",
        "next": _next(request),
        "hints": _similar(request, pages, request.POST.dict()) if status == 422 and form.is_new else [],
    }
    return render(request, "records/form.html", context, status=status)


def _somebody_was_faster(
    request: ActorRequest, pages: RecordPages[Any], form: RecordForm[Any], contested: list[Contested]
) -> HttpResponse:
    record = form.instance
    context = {
        "form": form,
        "pages": pages,
        "record": record,
        "contested": contested,
        "posted": [(name, value) for name, values in request.POST.lists() for value in values if _is_kept(name)],
        "settled": pages.record._default_manager.values_list("version", flat=True).get(pk=record.pk),
        "type_names": pages.type_names,
    }
    return render(request, "records/conflict.html", context, status=409)


def _is_kept(name: str) -> bool:
    """What the page posts again: the form as it was sent, without token and earlier answers."""
    return name not in ("csrfmiddlewaretoken", "settled") and not name.startswith("keep-")


def _next(request: HttpRequest) -> str:
    """Where the person came from, if the form was opened from another page of ours."""
    draft = drafts.opened(request) or QueryDict()
    to = request.POST.get("next") or request.GET.get("next") or draft.get("next") or ""
    return to if url_has_allowed_host_and_scheme(to, {request.get_host()}) and to.startswith("/") else ""


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]
