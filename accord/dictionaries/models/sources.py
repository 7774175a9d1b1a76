"""Where requests and leads come from. A source can carry a web form."""

from __future__ import annotations

import re
import secrets
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models.entry import Entry, EntryQuerySet
from accord.dictionaries.models.places import names_in
from accord.kit.fields import plain_line, plain_text
from accord.kit.text import normalise

COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def new_form_key() -> str:
    return secrets.token_urlsafe(16)


def check_origins(text: str) -> None:
    """Each line is an address of a site, without a path: https://www.example.com."""
    for line in text.split():
        parts = urlsplit(line)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or "*" in line:
            message = _("“%(line)s” is not the address of a site; write it like https://www.example.com.")
            raise ValidationError(message, code="invalid", params={"line": line[:80]})


def check_color(text: str) -> None:
    """As designers write it: #0a7d8c."""
    if not COLOR.fullmatch(text):
        raise ValidationError(_("Write the colour like #0a7d8c."), code="invalid")


class SourceQuerySet(EntryQuerySet["Source"]):
    def with_open_form(self) -> Self:
        """The sources whose web form takes requests."""
        return self.offered().filter(form_open=True).exclude(department=None)


class Source(Entry):
    """Shared by requests and leads. Its web form stands at `/form/<key>/`; the sites in `origins` may frame it."""

    kind = "source"
    intro = _("Where requests and leads come from. A source can have a web form of its own.")

    listed = ("department", "form_open", "email", "position", "active")

    email = models.EmailField(_("address on the web site"), blank=True)
    form_open = models.BooleanField(_("web form is open"), default=False)
    form_key = models.CharField(_("key of the web form"), max_length=64, default=new_form_key, unique=True)
    form_title = models.CharField(_("title of the form"), max_length=120, blank=True, validators=[plain_line])
    form_intro = models.TextField(_("words above the form"), max_length=1000, blank=True, validators=[plain_text])
    form_button = models.CharField(_("word on the button"), max_length=60, blank=True, validators=[plain_line])
    form_thanks_title = models.CharField(_("title of the thanks"), max_length=120, blank=True, validators=[plain_line])
    form_thanks = models.TextField(_("words of thanks"), max_length=1000, blank=True, validators=[plain_text])
    form_language = models.CharField(
        _("language of the form"),
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Empty: that of the visitor’s browser."),
    )
    form_color = models.CharField(
        _("colour of the form"),
        max_length=7,
        blank=True,
        validators=[check_color],
        help_text=_("Of the button, like #0a7d8c. Empty: that of the house."),
    )
    form_question = models.CharField(
        _("question against robots"),
        max_length=200,
        blank=True,
        validators=[plain_line],
        help_text=_("Something that each of your customers knows, like: How many wheels has a lorry’s front axle?"),
    )
    form_answers = models.CharField(
        _("right answers"),
        max_length=200,
        blank=True,
        validators=[plain_line],
        help_text=_("Separated by commas: 2, two. Whoever does not know one cannot send the form."),
    )
    form_captcha = models.BooleanField(
        _("ask the captcha service"),
        default=False,
        help_text=_("Only where the server is set up for one: then visitors load its script from there."),
    )
    origins = models.TextField(
        _("sites that may show the form"),
        max_length=2000,
        blank=True,
        validators=[check_origins],
        help_text=_("One address a line, like https://www.example.com."),
    )

    objects: ClassVar[SourceQuerySet] = SourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(form_open=False) | Q(department__isnull=False),
                name="form_has_department",
                violation_error_message=_("A web form needs a department that receives its requests."),
            ),
            models.CheckConstraint(
                condition=Q(form_question="") | ~Q(form_answers=""),
                name="form_question_has_answer",
                violation_error_message=_("A question against robots needs a right answer."),
            ),
        ]

    @property
    def sites(self) -> list[str]:
        """The origins that may frame the form, as a header says them."""
        return [line.rstrip("/") for line in self.origins.split()]

    def answers_question(self, given: str) -> bool:
        """Whether this is one of the right answers, in whatever case; true where nothing is asked."""
        return not self.form_question or normalise(given) in map(normalise, names_in(self.form_answers))

    def new_key(self, *, by: Any) -> None:
        """Close the old address of the form and open another."""
        self.change("key renewed", by=by, form_key=new_form_key())


class InquiryCategory(Entry):
    kind = "inquiry_category"
    intro = _("How and about what people ask: by phone, for a price, for a demonstration.")

    objects: ClassVar[EntryQuerySet[Any]] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Entry.Meta):
        verbose_name = _("category of request")
        verbose_name_plural = _("categories of request")
