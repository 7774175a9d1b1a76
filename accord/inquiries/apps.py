from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesApp(AppConfig):
    name = "accord.inquiries"
    label = "inquiries"
    verbose_name = _("Requests")
