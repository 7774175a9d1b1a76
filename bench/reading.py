"""What is read: the pages of every type in `contents.py`, home, and search while typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.test import Client

from accord.access import policy
from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.records import contents
from accord.records.declare import RecordPages
from accord.records.lists.listing import listing
from bench.measuring import Asked, Case

DEPTH = 10_000
HTMX = {"headers": {"HX-Request": "true"}}


def cases(person: User, client: Client, bare: Client) -> Iterator[Case]:
    name = person.username
    deals = always(Asked(bare, "/list/deal/"))
    yield Case("home", name, always(Asked(client, "/")), deals, 12, 4)
    yield Case("home: its totals", name, always(Asked(client, "/?part=sums", extra=HTMX)), deals, 12, 6)
    for pages in contents.every():
        yield from of_type(pages, person, client, bare)
    yield from search(name, client)


def always(asked: Asked) -> Callable[[], Asked]:
    return lambda: asked


def of_type(pages: RecordPages[Any], person: User, client: Client, bare: Client) -> Iterator[Case]:
    kind, path, name = pages.record.kind, f"/{pages.path}/", person.username
    first, beside = (
        always(Asked(client, path)),
        always(Asked(bare, f"/list/{kind if fills_a_page(pages) else 'deal'}/")),
    )
    yield Case(f"{kind}: list", name, first, beside, 12, 2.5)
    far, depth = deep(pages, person)
    if far:
        yield Case(
            f"{kind}: list from row {depth:,}, beside its first page", name, always(Asked(client, far)), first, 12, 1.2
        )
    if pages.board:
        yield Case(f"{kind}: board", name, always(Asked(client, f"{path}board/")), beside, 15, 4)
    record = newest(pages, person)
    if record is not None:
        yield Case(f"{kind}: page", name, always(Asked(client, f"{path}{record.pk}/")), beside, 20, 4)
        yield Case(f"{kind}: form", name, always(Asked(client, f"{path}{record.pk}/edit/")), beside, 20, 4)
    if kind == "company":
        yield Case("company: page of the largest", name, always(Asked(client, largest())), beside, 20, 4)


def deep(pages: RecordPages[Any], person: User) -> tuple[str, int]:
    """The address of the page that begins behind many rows, and how many; nothing for a short list."""
    made = listing(pages, person, QueryDict(""))
    rows = made.order.sorted(made.rows)
    depth = min(DEPTH, made.rows.count() - 60)
    if depth < 100:
        return "", 0
    return f"/{pages.path}/?after={made.order.place(rows[depth - 1], depth)}", depth


def fills_a_page(pages: RecordPages[Any]) -> bool:
    """A type of which there are only a few is measured beside the deals: a bare list of nothing costs nothing."""
    return bool(pages.record.objects.live()[49:50])


def newest(pages: RecordPages[Any], person: User) -> Any:
    """The newest of the list that the person may see and change: paid payments, say, are read-only."""
    made = listing(pages, person, QueryDict("all=1"))
    rows = list(made.rows.order_by("-pk")[:200])
    return next((record for record in rows if policy.may_change(person, record)), rows[0] if rows else None)


def largest() -> str:
    known = Contact.objects.live().filter(company__isnull=False).values_list("company").annotate(people=Count("pk"))
    return str(Company(pk=known.order_by("-people")[0][0]).get_absolute_url())


def search(name: str, client: Client) -> Iterator[Case]:
    word = Company.objects.live().order_by("pk")[0].name.split()[1]  # the newest may be what an import has left
    nothing = always(Asked(client, "/find/?q=qqzzxxww", extra=HTMX))
    typo = always(Asked(client, f"/find/?q={word[:-2]}{word[-1]}{word[-2]}", extra=HTMX))
    yield Case("search while typing, one typo, beside an empty result", name, typo, nothing, 6, 1.5)
    yield Case("search while typing, nothing found", name, nothing, nothing, 6)
