"""The verbs, below the address of their type."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accord.records.asking import verb

make_main = verb("contact", "make_main", _("%(record)s is the main contact now."))

URLS = {"contact": [path("<int:pk>/main/", make_main, name="make_main")]}
