"""Taking the invented company away: afterwards the house is as after a first `bin/run --empty`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.management import call_command
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.administration.first import console_link
from accord.config import shipped
from accord.history.models import Actor, Door
from accord.preferences import switches


@login_required
@require_http_methods(["GET", "POST"])
def remove_demo(request: ActorRequest) -> HttpResponse:
    """One button, for administrators of a demonstration; it leads to the first administrator's one-time page."""
    if not (policy.holds(request.user, Special.ADMINISTER) and switches.load(request).demo):
        raise Http404
    if request.method == "GET":
        return render(request, "config/remove_demo.html", {"keeps_copy": connection.vendor == "sqlite"})
    keep_copy()
    logout(request)
    return redirect(remove())


def remove() -> str:
    """Empty every table and furnish the house anew, all or nothing; the path where the first administrator comes in.

    Bytes of files have no rows any more then, and are swept up like all that nobody holds.
    """
    with transaction.atomic():
        connection.check_constraints()  # PostgreSQL empties no table while a check of this transaction is still to come
        call_command("flush", interactive=False, verbosity=0)
        shipped.install(by=Actor.house(Door.CONSOLE))
        return console_link()


def keep_copy() -> Path | None:
    """On SQLite the whole database stays beside the new one, in case somebody had begun to work in it."""
    if connection.vendor != "sqlite":
        return None
    copy = Path(settings.DATA) / f"before-removal-{timezone.now():%Y%m%d-%H%M%S-%f}.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return copy
