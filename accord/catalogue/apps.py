from django.apps import AppConfig


class CatalogueApp(AppConfig):
    name = "accord.catalogue"
    label = "catalogue"
