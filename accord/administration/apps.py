from django.apps import AppConfig


class AdministrationApp(AppConfig):
    name = "accord.administration"
    label = "administration"
