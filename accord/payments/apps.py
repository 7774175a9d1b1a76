from django.apps import AppConfig


class PaymentsApp(AppConfig):
    name = "accord.payments"
    label = "payments"
