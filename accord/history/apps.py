from django.apps import AppConfig


class HistoryApp(AppConfig):
    name = "accord.history"
    label = "history"
