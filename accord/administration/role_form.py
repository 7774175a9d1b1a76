"""A role as a form: what it is called, how far it reaches for each type, what else it may, who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accord.access.models import Grant, Membership, Role
from accord.access.models.roles import Cell
from accord.access.policy import ANY
from accord.access.words import Reach, Right, Special
from accord.accounts.models import User
from accord.administration.forms import Writing
from accord.history.models import Actor
from accord.kit.fields import SeveralField
from accord.records import contents

LIMITED = (Right.VIEW, Right.CHANGE)
"""The rights that may cover some fields only."""


@dataclass(frozen=True)
class Row:
    """A type of the table: how far each right reaches, and the fields it is limited to."""

    label: Any
    cells: list[BoundField]
    limits: list[BoundField]

    @property
    def is_limited(self) -> bool:
        return any(limit.value() for limit in self.limits)


class RoleForm(Writing):
    specials = forms.MultipleChoiceField(
        label=_("May also"), choices=Special.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    people = SeveralField(
        label=_("Who holds it"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Role
        fields: ClassVar = ("name", "about", "for_everybody", "specials")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(name=str(self.instance), about=self.instance.told_about)
        for kind, label in types():
            self._add_row(kind, label)
        self._offer_people()

    # ── what the page shows ──

    @property
    def described(self) -> list[BoundField]:
        return [self[name] for name in ("name", "about", "for_everybody")]

    def rows(self) -> Iterator[Row]:
        for kind, label in types():
            limits = [self[limit(kind, right)] for right in LIMITED if limit(kind, right) in self.fields]
            yield Row(label, [self[cell(kind, right)] for right in Right], limits)

    # ── writing ──

    def clean_name(self) -> str:
        """A shipped role is kept in English and shown in the reader's language: unchanged, it stays as it is."""
        name: str = self.cleaned_data["name"]
        return self.instance.name if self.instance.pk and name == str(self.instance) else name

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        return self.instance.about if self.instance.pk and about == self.instance.told_about else about

    def write(self, *, by: Actor) -> Role:
        said = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        role = self._changed(said, by) if self.instance.pk else Role.objects.introduce(by=by, **said)
        role.grant_exactly(self._grants(), by=by)
        role.hold_exactly(self.cleaned_data["people"], among=self.fields["people"].queryset, by=by)  # type: ignore[attr-defined]
        return role

    def _changed(self, said: dict[str, Any], by: Actor) -> Role:
        role = Role.objects.get(pk=self.instance.pk)
        role.version = self.cleaned_data["version"] or role.version
        role.change("changed", by=by, **said)
        return role

    def _grants(self) -> dict[Cell, dict[str, Any]]:
        """By type and right what was chosen."""
        cells = [(kind, str(right)) for kind, _label in types() for right in Right]
        return {place: self._grant(*place) for place in cells if self.cleaned_data.get(cell(*place))}

    def _grant(self, kind: str, right: str) -> dict[str, Any]:
        """A switch that narrows the grant goes on doing so; the same fields in another order are no change."""
        held = self._held.get((kind, right), Grant())
        fields = self.cleaned_data.get(limit(kind, right), held.fields)
        same = set(fields) == set(held.fields)
        reach = self.cleaned_data[cell(kind, right)]
        return {"reach": reach, "fields": held.fields if same else sorted(fields), "narrowed_by": held.narrowed_by}

    # ── private ──

    @cached_property
    def _held(self) -> dict[Cell, Grant]:
        grants = Grant.objects.live().filter(role=self.instance.pk).order_by("-pk") if self.instance.pk else []
        return {(grant.type, grant.right): grant for grant in grants}

    def _add_row(self, kind: str, label: Any) -> None:
        for right in Right:
            held = self._held.get((kind, right))
            choices = [("", _("no")), *Reach.choices]
            self.fields[cell(kind, right)] = forms.ChoiceField(
                label=f"{label}: {right.label}",
                choices=choices,
                required=False,
                initial=held.reach if held else "",
                widget=forms.Select(attrs={"class": "field__control", "aria-label": f"{label}: {right.label}"}),
            )
            if right in LIMITED and kind != ANY:
                self.fields[limit(kind, right)] = forms.MultipleChoiceField(
                    label=LIMIT_LABELS[right],
                    choices=field_choices(kind),
                    required=False,
                    initial=held.fields if held else [],
                    widget=forms.CheckboxSelectMultiple,
                )

    def _offer_people(self) -> None:
        people = self.fields["people"]
        people.queryset = User.objects.live().active().by_name()  # type: ignore[attr-defined]
        if self.instance.pk:
            held = Membership.objects.live().filter(role=self.instance.pk, person__in=people.queryset)  # type: ignore[attr-defined]
            self.initial["people"] = list(held.values_list("person", flat=True))


LIMIT_LABELS = {Right.VIEW: _("See only these fields"), Right.CHANGE: _("Change only these fields")}


def types() -> list[tuple[str, str | Promise]]:
    """Every type that rights are given for; the star stands for all of them, also those to come."""
    named = [(pages.record.kind, capfirst(pages.record._meta.verbose_name_plural)) for pages in contents.every()]
    return [(ANY, _("Everything")), *named]


def field_choices(kind: str) -> list[tuple[str, Any]]:
    model = contents.pages_of(kind).record
    labels = {field.name: getattr(field, "verbose_name", field.name) for field in model._meta.get_fields()}
    named = [(name, capfirst(labels.get(name, FACET_LABELS.get(name, name)))) for name in model.field_names()]
    return sorted(named, key=lambda choice: str(choice[1]).casefold())


FACET_LABELS = {"watchers": _("watchers")}


def cell(kind: str, right: str) -> str:
    return f"{right}-{kind}"


def limit(kind: str, right: str) -> str:
    return f"fields-{right}-{kind}"
