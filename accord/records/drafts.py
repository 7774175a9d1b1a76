"""A form that one leaves to make something it lacks, and that stands there again as it was left.

What was typed waits in the person's session under a word that the address carries; what was made is put into its field.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpRequest, QueryDict

MOST = 3
PLACE = "drafts"


def keep(request: HttpRequest, field: str, kind: str) -> str:
    """Keep what was posted; the address at which the form comes back, with the `kind` made for it in the field."""
    word = token_urlsafe(9)
    draft = {"path": request.path, "field": field, "kind": kind, "data": request.POST.urlencode()}
    kept = list(request.session.get(PLACE, {}).items())[1 - MOST :]
    request.session[PLACE] = {**dict(kept), word: draft}
    return f"{request.path}?{urlencode({'draft': word})}"


def fill(request: HttpRequest, address: str, record: Any) -> None:
    """Put the new record into the field for which it was made, if the address is that of a kept form."""
    word = parse_qs(urlsplit(address).query).get("draft", [""])[0]
    draft = request.session.get(PLACE, {}).get(word)
    if not draft or draft["kind"] != record.kind or draft["path"] != urlsplit(address).path:
        return
    data, field = QueryDict(draft["data"], mutable=True), draft["field"]
    data[field], data[f"{field}_text"], data[f"{field}_was"] = str(record.pk), str(record), str(record)
    draft["data"] = data.urlencode()
    request.session.modified = True


def opened(request: HttpRequest) -> QueryDict | None:
    """What the form at this address was left with, or None."""
    draft = request.session.get(PLACE, {}).get(request.GET.get("draft", ""))
    return QueryDict(draft["data"]) if draft and draft["path"] == request.path else None
