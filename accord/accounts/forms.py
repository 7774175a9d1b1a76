"""What people may set themselves."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accord.accounts import portraits
from accord.accounts.models import User
from accord.accounts.models.user import Density, Theme
from accord.history.models import Actor
from accord.kit import day_formats


def languages() -> list[tuple[str, Any]]:
    """Each language in its own words, so that one finds one's own."""
    return [
        ("", _("As the browser says")),
        *((code, get_language_info(code)["name_local"]) for code, name in settings.LANGUAGES),
    ]


def ways_to_write_days() -> list[tuple[str, Any]]:
    """Each is an example of itself."""
    return [
        ("", _("As the company does")),
        (day_formats.BY_LANGUAGE, _("As the language does")),
        *day_formats.EXAMPLES,
    ]


@cache
def time_zones() -> list[tuple[str, str]]:
    """Asked once: each time means looking through all files of the system's database of zones."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class SignInForm(LoginForm):  # type: ignore[misc]
    """The library's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Name or e-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.widget.attrs["required"] = True


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    date_format = forms.ChoiceField(label=_("Dates are written like"), choices=ways_to_write_days, required=False)
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_("A square is cut from its middle. Up to 5 MB."),
    )
    no_picture = forms.BooleanField(label=_("Show no picture"), required=False)

    class Meta:
        model = User
        fields = ("phone", "language", "time_zone", "date_format", "theme", "density")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.portrait:
            del self.fields["no_picture"]

    def clean_picture(self) -> Any:
        file = self.cleaned_data["picture"]
        if file and file.size > portraits.MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 5 MB."))
        return file

    def write(self, *, by: Actor) -> None:
        values = dict(self.cleaned_data)
        picture, none = values.pop("picture"), values.pop("no_picture", False)
        person = User.objects.get(pk=self.instance.pk)
        with transaction.atomic():
            person.change("settings changed", by=by, **values, **({"portrait": ""} if none else {}))
            if picture:
                portraits.show(person, picture, by=by)


class SettingsForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme.choices, required=False)
    density = forms.ChoiceField(choices=Density.choices, required=False)
    language = forms.ChoiceField(choices=languages, required=False)
