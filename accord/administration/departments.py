"""Departments: how they lie inside one another, who heads and who works in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.accounts.middleware import ActorRequest
from accord.accounts.models import Department, User
from accord.administration.forms import DepartmentForm
from accord.administration.views import POST_OR_GET, administers, written
from accord.kit.countries import country_name
from accord.records.toasts import toast_done


@dataclass(frozen=True)
class Row:
    """A department where it lies: `depth` says inside how many others."""

    department: Department
    depth: range
    people: int
    country: str


@login_required
@require_GET
def departments(request: ActorRequest) -> HttpResponse:
    administers(request)
    return render(request, "administration/departments.html", {"rows": list(_tree())})


def _tree() -> Iterator[Row]:
    """Every department below the one that it is part of. Three questions, however many there are."""
    below = defaultdict(list)
    known = list(Department.objects.live().select_related("head"))
    ids, people = {each.pk for each in known}, _people()
    for each in known:
        below[each.parent_id if each.parent_id in ids else None].append(each)

    def rows(parent: int | None, depth: int) -> Iterator[Row]:
        for each in below[parent]:
            yield Row(each, range(depth), people[each.pk], country_name(each.default_country))
            yield from rows(each.pk, depth + 1)

    return rows(None, 0)


def _people() -> Counter[int]:
    """How many active people each department has, as their main or a further one."""
    active = User.objects.live().active()
    main = active.filter(department__isnull=False).values_list("department", "pk")
    further = active.filter(departments__isnull=False).values_list("departments", "pk")
    return Counter(department for department, _person in {*main, *further})


@login_required
@require_http_methods(POST_OR_GET)
def department(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    administers(request)
    shown = get_object_or_404(Department.objects.live(), pk=pk) if pk else None
    form = DepartmentForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid() and written(request, form):
        toast_done(request, _("The department is saved."))
        return redirect("departments")
    context = {"form": form, "shown": shown, "people": _members(shown) if shown else []}
    return render(request, "administration/department.html", context, status=422 if form.errors else 200)


def _members(shown: Department) -> list[User]:
    here = Q(department=shown) | Q(departments=shown)
    return list(User.objects.live().active().filter(here).distinct().by_name())


@login_required
@require_POST
def delete_department(request: ActorRequest, pk: int) -> HttpResponse:
    administers(request)
    get_object_or_404(Department.objects.live(), pk=pk).discard(by=request.actor)
    toast_done(request, _("The department is in the trash."))
    return redirect("departments")
