"""The form that strangers fill in: what may be sent, how it is read, and what tells people from robots.

Nothing of it trusts the sender: no HTML, no files, no other fields, no address that anything is mailed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import StopUpload, load_handler
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models import Source
from accord.inquiries.forms import check_phone
from accord.kit.fields import CleanCharField, CleanTextField
from accord.kit.text import is_prefix

LARGEST = 64 * 1024
MOST_FIELDS = 50
SALT = "accord.inquiries.form"
SHORTEST_VISIT = timedelta(seconds=2)
LONGEST_VISIT = timedelta(days=2)
TRAP = "homepage"


class PublicForm(forms.Form):
    """What a customer says. `homepage` is seen by robots only; `opened` is when the page was made, signed."""

    name = CleanCharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=250)
    phone = CleanCharField(label=_("Phone"), max_length=200, required=False, validators=[check_phone])
    company = CleanCharField(label=_("Company"), max_length=200, required=False)
    country = CleanCharField(label=_("Country"), max_length=60, required=False)
    city = CleanCharField(label=_("City"), max_length=100, required=False)
    subject = CleanCharField(label=_("What is it about?"), max_length=200)
    message = CleanTextField(
        label=_("Your message"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 6})
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    homepage = forms.CharField(label=_("Leave this field empty"), required=False)
    answer = CleanCharField(max_length=200)

    order = ("name", "email", "phone", "company", "country", "city", "subject", "message", "answer")

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        super().__init__(*args, **options)
        self.source = source
        if source.form_question:
            self.fields["answer"].label = source.form_question
        else:
            del self.fields["answer"]
        hints = {"name": "name", "email": "email", "phone": "tel", "company": "organization", "city": "address-level2"}
        for name, hint in hints.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields[TRAP].widget.attrs.update({"autocomplete": "off", "tabindex": "-1"})

    @property
    def visible(self) -> list[forms.BoundField]:
        return [self[name] for name in self.order if name in self.fields]

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if not self.source.answers_question(answer):
            raise forms.ValidationError(_("This is not the right answer."))
        return answer

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if is_prefix(name):
            raise forms.ValidationError(_("This is only a title. Add the name, please."))
        return name


def opened_now(key: str) -> str:
    """The moment at which the form was shown, signed for this form."""
    return signing.TimestampSigner(salt=SALT).sign(key)


def visit(given: str, key: str, *, from_our_page: bool) -> Any:
    """Why this does not look like a person, or nothing. Forms of other sites know nothing of the moment."""
    if not given:
        return _("The form was sent without being opened.") if from_our_page else ""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        if signer.unsign(given, max_age=LONGEST_VISIT) != key:
            return _("The form was made for another address.")
    except signing.SignatureExpired:
        return ""
    except signing.BadSignature:
        return _("The form was tampered with.")
    try:
        signer.unsign(given, max_age=SHORTEST_VISIT)
    except signing.SignatureExpired:
        return ""
    return _("The form was filled in faster than anybody types.")


def read(body: bytes, content_type: str) -> Mapping[str, str]:
    """The fields of a post, from its bytes; what cannot be read has no fields. Files are not taken."""
    try:
        if content_type.startswith("multipart/form-data"):
            meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
            handlers = [load_handler("django.core.files.uploadhandler.MemoryFileUploadHandler", None)]
            given, _files = MultiPartParser(meta, BytesIO(body), handlers, "utf-8").parse()
        else:
            given = QueryDict(body, encoding="utf-8")
    except (MultiPartParserError, SuspiciousOperation, StopUpload, UnicodeError, LookupError):
        return {}
    return {name: str(given[name]) for name in list(given)[:MOST_FIELDS]}
