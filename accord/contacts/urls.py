"""The verbs, below the address of their type."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accord.contacts import views
from accord.records.asking import verb

make_main = verb("contact", "make_main", _("%(record)s is the main contact now."))

URLS = {
    "company": [
        path("<int:pk>/requisites/<slug:kind>/new/", views.part, name="new_part"),
        path("<int:pk>/requisites/<slug:kind>/<int:part_pk>/", views.part, name="part"),
        path("<int:pk>/requisites/<slug:kind>/<int:part_pk>/remove/", views.remove_part, name="remove_part"),
        path("<int:pk>/picture/", views.picture, {"kind": "company"}, name="picture"),
    ],
    "contact": [
        path("<int:pk>/main/", make_main, name="make_main"),
        path("<int:pk>/picture/", views.picture, {"kind": "contact"}, name="picture"),
    ],
}
