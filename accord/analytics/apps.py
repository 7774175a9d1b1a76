from django.apps import AppConfig


class AnalyticsApp(AppConfig):
    name = "accord.analytics"
    label = "analytics"
