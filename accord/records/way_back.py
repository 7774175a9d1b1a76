"""Where an undo leads: to where the person was, or, where that page has gone with it, to what it was made from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.history.models import ChangeSet
from accord.records import contents
from accord.records.models import Record


class Way(NamedTuple):
    url: str
    said: str


class Gone(NamedTuple):
    kind: str
    pk: int


def way_back(request: ActorRequest, change_set: ChangeSet) -> Way:
    """After the change set has been taken back."""
    address, match = _came_from(request)
    if match.url_name == "undo":
        return Way(reverse("changes", kwargs=match.kwargs), _("Taken back."))
    gone = _gone(match, request.user)
    if gone is None:
        return Way(address, _("Taken back."))
    if origin := _origin(change_set, gone, request.user):
        said = _("Taken back. This is “%(name)s” again, as it was.") % {"name": origin}
        return Way(origin.get_absolute_url(), said)
    return Way(contents.pages_of(gone.kind).list_address, _("Taken back."))


def _came_from(request: HttpRequest) -> tuple[str, ResolverMatch]:
    """The page with the button; the start page where it is not one of ours."""
    said = request.POST.get("next") or request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(said if url_has_allowed_host_and_scheme(said, {request.get_host()}) else "/")
    try:
        match = resolve(parts.path)
    except Resolver404:
        return "/", resolve("/")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path, match


def _gone(match: ResolverMatch, person: User) -> Gone | None:
    """The record whose page it was, where that is no longer there for them."""
    kind, pk = match.kwargs.get("kind"), match.kwargs.get("pk")
    if not kind or not pk or not contents.knows(kind):
        return None
    seen = contents.pages_of(kind).record.objects.visible_to(person).filter(pk=pk).exists()
    return None if seen else Gone(str(kind), int(pk))


def _origin(change_set: ChangeSet, gone: Gone, person: User) -> Record | None:
    """What the lost record was made from, as far as the person may see it: of the records that the action found there
    and changed, the one that comes just before it in the sale. A deal goes back to its lead, else to its request.
    """
    found = _found_there(change_set) or _named_by(gone, change_set)
    for kind in _before_first(gone.kind):
        if kind in found:
            seen = contents.pages_of(kind).record.objects.visible_to(person)
            record: Record | None = seen.filter(pk__in=found[kind]).order_by("pk").first()
            if record:
                return record
    return None


def _found_there(change_set: ChangeSet) -> dict[str, set[int]]:
    changed, made = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for kind, pk, version in change_set.events.values_list("kind", "record_id", "version"):
        (made if version == 1 else changed)[kind].add(pk)
    return {kind: pks - made[kind] for kind, pks in changed.items() if pks - made[kind]}


def _named_by(gone: Gone, change_set: ChangeSet) -> dict[str, set[int]]:
    """What it came from may have stayed as it was: a deal of a lead that had become a client before."""
    if change_set.events.filter(kind=gone.kind, record_id=gone.pk, version=1).exclude(verb="created").exists():
        model = contents.pages_of(gone.kind).record
        links = [field for field in model._meta.concrete_fields if _leads_back(field, gone.kind)]
        names = [field.attname for field in links]
        row = model.objects.filter(pk=gone.pk).values_list("pk", *names).get()
        return {field.related_model.kind: {pk} for field, pk in zip(links, row[1:], strict=True) if pk}
    return {}


def _leads_back(field: Any, kind: str) -> bool:
    """Whether a link leads to what comes earlier in the sale."""
    other = getattr(field.related_model, "kind", "") if field.is_relation else ""
    order = _in_order()
    return other in order and order.index(other) < order.index(kind)


def _before_first(kind: str) -> list[str]:
    """The types: those before this one in the sale, the nearest first, and then the others."""
    order = _in_order()
    place = order.index(kind)
    return [*reversed(order[:place]), *order[place:]]


def _in_order() -> list[str]:
    return [pages.record.kind for pages in contents.every()]
