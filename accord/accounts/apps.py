from django.apps import AppConfig


class AccountsApp(AppConfig):
    name = "accord.accounts"
    label = "accounts"
