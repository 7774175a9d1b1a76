from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DictionariesApp(AppConfig):
    name = "accord.dictionaries"
    label = "dictionaries"
    verbose_name = _("Directories")
