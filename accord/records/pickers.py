"""Choosing a record by name, e-mail, phone number or ID, among those the person may see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from accord.access.models import Owned
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.history.models import Changeable, model_of
from accord.kit.numbers import LARGEST_ID
from accord.kit.text import normalise
from accord.records import contents
from accord.search.query import matching

MOST = 20
BY_ID = re.compile(r"(?:id\s*[:#]?\s*)?(\d{1,19})", re.IGNORECASE)


@dataclass(frozen=True)
class Option:
    id: int
    text: str
    note: str = ""
    url: str = ""


@login_required
@require_GET
def pick(request: ActorRequest, kind: str) -> HttpResponse:
    """Options for the picker; without script a page to choose from, which goes back to where `back` says."""
    model = model_of(kind)
    if model is None or not is_pickable(kind):
        raise Http404
    q = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    found = [option_of(record) for record in candidates(request.user, model, q)]
    if request.headers.get("HX-Request"):
        return render(request, "web/picker_options.html", {"options": found})
    name, back = request.GET.get("for", ""), _back(request)
    context = {
        "options": [_returning(option, back, name) for option in found],
        "title": model._meta.verbose_name_plural,
        "q": q,
        "name": name,
        "back": back,
    }
    return render(request, "records/pick.html", context)


def is_pickable(kind: str) -> bool:
    """Records of the product, and people; directories have lists of their own."""
    return contents.knows(kind) or kind == User.kind


def candidates(person: User, model: type[Any], q: str) -> Sequence[Any]:
    """At most twenty, the record with this ID first, those whose name begins so next."""
    if issubclass(model, User):
        return list(User.objects.active().by_name().known_as(q)[:MOST])
    assert issubclass(model, Owned)
    rows: Any = model.objects.visible_to(person)
    if not q:
        return list(rows.order_by("-pk")[:MOST])
    found = list(matching(rows, person, q).order_by("-pk")[: 5 * MOST])
    found.sort(key=lambda record: not normalise(str(record)).startswith(normalise(q)))
    by_id = BY_ID.fullmatch(q)
    if by_id and 0 < (number := int(by_id[1])) <= LARGEST_ID:
        found = [*rows.filter(pk=number), *(record for record in found if record.pk != number)]
    return found[:MOST]


def option_of(record: Changeable) -> Option:
    detail = getattr(record, "search_detail", None)
    note = str(detail()) if detail else getattr(record, "job_title", "")
    return Option(record.pk, str(record), note)


def _back(request: ActorRequest) -> str:
    back = request.GET.get("back") or request.headers.get("Referer", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""


def _returning(option: Option, back: str, name: str) -> Option:
    """The option as a link to the page that asked, with the choice in its address."""
    if not (back and name):
        return option
    sign = "&" if "?" in back else "?"
    return Option(option.id, option.text, option.note, f"{back}{sign}{urlencode({name: option.id})}")
