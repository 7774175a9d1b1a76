"""Where a lead came from, as far as the web site and the letter tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.dictionaries.models import InquiryCategory
from accord.kit.fields import plain_line, plain_text
from accord.records.models import Record


class Marketed(Record):
    category = models.ForeignKey(
        InquiryCategory, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    site_email = models.CharField(_("e-mail of the site’s form"), max_length=250, blank=True, validators=[plain_line])
    site_page = models.CharField(_("page of the request"), max_length=500, blank=True, validators=[plain_line])
    google_id = models.CharField(_("Google Analytics ID"), max_length=100, blank=True, validators=[plain_line])
    yandex_id = models.CharField(_("Yandex Metrica ID"), max_length=100, blank=True, validators=[plain_line])
    letter = models.TextField(_("letter"), blank=True, validators=[plain_text])
    made_by_itself = models.BooleanField(_("made by itself"), default=False, editable=False)

    class Meta(Record.Meta):
        abstract = True
