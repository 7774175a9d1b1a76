"""The wall to stand beside: a plain Django view that does the least of the same work, without sessions or rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from accord.deals.models import Deal
from accord.dictionaries.models import Source
from accord.history.models import kinds
from accord.inquiries.models import FormPost

LIST = """<!doctype html><title>List</title><table>
{% for row in rows %}<tr><td><a href="/{{ row.pk }}/">{{ row }}</a></td>
<td>{{ row.owner }}</td><td>{{ row.created_at }}</td><td>{{ row.changed_at }}</td></tr>{% endfor %}</table>"""


def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest 50 rows with their owners, in one query, through one template."""
    records: Any = kinds()[kind]._default_manager
    rows = records.filter(deleted_at=None).select_related("owner").order_by("-pk")[:50]
    return HttpResponse(engines["django"].from_string(LIST).render({"rows": rows}))


def updated(request: HttpRequest, pk: int) -> HttpResponse:
    """One row read, one column written."""
    deal = get_object_or_404(Deal, pk=pk)
    Deal.objects.filter(pk=deal.pk).update(version=F("version"), product=request.POST["product"])
    return HttpResponse(deal.name)


def inserted(request: HttpRequest, pk: int) -> HttpResponse:
    """One row written."""
    source = get_object_or_404(Source, pk=pk)
    FormPost.objects.create(source=source, received_at=timezone.now(), body=request.body)
    return HttpResponse("Thank you")


urlpatterns = [
    path("list/<str:kind>/", listed),
    path("update/<int:pk>/", updated),
    path("insert/<int:pk>/", inserted),
]


def plain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The one middleware of the bare client: the addresses of this module instead of the product's."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer


def client() -> Client:
    """A client that reaches the bare views, beside the product, in the same process."""
    made: Any = Client(headers={"Host": "localhost"})
    with override_settings(MIDDLEWARE=[f"{__name__}.plain"]):
        made.handler.load_middleware()
    asked: Client = made
    return asked
