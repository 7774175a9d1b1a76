"""The interface's own addresses."""

from django.urls import path

from accord.web import views

urlpatterns = [
    path("csp-report/", views.csp_report, name="csp_report"),
    path("preview/", views.preview, name="preview"),
]
