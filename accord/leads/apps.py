from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsApp(AppConfig):
    name = "accord.leads"
    label = "leads"
    verbose_name = _("Leads")
