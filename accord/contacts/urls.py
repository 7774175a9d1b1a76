"""The verbs, below the address of their type."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accord.contacts import employing, views
from accord.records.asking import verb

make_main = verb("contact", "make_main", _("%(record)s is the main contact now."))
step_back = verb("contact", "step_back", _("%(record)s is not the main contact any more."))


def employments(kind: str) -> list[URLPattern]:
    """Who works where, reached from either side."""
    return [
        path("<int:pk>/employments/new/", employing.employment, {"kind": kind}, name="new_employment"),
        path("<int:pk>/employments/<int:employment_pk>/", employing.employment, {"kind": kind}, name="employment"),
        path(
            "<int:pk>/employments/<int:employment_pk>/remove/",
            employing.remove,
            {"kind": kind},
            name="remove_employment",
        ),
    ]


URLS = {
    "company": [
        path("<int:pk>/requisites/<slug:kind>/new/", views.part, name="new_part"),
        path("<int:pk>/requisites/<slug:kind>/<int:part_pk>/", views.part, name="part"),
        path("<int:pk>/requisites/<slug:kind>/<int:part_pk>/remove/", views.remove_part, name="remove_part"),
        path("<int:pk>/picture/", views.picture, {"kind": "company"}, name="picture"),
        path("<int:pk>/people/<int:contact_pk>/main/", employing.make_main, name="make_main"),
        path("<int:pk>/people/<int:contact_pk>/step-back/", employing.step_back, name="step_back"),
        *employments("company"),
    ],
    "contact": [
        path("<int:pk>/main/", make_main, name="make_main"),
        path("<int:pk>/step-back/", step_back, name="step_back"),
        *employments("contact"),
        path("<int:pk>/picture/", views.picture, {"kind": "contact"}, name="picture"),
    ],
}
