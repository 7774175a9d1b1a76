"""The palette: a page of its own, and the rows for the dialog on every page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accord.accounts.middleware import ActorRequest
from accord.search import palette
from accord.search.query import search
from accord.web.answers import is_htmx

LONGEST = 200


@login_required
@require_GET
def find(request: ActorRequest) -> HttpResponse:
    """Rows while typing; without script a page, which goes straight to a record that was named exactly."""
    text = request.GET.get("q", "")[:LONGEST]
    found = search(request.user, text)
    if found.opens and not is_htmx(request):
        return redirect(found.opens.url)
    groups = palette.groups(found)
    page = "web/palette_results.html" if is_htmx(request) else "web/palette_page.html"
    return render(request, page, {"q": text, "groups": groups, "url": reverse("find")})
