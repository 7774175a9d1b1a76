"""The verbs, below the address of their type, and the public form."""

from django.urls import path, re_path

from accord.inquiries import public_views, views

LANGUAGE = r"(?P<language>[a-z]{2}(?:-[a-z]{2,4})?)"

URLS = {
    "inquiry": [
        path("<int:pk>/next/", views.next_waiting, name="next"),
        path("<int:pk>/take/", views.take, name="take"),
        path("<int:pk>/confirm-match/", views.confirm_match, name="confirm_match"),
        re_path(r"^(?P<pk>\d+)/link/(?P<known>contact|company|lead)/(?P<known_pk>\d+)/$", views.link, name="link"),
        path("<int:pk>/unlink/", views.unlink, name="unlink"),
        path("<int:pk>/duplicate/", views.mark_duplicate, name="mark_duplicate"),
        path("<int:pk>/irrelevant/", views.mark_irrelevant, name="mark_irrelevant"),
        path("<int:pk>/close-case/", views.close_case, name="close_case"),
        path("<int:pk>/reopen/", views.reopen, name="reopen"),
        path("<int:pk>/put-aside/", views.put_aside, name="put_aside"),
        path("<int:pk>/not-spam/", views.clear_of_spam, name="clear_of_spam"),
    ]
}

urlpatterns = [
    path("form/<slug:key>/", public_views.form, name="form"),
    path("form/<slug:key>/look.css", public_views.look, name="form_look"),
    path("form/<slug:key>/thanks/", public_views.thanks, name="form_thanks"),
    path("add-request/", public_views.add_request),
    re_path(rf"^{LANGUAGE}/add-request/$", public_views.add_request),
    path("contact-form/<uuid:key>/", public_views.contact_form),
    re_path(
        r"^(?P<language>[a-z]{2}(?:-[a-z]{2,4})?)/contact-form/(?P<key>[0-9a-f-]{36})/$", public_views.contact_form
    ),
]
