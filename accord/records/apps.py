from django.apps import AppConfig


class RecordsApp(AppConfig):
    name = "accord.records"
    label = "records"
