from django.apps import AppConfig


class ExchangeApp(AppConfig):
    name = "accord.exchange"
    label = "exchange"
