"""Forms of those who keep the house. None of them saves: they give values, the write path writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accord.access.models import Membership, Role
from accord.accounts.models import Department, User
from accord.administration import first
from accord.administration.choices import country_choices, currency_choices, currency_or_none
from accord.administration.kept import Kept
from accord.administration.models import Welcome
from accord.history.models import Actor, Changeable
from accord.kit import day_formats
from accord.kit.currencies import CurrencyFormField
from accord.kit.fields import CleanCharField, SeveralField
from accord.preferences import switches
from accord.preferences.switches import Switches
from accord.records.currencies import offered_in
from accord.records.forms import BLANK, NOTHING, plain

HIDDEN_SWITCHES = {"demo", "first_steps", "export_columns"}


class Writing(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that writes through the write path and refuses an old version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None
        for name, field in self.fields.items():
            if isinstance(field, CurrencyFormField):
                offered_in(field, str(getattr(self.instance, name)))
            queryset = getattr(field, "queryset", None)
            if getattr(field, "empty_label", None) == BLANK:
                field.empty_label = NOTHING  # type: ignore[attr-defined]
            if queryset is not None and issubclass(queryset.model, User):
                field.queryset = queryset.filter(is_active=True)  # type: ignore[attr-defined]
            elif queryset is not None and issubclass(queryset.model, Changeable):
                field.queryset = queryset.live()  # type: ignore[attr-defined]
        self.fields = {name: field if is_secret(field) else plain(field) for name, field in self.fields.items()}

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


def is_secret(field: forms.Field) -> bool:
    """A password is taken as it is typed."""
    return isinstance(field.widget, forms.PasswordInput)


def form_of(kept: Kept) -> type[Writing]:
    made: type[Writing] = forms.modelform_factory(kept.model, form=Writing, fields=kept.fields)  # type: ignore[assignment]
    return made


def time_zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


class DepartmentForm(Writing):
    default_country = forms.ChoiceField(
        label=_("Default country"),
        choices=country_choices,
        required=False,
        help_text=_("New companies, contacts and leads of the department begin with it."),
    )
    default_currency = forms.ChoiceField(
        label=_("Default currency"),
        choices=currency_or_none,
        required=False,
        help_text=_("New deals and payments of the department begin with it."),
    )

    class Meta:
        model = Department
        fields = ("name", "parent", "head", "default_country", "default_currency", "works_globally")
        help_texts: ClassVar = {
            "parent": _("Whoever may see a department may see those that are part of it."),
            "head": _("The first to be asked in the department."),
            "works_globally": _("Requests need a country before a deal is made of them."),
        }


class PersonForm(Writing):
    """A colleague:

    Who they are, where they work, which roles they hold. A password is optional: without one nobody signs in.
    """

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    roles = SeveralField(
        label=_("Roles"), queryset=Role.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        help_text=_("At least 12 characters. Empty: as it is. An invitation lets people choose their own."),
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
        if not self.instance.pk:
            self.initial["time_zone"] = switches.load().time_zone
        else:
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

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        part_of = {each.name: each.metadata["part"] for each in fields(Switches)}
        return [
            (label, [self[name] for name in self.fields if part_of[name] == part])
            for part, label in switches.PARTS.items()
        ]

    def write(self, *, by: Actor) -> None:
        switches.change({name: self.cleaned_data[name] for name in self.changed_data}, by=by)


def languages() -> list[tuple[str, str]]:
    return [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


def ways_to_write_days() -> list[tuple[str, Any]]:
    """Each is an example of itself."""
    return [("", _("As the language of the reader does")), *day_formats.EXAMPLES]


CHOSEN: Mapping[str, Any] = {
    "time_zone": time_zones,
    "language": languages,
    "date_format": ways_to_write_days,
    "country": country_choices,
    "state_currency": currency_choices,
    "reporting_currency": currency_choices,
}
"""Switches that are chosen from a list."""


def _field_for(name: str, said: Mapping[str, Any], value: Any) -> forms.Field:
    words = {"label": said["label"], "help_text": said["about"], "initial": value, "validators": [said["check"]]}
    if isinstance(value, bool):
        return forms.BooleanField(required=False, **words)
    if isinstance(value, int):
        return forms.IntegerField(**words)
    if name in CHOSEN:
        return forms.ChoiceField(choices=CHOSEN[name], required=bool(switches.DEFAULTS[name]), **words)
    return CleanCharField(max_length=100, required=bool(switches.DEFAULTS[name]), **words)


class ComingIn(forms.Form):
    """A password of one's own."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
        max_length=200,
    )

    person: User | None = None

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class InvitedForm(ComingIn):
    """Who was invited needs nothing but a password."""

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        self.person = person

    def come_in(self, invitation: Welcome) -> User:
        return first.accept(invitation, **self.cleaned_data)


class WelcomeForm(ComingIn):
    """The first administrator introduces themselves."""

    name = CleanCharField(label=_("Your name"), max_length=150)
    username = forms.RegexField(r"^[\w.@+-]+$", label=_("Sign-in name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    field_order = ("name", "username", "email", "password")

    def come_in(self, invitation: Welcome) -> User:
        return first.welcome(invitation, **self.cleaned_data)


class CloseForm(forms.Form):
    """Who goes on with what somebody owned."""

    to = forms.ModelChoiceField(
        label=_("Hand everything over to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody yet: it stays as it is"),
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        others = User.objects.live().active().exclude(pk=person.pk).by_name()
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
