"""The Django application of the UI kit."""

from django.apps import AppConfig


class WebApp(AppConfig):
    name = "accord.web"
    label = "web"
