from django.apps import AppConfig


class DealsApp(AppConfig):
    name = "accord.deals"
    label = "deals"
