"""Links between any two records: seeing them on the page of either, setting one by hand, taking one off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access import policy
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.kit.errors import Conflict, NotAllowed, RuleBroken
from accord.kit.fields import CleanCharField
from accord.records import contents
from accord.records.contents import pages_of
from accord.records.declare import RecordPages
from accord.records.doors import visible
from accord.records.forms import LinkField
from accord.records.models import Link, Record
from accord.records.show import RecordPage
from accord.records.sight import Key, Sight, unseen
from accord.records.toasts import toast_done
from accord.web.answers import go, is_htmx


@dataclass(frozen=True)
class Linked:
    """The other side of a link, as the reader may know it."""

    link: Link
    icon: str
    type_name: str
    name: str
    url: str
    unlink_url: str


@login_required
@require_GET
def links(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    pages = pages_of(kind)
    page = RecordPage(visible(pages.record, pk, to=request.user), pages, request.user)
    context = {"page": page, "record": page.record, "links": linked_with(page)}
    return render(request, "records/_links.html" if is_htmx(request) else "records/links.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def link(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Choose a record of the type that the address names, and say in a word why."""
    pages = pages_of(kind)
    record = visible(pages.record, pk, to=request.user)
    to = _to(request, record)
    form = LinkForm(request.POST if request.method == "POST" else None, person=request.user, record=record, to=to)
    if request.method == "POST" and form.is_valid():
        try:
            Link.objects.tie(record, form.cleaned_data["to"], by=request.actor, note=form.cleaned_data["note"])
        except RuleBroken as broken:
            form.add_error("to", str(broken))
        else:
            toast_done(request, _("Linked."))
            return go(request, record)
    context = {"record": record, "pages": pages, "form": form, "types": _types(request, record, to)}
    context["url"] = _address(record, to)
    template = "records/_link.html" if is_htmx(request) else "records/link.html"
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def unlink(request: ActorRequest, pk: int, link: int, kind: str) -> HttpResponse:
    record = visible(pages_of(kind).record, pk, to=request.user)
    found: Link = get_object_or_404(Link.objects.live().of(record), pk=link)
    if request.POST.get("version", str(found.version)) != str(found.version):
        raise Conflict
    found.untie(by=request.actor)
    toast_done(request, _("The link is taken off."))
    return go(request, record)


class LinkForm(forms.Form):
    note = CleanCharField(max_length=200, required=False)

    def __init__(self, data: Any, *, person: User, record: Record, to: RecordPages[Any]) -> None:
        super().__init__(data)
        others = to.record.objects.visible_to(person)
        if to.record.kind == record.kind:
            others = others.exclude(pk=record.pk)
        self.fields["to"] = LinkField(others, reader=person, label=capfirst(to.type_name))
        self.fields["note"].label = _("What links them")
        self.order_fields(["to", "note"])


def linked_with(page: RecordPage) -> list[Linked]:
    """The links of a record; what lies in the trash is left out, what the reader cannot see is named as that."""
    record, reader = page.record, page.reader
    here: Key = (record.kind, record.pk)
    found = [(link, link.other_end(here)) for link in Link.objects.live().of(record).order_by("pk")]
    sight = Sight(reader, (end for _link, end in found))
    names = sight.names(end for _link, end in found)
    live = _live({end for _link, end in found} - names.keys())
    return [_linked(page, link, end, names.get(end)) for link, end in found if end in names or end in live]


# ── private ──


def _linked(page: RecordPage, link: Link, end: Key, name: str | None) -> Linked:
    kind, pk = end
    pages = pages_of(kind)
    return Linked(
        link=link,
        icon=pages.icon,
        type_name=pages.type_name,
        name=name or unseen(kind),
        url=pages.address(pk) if name else "",
        unlink_url=page.address("unlink", link.pk) if page.may_change else "",
    )


def _live(ends: set[Key]) -> set[Key]:
    """Those of these that are not in the trash."""
    kinds = {kind for kind, _pk in ends if contents.knows(kind)}
    live = set()
    for kind in kinds:
        rows = pages_of(kind).record.objects.live().filter(pk__in=[pk for of, pk in ends if of == kind])
        live |= {(kind, pk) for pk in rows.values_list("pk", flat=True)}
    return live


def _offered(person: User) -> list[RecordPages[Any]]:
    return [pages for pages in contents.every() if policy.may_list(person, pages.record.kind)]


def _to(request: ActorRequest, record: Record) -> RecordPages[Any]:
    """The type one links to: the one asked for, else the first that is not the record's own."""
    offered = _offered(request.user)
    if not offered:
        raise NotAllowed(_("There is nothing here that you may link to."))
    asked = next((pages for pages in offered if pages.record.kind == request.GET.get("type")), None)
    return asked or next((pages for pages in offered if pages.record.kind != record.kind), offered[0])


def _types(request: ActorRequest, record: Record, to: RecordPages[Any]) -> list[dict[str, Any]]:
    return [
        {"label": pages.type_name, "url": _address(record, pages), "current": pages is to}
        for pages in _offered(request.user)
    ]


def _address(record: Record, to: RecordPages[Any]) -> str:
    return f"{pages_of(record.kind).address(record.pk, 'link')}?{urlencode({'type': to.record.kind})}"
