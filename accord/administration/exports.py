"""What the files of lists hold, unless somebody chose other columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.administration.views import POST_OR_GET, administers
from accord.history.models import Actor
from accord.preferences import switches
from accord.records import contents
from accord.records.lists import of_files
from accord.records.lists.cells import label_of
from accord.records.toasts import toast_done


class ExportsForm(forms.Form):
    """The columns of each type as boxes; none ticked leaves it to the list."""

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        for pages in contents.every():
            self.fields[pages.record.kind] = forms.MultipleChoiceField(
                label=pages.type_names.capitalize(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(column.name, label_of(pages, column)) for column in pages.columns_for(person)],
                initial=[column.name for column in of_files.columns_of_files(pages, person)],
            )

    @property
    def types(self) -> list[tuple[forms.BoundField, int]]:
        """Each type with how many columns are ticked."""
        return [(self[name], len(self[name].value() or [])) for name in self.fields]

    def write(self, *, by: Actor) -> None:
        switches.change({of_files.SWITCH: of_files.written(self.cleaned_data)}, by=by)


@login_required
@require_http_methods(POST_OR_GET)
def exports(request: ActorRequest) -> HttpResponse:
    administers(request)
    form = ExportsForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        form.write(by=request.actor)
        toast_done(request, _("The columns of files are set."))
        return redirect("exports")
    return render(request, "administration/exports.html", {"form": form}, status=422 if form.errors else 200)
