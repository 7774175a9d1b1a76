"""Forms of those who keep the house. None of them saves: they give values, the write path writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accord.access.models import Membership, Role
from accord.accounts.models import User
from accord.administration.kept import Kept
from accord.history.models import Actor, Changeable
from accord.kit.fields import CleanCharField, SeveralField
from accord.preferences import switches
from accord.preferences.switches import Switches

HIDDEN_SWITCHES = {"demo"}


class Writing(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that writes through the write path and refuses an old version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None
        for field in self.fields.values():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, User):
                field.queryset = queryset.filter(is_active=True)  # type: ignore[attr-defined]
            elif queryset is not None and issubclass(queryset.model, Changeable):
                field.queryset = queryset.live()  # type: ignore[attr-defined]

    def write(self, *, by: Actor) -> Changeable:
        model: type[Changeable] = self._meta.model
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if self.instance.pk is None:
            made: Changeable = model.objects.add(by=by, **values)
            return made
        record: Changeable = model.objects.get(pk=self.instance.pk)
        record.version = self.cleaned_data["version"] or record.version
        record.change("changed", by=by, **values)
        return record


def form_of(kept: Kept) -> type[Writing]:
    made: type[Writing] = forms.modelform_factory(kept.model, form=Writing, fields=kept.fields)  # type: ignore[assignment]
    return made


class PersonForm(Writing):
    """A colleague:

    Who they are, where they work, which roles they hold. A password is optional: without one nobody signs in.
    """

    roles = SeveralField(
        label=_("Roles"), queryset=Role.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        help_text=_("At least 12 characters. Empty: as it is."),
        max_length=200,
    )

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "username",
            "email",
            "job_title",
            "phone",
            "department",
            "departments",
            "manager",
            "time_zone",
        )
        widgets: ClassVar = {"departments": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = Role.objects.live().filter(for_everybody=False)  # type: ignore[attr-defined]
        if self.instance.pk:
            held = Membership.objects.live().filter(person=self.instance.pk)
            self.initial["roles"] = list(held.values_list("role", flat=True))

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance if self.instance.pk else None)
        return password

    def write(self, *, by: Actor) -> Changeable:
        roles, password = self.cleaned_data.pop("roles"), self.cleaned_data.pop("new_password")
        person = super().write(by=by)
        assert isinstance(person, User)
        self._write_roles(person, {role.pk for role in roles}, by)
        if password:
            person.set_new_password(password, by=by)
        return person

    def _write_roles(self, person: User, wanted: set[int], by: Actor) -> None:
        held = {membership.role_id: membership for membership in Membership.objects.live().filter(person=person.pk)}
        for role_id in wanted - held.keys():
            Membership.objects.add(by=by, role_id=role_id, person=person)
        for role_id in held.keys() - wanted:
            held[role_id].discard(by=by)


class SwitchesForm(forms.Form):
    """One field per switch, made from its declaration; the declaration's own check decides what is accepted."""

    def __init__(self, data: Any = None, *, current: Switches) -> None:
        super().__init__(data)
        for each in fields(Switches):
            if each.name not in HIDDEN_SWITCHES:
                self.fields[each.name] = _field_for(each.name, each.metadata, getattr(current, each.name))

    def write(self, *, by: Actor) -> None:
        switches.change({name: self.cleaned_data[name] for name in self.changed_data}, by=by)


def _field_for(name: str, said: Mapping[str, Any], value: Any) -> forms.Field:
    words = {"label": said["label"], "help_text": said["about"], "initial": value, "validators": [said["check"]]}
    if isinstance(value, bool):
        return forms.BooleanField(required=False, **words)
    if isinstance(value, int):
        return forms.IntegerField(**words)
    if name == "time_zone":
        return forms.ChoiceField(choices=[(zone, zone) for zone in sorted(available_timezones())], **words)
    return CleanCharField(max_length=100, required=bool(switches.DEFAULTS[name]), **words)


class WelcomeForm(forms.Form):
    """The first administrator introduces themselves."""

    name = CleanCharField(label=_("Your name"), max_length=150)
    username = forms.RegexField(r"^[\w.@+-]+$", label=_("Sign-in name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
        max_length=200,
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
