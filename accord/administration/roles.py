"""Roles: the table of all, one of them to change, a copy to begin with."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.access.models import Role
from accord.access.words import Reach, Right, Special
from accord.accounts.middleware import ActorRequest
from accord.administration.role_form import RoleForm, types
from accord.administration.views import POST_OR_GET, administers, written
from accord.records.toasts import toast_done


@login_required
@require_GET
def roles(request: ActorRequest) -> HttpResponse:
    """The roles and how far each reaches, as a table a business person can read."""
    administers(request)
    rows = Role.objects.live().prefetch_related("grants", "memberships")
    shown = [
        (role, _reaches(role), [Special(special).label for special in role.specials], _holders(role)) for role in rows
    ]
    return render(request, "administration/roles.html", {"roles": shown, "rights": Right.labels})


def _reaches(role: Role) -> list[tuple[str, list[str]]]:
    """(type, reach of each right) of a role, in words."""
    table: dict[str, dict[str, str]] = {}
    for grant in role.grants.all():
        if grant.is_live:
            label = str(Reach(grant.reach).label)
            table.setdefault(grant.type, {})[grant.right] = f"{label} *" if grant.fields else label
    return [
        (str(label), [table[kind].get(right, "") for right in Right.values]) for kind, label in types() if kind in table
    ]


def _holders(role: Role) -> int:
    return sum(membership.is_live for membership in role.memberships.all())


@login_required
@require_http_methods(POST_OR_GET)
def role(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    administers(request)
    shown = get_object_or_404(Role.objects.live(), pk=pk) if pk else None
    form = RoleForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid() and written(request, form):
        toast_done(request, _("The role is saved."))
        return redirect("roles")
    context = {"form": form, "shown": shown, "rights": Right.labels}
    return render(request, "administration/role.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def copy_role(request: ActorRequest, pk: int) -> HttpResponse:
    """A role of one's own that begins like this one."""
    administers(request)
    original = get_object_or_404(Role.objects.live(), pk=pk)
    with transaction.atomic():
        made = original.copy(by=request.actor)
    toast_done(request, _("This is the copy. Nobody holds it yet."))
    return redirect("role", made.pk)


@login_required
@require_POST
def delete_role(request: ActorRequest, pk: int) -> HttpResponse:
    """Into the trash with its rights; who held it loses them at once."""
    administers(request)
    chosen = get_object_or_404(Role.objects.live(), pk=pk)
    chosen.discard(by=request.actor)
    toast_done(request, _("The role is deleted."))
    return redirect("roles")
