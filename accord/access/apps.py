from django.apps import AppConfig


class AccessApp(AppConfig):
    name = "accord.access"
    label = "access"
