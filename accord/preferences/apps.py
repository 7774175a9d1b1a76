from django.apps import AppConfig


class PreferencesApp(AppConfig):
    name = "accord.preferences"
    label = "preferences"
