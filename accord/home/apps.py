from django.apps import AppConfig


class HomeApp(AppConfig):
    name = "accord.home"
    label = "home"
