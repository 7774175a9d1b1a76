from django.apps import AppConfig


class SearchApp(AppConfig):
    name = "accord.search"
    label = "search"
