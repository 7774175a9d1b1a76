"""Which sections stand in somebody's navigation: chosen by themselves, or for them by an administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accord.access import policy
from accord.access.words import Special
from accord.accounts.middleware import ActorRequest
from accord.accounts.models import User
from accord.records import contents
from accord.records.toasts import toast_done

ANALYTICS = "analytics"


def sections_of(person: User) -> list[tuple[str, Any]]:
    """What this person's roles put into the navigation, hidden or not."""
    named = [(pages.record.kind, capfirst(pages.record._meta.verbose_name_plural)) for pages in contents.every()]
    offered = [(kind, label) for kind, label in named if policy.may_list(person, kind)]
    return offered + ([(ANALYTICS, _("Analytics"))] if policy.holds(person, Special.ANALYTICS) else [])


class NavigationForm(forms.Form):
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("Shown in the navigation"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        offered = sections_of(person)
        field: Any = self.fields["shown"]
        field.choices = offered
        field.initial = [kind for kind, _label in offered if kind not in person.hidden]
        self.person, self.offered = person, [kind for kind, _label in offered]

    @property
    def hidden(self) -> list[str]:
        """What stays hidden though no role offers it now is kept for the day when one does."""
        asleep = [kind for kind in self.person.hidden if kind not in self.offered]
        return sorted({*asleep, *(kind for kind in self.offered if kind not in self.cleaned_data["shown"])})


@login_required
@require_http_methods(["GET", "POST"])
def navigation(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """One's own; somebody else's for those who keep people."""
    if pk is not None and not policy.holds(request.user, Special.ADMINISTER):
        raise Http404
    person = get_object_or_404(User.objects.live(), pk=pk or request.user.pk)
    form = NavigationForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        person.change("settings changed", by=request.actor, hidden=form.hidden)
        toast_done(request, _("The navigation is arranged."))
        return redirect("navigation") if pk is None else redirect("person", pk)
    context = {"form": form, "person": person, "own": pk is None}
    return render(request, "home/navigation.html", context, status=422 if form.errors else 200)
